"""User text, moved: cut with its comments, edited back to front, indented."""

from __future__ import annotations

import ast

import pytest

from nb2svc.compiler.backend.source import Edit, cut_statement, write_call, write_literal
from nb2svc.compiler.ir import Cell
from nb2svc.compiler.margin import indent


def cell(source: str) -> Cell:
    """Return a code cell."""
    return Cell(number=1, id="c", kind="code", source=source, python=source)


CUTS = [
    ("x = 1  # one", 0, "x = 1  # one"),
    ("# why\n# so\nx = 1", 0, "# why\n# so\nx = 1"),
    ("# far\n\nx = 1", 0, "x = 1"),
    ("x = 1; y = 2  # both", 1, "y = 2  # both"),
    ("x = 1; y = 2  # both", 0, "x = 1"),
    ("@decorated\ndef f():\n    return 1", 0, "@decorated\ndef f():\n    return 1"),
    ("x = [\n    1,  # first\n    2,\n]", 0, "x = [\n    1,  # first\n    2,\n]"),
    ("größe = 'ä'; y = größe  # ü", 1, "y = größe  # ü"),
]


@pytest.mark.parametrize(("source", "position", "expected"), CUTS)
def test_a_statement_keeps_the_comments_that_belong_to_it(source: str, position: int, expected: str) -> None:
    """Comments right above and behind move along; a neighbour on the same line stays."""
    assert cut_statement(cell(source), ast.parse(source).body[position], []).text == expected


def names(source: str, node: ast.stmt, replacements: dict[str, str]) -> list[Edit]:
    """Return edits that replace names."""
    found = [n for n in ast.walk(node) if isinstance(n, ast.Name) and n.id in replacements]
    return [Edit.of(cell(source), n, replacements[n.id]) for n in found]


EDITS = [
    ("y = m + m  # twice m", {"m": "state.m"}, "y = state.m + state.m  # twice m"),
    ("y = f('ü', m)", {"m": "state.m"}, "y = f('ü', state.m)"),
    ("y = f(\n    m,\n    k=m,\n)", {"m": "state.m"}, "y = f(\n    state.m,\n    k=state.m,\n)"),
    ("y = long + a", {"long": "b", "a": "much_longer"}, "y = b + much_longer"),
]


@pytest.mark.parametrize(("source", "replacements", "expected"), EDITS)
def test_edits_touch_only_what_they_replace(source: str, replacements: dict[str, str], expected: str) -> None:
    """Several edits of one line, of several lines and after letters of several bytes all hit their place."""
    node = ast.parse(source).body[0]
    assert cut_statement(cell(source), node, names(source, node, replacements)).text == expected


def test_deleting_a_nested_statement_deletes_its_lines() -> None:
    """What is not needed leaves no empty line behind."""
    source = "for c in cs:\n    a(c)\n    b(\n        c\n    )\n    d(c)"
    loop = ast.parse(source).body[0]
    assert isinstance(loop, ast.For)
    piece = cut_statement(cell(source), loop, [Edit.of(cell(source), loop.body[1], "")])
    assert piece.text == "for c in cs:\n    a(c)\n    d(c)"


def test_a_piece_knows_the_line_it_starts_at() -> None:
    """With the comments above it, counted from 1."""
    source = "x = 1\n# why\ny = 2"
    assert cut_statement(cell(source), ast.parse(source).body[1], []).line == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb", "    a\n    b"),
        ("a\n\nb", "    a\n\n    b"),
        ('x = """one\ntwo\n"""\ny', '    x = """one\ntwo\n"""\n    y'),
        ("if a:\n    b", "    if a:\n        b"),
    ],
)
def test_indenting_leaves_texts_over_several_lines_alone(text: str, expected: str) -> None:
    """Moving code to the right must not change a string."""
    assert indent(text) == expected


def test_calls_are_broken_only_where_they_are_too_long() -> None:
    """One line if it fits, else one argument a line."""
    assert write_call("def f", ["a", "b"], ":") == "def f(a, b):"
    long = write_call("x = f", ["a" * 70, "b" * 60], "", spaces=4)
    assert long == f"    x = f(\n        {'a' * 70},\n        {'b' * 60},\n    )"


@pytest.mark.parametrize(
    ("value", "expected"), [("a", '"a"'), ("it's", '"it\'s"'), ('say "a"', "'say \"a\"'"), (1.5, "1.5"), (None, "None")]
)
def test_literals_are_written_as_a_person_writes_them(value: object, expected: str) -> None:
    """Double quotes where that needs no escape; the text evaluates to the value."""
    assert write_literal(value) == expected
    assert ast.literal_eval(write_literal(value)) == value
