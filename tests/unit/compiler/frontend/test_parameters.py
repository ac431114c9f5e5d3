"""Parameters: found by syntax, set by type, written back into the cell."""

from __future__ import annotations

from typing import Any

import pytest

from nb2svc.compiler.dump import verify
from nb2svc.compiler.frontend import apply_parameters, read_program
from nb2svc.compiler.frontend.parameter_fields import list_fields, why_unfit
from nb2svc.compiler.ir import Program
from nb2svc.diagnostics import Report


def read(source: str) -> tuple[Program, Report]:
    report = Report()
    return read_program(f"# %% tags=parameters #p\n{source}", path="x.py", report=report), report


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("n = 3", {"n": (3, "")}),
        ("n: int = -3", {"n": (-3, "int")}),
        ("a = b = 1", {"a": (1, ""), "b": (1, "")}),
        ("x: list[int] | None = None", {"x": (None, "list[int] | None")}),
        ("x = [1, (2.5, 'a'), {'k': True}]", {"x": ([1, (2.5, "a"), {"k": True}], "")}),
        ("n = 1\nn = 2", {"n": (2, "")}),
        ("'doc'\nn = 1", {"n": (1, "")}),
    ],
)
def test_literals_are_parameters(source: str, expected: dict[str, Any]):
    """Every assignment of a literal to names is a parameter, with its value and annotation."""
    program, report = read(source)
    assert {p.name: (p.value, p.annotation) for p in program.parameters} == expected
    assert report.diagnostics == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("n = 3  # trees to grow", "trees to grow"),
        ("# trees to grow,\n#\n# at most\nn = 3", "trees to grow, at most"),
        ("m = 1  # depth\nn = 3", ""),
        ("# about all\n\nn = 3", ""),
        ("n = [  # not at the end\n    3,\n]  # at the end", "at the end"),
        ("n = '#3'", ""),
    ],
)
def test_a_comment_tells_what_a_parameter_is(source: str, expected: str):
    """The comment behind an assignment, or right above it, is about it."""
    assert read(source)[0].parameters[-1].comment == expected


@pytest.mark.parametrize(
    ("source", "kind", "choices", "entry"),
    [
        ("n = 3", "integer", (), "3"),
        ("n: float = 3", "number", (), "3"),
        ("n = True", "choice", ("True", "False"), "True"),
        ("n: Literal['a', 2] = 2", "choice", ("a", "2"), "2"),
        ("n = 'a b'", "text", (), "a b"),
        ("n: str | None = None", "text", (), "None"),
        ("n: list[int] = [1, 2]", "literal", (), "[1, 2]"),
        ("n = None", "literal", (), "None"),
    ],
)
def test_a_parameter_is_a_field_of_a_form(source: str, kind: str, choices: tuple[str, ...], entry: str):
    """Its kind follows from its type, and its entry, given back as it stands, changes nothing."""
    program, _ = read(source)
    (field,) = list_fields(program.parameters)
    assert (field.kind, field.choices, field.entry) == (kind, choices, entry)
    assert why_unfit(program.parameters, {"n": entry}) == {}
    assert apply_parameters(program, {"n": entry}, Report()).parameters[0].value == program.parameters[0].value


def test_an_entry_that_does_not_fit_is_told_in_words():
    """Every field that is wrong says what was expected; unknown names are somebody else's to tell."""
    program, _ = read("n = 3\nx: list[int] = [1]\nt = 'a'")
    assert why_unfit(program.parameters, {"n": "1.5", "x": "[1, 'b']", "t": "b", "u": "1"}) == {
        "n": "expected int, found `'1.5'`",
        "x": "expected list[int], found `[1, 'b']` holding `'b'`",
    }


@pytest.mark.parametrize(
    "source", ["import os", "n = f()", "a.b = 1", "a, b = 1, 2", "n: int", "print(1)", "f = f'{x}'", "n = m = x[0] = 1"]
)
def test_other_statements_are_reported_and_kept(source: str):
    """What is no assignment of a literal is reported, and compiled like any other code."""
    program, report = read(source)
    assert program.parameters == ()
    assert [(d.code, d.span.line) for d in report.diagnostics] == [("NB105", 1)]
    assert len(program.statements) == 1


@pytest.mark.parametrize(
    "source",
    ["day: datetime.date = datetime.date(2026, 11, 1)", "day = date(2026, 11, 1)", "at = pd.Timestamp('2026')"],
)
def test_a_day_is_told_to_be_a_text(source):
    """No date is a literal; what to write instead fits the words of a schedule too."""
    (finding,) = read(source)[1].diagnostics
    assert finding.code == "NB105"
    assert finding.hint == (
        'a parameter that is a day is a text, `day: str = "2026-11-01"`, which `{{ yesterday }}` fits too; make a time '
        "of it in the cell that needs one: `pd.Timestamp(day)`"
    )


def test_a_default_that_its_annotation_forbids_is_reported():
    """A parameter whose default is of another type than it says is an error; `None` is a usual default."""
    assert [d.code for d in read("n: int = 'many'\nm: int = None\nx: float = 1")[1].diagnostics] == ["NB104"]


@pytest.mark.parametrize(
    ("source", "value", "text"),
    [
        ("n = 3", "7", "n = 7"),
        ("n = 3  # trees", 7, "n = 7  # trees"),
        ("n = 3", "-1", "n = -1"),
        ("x = 0.5", "1e-3", "x = 0.001"),
        ("x = 0.5", 2, "x = 2.0"),
        ("x: float = 1", "inf", "x: float = 1e999"),
        ("s = 'a'", "7", "s = '7'"),
        ("s = 'a'", "it's", 's = "it\'s"'),
        ("b = True", "no", "b = False"),
        ("b = False", "TRUE", "b = True"),
        ("k = None", "5", "k = 5"),
        ("k = None", "abc", "k = 'abc'"),
        ("k: int | None = 3", "None", "k: int | None = None"),
        ("k: Optional[int] = None", "4", "k: Optional[int] = 4"),
        ("k: 'int | str' = 3", "x4", "k: 'int | str' = 'x4'"),
        ("k: int = None", "None", "k: int = None"),
        ("m: Literal['a', 'b'] = 'a'", "b", "m: Literal['a', 'b'] = 'b'"),
        ("m: Literal[1, 2] = 1", "2", "m: Literal[1, 2] = 2"),
        ("xs = [1,\n  2]  # all", "[3]", "xs = [3]  # all"),
        ("xs: list[float] = [1.5]", "[3, 4]", "xs: list[float] = [3.0, 4.0]"),
        ("t = (1, 2)", "[3, 4]", "t = (3, 4)"),
        ("d = {'a': 1}", "{'b': 2}", "d = {'b': 2}"),
        ("p: Path = 'a'", "b", "p: Path = 'b'"),
        ("größe = 'ä'; n = 1", "ü", "größe = 'ü'; n = 1"),
    ],
)
def test_values_are_written_by_type(source: str, value: Any, text: str):
    """A value takes the place of the literal, as its type, and nothing else of the text changes."""
    program, report = read(source)
    name = program.parameters[0].name
    changed = apply_parameters(program, {name: value}, report)
    verify(changed)
    assert report.diagnostics == []
    assert changed.notebook.cells[0].source == text


@pytest.mark.parametrize(
    ("source", "value", "message"),
    [
        ("n = 3", "many", "expects int, found `'many'`"),
        ("n = 3", "1.5", "expects int, found `'1.5'`"),
        ("n = 3", True, "expects int, found `True`"),
        ("b = True", "maybe", "expects bool, found `'maybe'`"),
        ("m: Literal['a', 'b'] = 'a'", "c", "expects Literal['a', 'b'], found `'c'`"),
        ("xs: list[int] = [1]", "['a']", "expects list[int], found `['a']` holding `'a'`"),
        ("s = 'a'", 3, "expects str, found `3`"),
        ("x = 0.5", "nan", "a value that Python can write as a literal"),
        ("k = None", object(), "a value that Python can write as a literal"),
    ],
)
def test_values_that_do_not_fit_are_reported(source: str, value: Any, message: str):
    """A value of the wrong type is an error at the parameter and is not applied."""
    program, report = read(source)
    changed = apply_parameters(program, {program.parameters[0].name: value}, report)
    (finding,) = report.diagnostics
    assert finding.code == "NB104"
    assert message in finding.message
    assert finding.span == program.parameters[0].span
    assert changed is program


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("n_trees = 3", "did you mean `n_trees`?"),
        ("path = 'a'; depth = 1", "the parameters are `path`, `depth`"),
        ("import os", "assign `n_tree` in a cell and tag the cell `parameters`"),
    ],
)
def test_unknown_parameters_say_what_there_is(source: str, hint: str):
    """A name that is no parameter is an error with the closest name, or all names."""
    program, _ = read(source)
    report = Report()
    apply_parameters(program, {"n_tree": 1}, report)
    assert [(d.code, d.hint) for d in report.diagnostics] == [("NB104", hint)]


def test_chained_assignments_come_apart():
    """Where `a = b = 1` gets different values, each name gets its own assignment on the same line."""
    program, report = read("x = 0\na = b = [1,\n 2]\nc = 3")
    changed = apply_parameters(program, {"b": "[5]"}, report)
    assert changed.notebook.cells[0].source == "x = 0\na = [1,\n 2]; b = [5]\nc = 3"
    assert {p.name: p.value for p in changed.parameters} == {"x": 0, "a": [1, 2], "b": [5], "c": 3}


def test_several_parameters_are_set_at_once():
    """All values are applied, all faults reported, and nothing is said twice about the cells."""
    program, report = read("import os\nn = 1; m = 2\nk = 3")
    before = list(report.diagnostics)
    changed = apply_parameters(program, {"n": "10", "m": "20", "k": "x"}, report)
    assert changed.notebook.cells[0].source == "import os\nn = 10; m = 20\nk = 3"
    assert [d.code for d in report.diagnostics[len(before) :]] == ["NB104"]
