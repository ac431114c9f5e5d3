"""A notebook at a glance: stages, what flows between them, and what its names stand for."""

from nb2svc.compiler import analyse
from nb2svc.compiler.explain import Binding, Explained, Explanation, Frozen
from nb2svc.compiler.outline import Outline, needed_lines, outline, unneeded_lines

CELLS = """# %% [parameters] #p
rate: float = 2.0
# %% [load] #l
import pandas as pd
rows = pd.read_csv("a.csv")
rows.head()
# %% #u
wide = rows.assign(c=1)
# %% [preprocess] #x
mid = wide["a"].mean()
wide["b"] = wide["a"] - mid * rate
# %% [predict] #q
größe, answer = 1, [b + mid for b in wide["b"]]
"""


def _explained(cell_id: str, text: str, binding: Binding, *stages: str, frozen: tuple[Frozen, ...] = ()) -> Explained:
    facts = {"cell": 1, "line": 1, "end_line": 1, "reason": f"because of {cell_id}"}
    return Explained(**facts, cell_id=cell_id, text=text, binding=binding, stages=stages, frozen=frozen)


BUILT = Explanation(
    notebook="case.py",
    statements=(
        _explained("p", "rate: float = 5.0", "constant", "parameters"),
        _explained("l", "import pandas as pd", "constant", "load"),
        _explained("l", 'rows = pd.read_csv("a.csv")', "row-time", "load"),
        _explained("u", "wide = rows.assign(c=1)", "row-time"),
        _explained(
            "x",
            'mid = wide["a"].mean()',
            "fit-time",
            "preprocess",
            frozen=(Frozen(name="mid", value="4.5", source='wide["a"].mean()', type="float"),),
        ),
        _explained("x", 'wide["b"] = wide["a"] - mid * rate', "row-time", "preprocess"),
    ),
)


def _outline(text: str = CELLS, built: Explanation | None = None) -> Outline:
    analysis = analyse(text, path="case.py")
    return outline(analysis.program, analysis.run, built=built)


def test_edges_pass_through_cells_without_a_stage() -> None:
    """What an untagged cell makes of loaded rows comes from load; code and what stays in a stage are no flow."""
    found = {(edge.source, edge.target): edge.names for edge in _outline().edges}
    assert found == {
        ("parameters", "preprocess"): ("rate",),
        ("load", "preprocess"): ("wide",),
        ("preprocess", "predict"): ("mid", "wide"),
    }


def test_stages_and_lines_count_cells_from_zero() -> None:
    """An editor counts cells from 0 and lines from 1; what only shows something is not needed."""
    found = _outline()
    assert [(each.stage, each.cells) for each in found.stages] == [
        ("parameters", (0,)), ("load", (1,)), ("preprocess", (3,)), ("predict", (4,)),
    ]  # fmt: skip
    needed = {(line.cell, line.line): line.needed for line in found.lines}
    assert needed == {(0, 1): True, (1, 1): True, (1, 2): True, (1, 3): False, (2, 1): True, (3, 1): True, (3, 2): True,
                      (4, 1): True}  # fmt: skip
    analysis = analyse(CELLS, path="case.py")
    assert needed_lines(analysis.program, analysis.run) == tuple((c, n, n) for (c, n), is_so in needed.items() if is_so)


def test_places_of_names_are_the_names() -> None:
    """Columns count characters, also behind letters of two bytes; names of a comprehension are its own."""
    cells = [cell.split("\n")[1:] for cell in CELLS.split("# %%")[1:]]
    found = _outline()
    names = [
        (cell, line, cells[cell][line - 1][column - 1 : end - 1], found.meanings[index].name)
        for cell, line, column, end, index in found.names
    ]
    assert all(text == name for *_, text, name in names)
    assert {name for cell, *_, name in names if cell == 4} == {"größe", "answer", "mid", "wide"}


def test_what_a_build_found_out_is_told_while_it_holds() -> None:
    """Binding times and recorded values stay as long as a statement and all that it stands on are as they were."""
    found = _outline(built=BUILT)
    bindings = [line.binding for line in found.lines]
    assert bindings == ["constant", "constant", "row-time", None, "row-time", "fit-time", "row-time", None]
    (mid,) = [each for each in found.meanings if each.name == "mid"]
    assert (mid.binding, mid.value, mid.cell, mid.line, mid.read_by) == (
        "fit-time",
        "4.5",
        3,
        1,
        ("preprocess", "predict"),
    )

    changed = _outline(CELLS.replace("assign(c=1)", "assign(c=2)"), BUILT)
    assert [line.binding for line in changed.lines] == ["constant", "constant", "row-time", *[None] * 5]


def test_without_a_build_only_what_is_evident_is_told() -> None:
    """Parameters and code are constants; of everything else nothing is claimed."""
    bindings = {each.name: each.binding for each in _outline().meanings}
    assert (bindings["rate"], bindings["pd"], bindings["rows"], bindings["mid"]) == ("constant", "constant", None, None)


def test_comments_stay_with_the_statement_below_them() -> None:
    """What is left out are lines that nothing of the service stands on, and comments that lead to none of it."""
    text = """# %% [load] #l
import os
# the rows

rows = read()
# a look
rows.head()
# %% [markdown]
# words
# %% [predict] #p
def unused():
    return 1
answer = rows
# done
# %% #empty
"""
    analysis = analyse(text, path="case.py")
    assert unneeded_lines(analysis.program, analysis.run) == ((0, 1, 1), (0, 5, 6), (2, 1, 2), (2, 4, 4))
