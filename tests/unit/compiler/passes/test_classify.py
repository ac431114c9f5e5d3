"""From a trace, written by hand, to what a service is made of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from unit.compiler.programs import planned

from nb2svc.compiler.passes.classify import Classified, classify
from nb2svc.compiler.trace import Capture, Decision, Leak, Node, Output, RawInput, Trace
from nb2svc.diagnostics import Report
from nb2svc.manifest import Field, OutputField, RequestSchema

PLAN = planned(
    """\
# %% [load] #l
df = open('rows')
# %% [preprocess] #p
df["a"] = df["a"].fillna(df["a"].mean())
X = df[["a", "b"]]
# %% [train] #t
model = max(X, df["y"])
# %% [predict] #q
answer = model.predict(X)
"""
)
KINDS = {"a": True, "b": True, "c": True, "y": True}


def field(name: str) -> Field:
    """Return a number of the request."""
    return Field(name=name, kind="number", dtype="float64")


def output(variable: str, node: int, *, dimensions: int = 1, rows: int = 0, read_later: bool = False) -> Output:
    """Return a candidate for the answer."""
    described = (OutputField(name=variable or "prediction", kind="number", dtype="float64"),)
    return Output(
        fields=described, variable=variable, place="q:1:0", node=node, dimensions=dimensions, rows=rows,
        read_later=read_later,
    )  # fmt: skip


SITE = "p:1:25:1:39:Call"
MEAN = Capture(key=f"site:{SITE}:", hint="", place="p:1:0", site=SITE, source='df["a"].mean()', type="float")
MODEL = Capture(key="name:model:t.0", hint="model", place="t:1:0", source="model", type="Model")
#      0 df   1 a            2 b            3 c            4 y            5 a filled      6 X            7 answer
TRACE = Trace(
    nodes=(
        Node(raw=("df", "")),
        Node(raw=("df", "a")),
        Node(raw=("df", "b")),
        Node(raw=("df", "c")),
        Node(raw=("df", "y")),
        Node(place="p:1:0", deps=(0, 1), captures=(MEAN.key,)),
        Node(place="p:2:0", deps=(0, 2, 5)),
        Node(place="q:1:0", deps=(6,), captures=(MODEL.key,)),
    ),
    captures={MEAN.key: MEAN, MODEL.key: MODEL},
    decisions={SITE: Decision(action="state", captures={"": MEAN.key})},
    inputs=(
        RawInput(name="df", rows=9, schema=RequestSchema(name="df", input="frame", fields=tuple(map(field, KINDS)))),
    ),
    outputs=(output("answer", 7),),
    targets={MODEL.key: (0, 4)},
)


def classified(trace: Trace) -> tuple[Classified | None, list[str]]:
    """Return what becomes of a trace, and the codes of the findings."""
    report = Report()
    found = classify(PLAN.program, PLAN.code, trace, report)
    return found, [d.code for d in report.sorted()]


def test_only_what_the_answer_stands_on_is_required() -> None:
    """The target and a column that nothing reads are not asked of the caller; captures on the way become the state."""
    found, codes = classified(TRACE)
    assert found is not None
    assert codes == []
    assert [f.name for f in found.request.fields if f.required] == ["a", "b"]
    assert found.target == ("y",)
    assert found.live == {"p:1:0", "p:2:0", "q:1:0"}
    assert dict(found.names) == {MODEL.key: "model", MEAN.key: "a_mean"}


def test_a_leak_that_reaches_the_answer_is_refused_at_its_expression() -> None:
    """The finding stands at the site, not at the statement that uses the value."""
    leak = Leak(site=SITE, reason="it mixes rows")
    nodes = (*TRACE.nodes[:5], replace(TRACE.nodes[5], leak=leak), *TRACE.nodes[6:])
    report = Report()
    classify(PLAN.program, PLAN.code, replace(TRACE, nodes=nodes), report)
    (finding,) = report.diagnostics
    assert finding.code == "NB206"
    assert (finding.span.cell_id, finding.span.line, finding.span.column) == ("p", 1, 26)
    assert "it mixes rows" in finding.message


def test_a_leak_that_nothing_uses_is_no_leak() -> None:
    """A column that is computed from the whole table and dropped later does not stop a build."""
    dead = Node(place="p:1:0", deps=(3,), leak=Leak(site=SITE, reason="it mixes rows"))
    found, codes = classified(replace(TRACE, nodes=(*TRACE.nodes, dead)))
    assert found is not None
    assert codes == []


def test_a_feature_computed_from_the_target_is_refused() -> None:
    """A request cannot hold what the model is asked for."""
    nodes = (*TRACE.nodes[:6], replace(TRACE.nodes[6], deps=(0, 2, 4, 5)), TRACE.nodes[7])
    _, codes = classified(replace(TRACE, nodes=nodes))
    assert codes == ["NB209"]


def test_two_tables_are_refused() -> None:
    """A request is one kind of row."""
    weather = RawInput(name="weather", rows=9, schema=RequestSchema(name="weather", input="frame", fields=()))
    nodes = (*TRACE.nodes[:7], replace(TRACE.nodes[7], deps=(6, 8)), Node(raw=("weather", "rain")))
    _, codes = classified(replace(TRACE, nodes=nodes, inputs=(*TRACE.inputs, weather)))
    assert codes == ["NB208"]


@pytest.mark.parametrize(
    ("trace", "code"),
    [(replace(TRACE, outputs=()), "NB201"), (replace(TRACE, outputs=(), inputs=()), "NB207")],
    ids=["no answer", "no rows"],
)
def test_without_rows_or_answer_there_is_no_service(trace: Trace, code: str) -> None:
    """Nothing loaded, or nothing predicted: the finding names the cell that was to give it."""
    found, codes = classified(trace)
    assert found is None
    assert codes == [code]


def test_answers_are_the_last_rows_values_and_no_steps_on_the_way() -> None:
    """Predictions for the training part and wide values that predict reads further are not the answer."""
    nodes = (*TRACE.nodes, Node(place="q:1:0", deps=(6,)), Node(place="q:1:0", deps=(6,)))
    outputs = (
        output("train_answer", 8, rows=0),
        output("proba", 9, rows=1, dimensions=2, read_later=True),
        output("answer", 7, rows=1),
    )
    found, _ = classified(replace(TRACE, nodes=nodes, outputs=outputs))
    assert found is not None
    assert [o.variable for o in found.outputs] == ["answer"]
