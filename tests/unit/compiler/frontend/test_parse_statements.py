"""Statements know their place in the user's text, and broken cells say why."""

from __future__ import annotations

import pytest

from nb2svc.compiler.dump import verify
from nb2svc.compiler.frontend import read_program
from nb2svc.compiler.ir import Program
from nb2svc.compiler.places import text_at
from nb2svc.diagnostics import Report


def parse(source: str) -> tuple[Program, Report]:
    report = Report()
    program = read_program(f"# %% #c1\n{source}", path="x.py", report=report)
    verify(program)
    return program, report


def texts(source: str) -> list[str]:
    program, _ = parse(source)
    return [text_at(program.notebook.cells[0].source, statement.span) for statement in program.statements]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 1; y = 2", ["x = 1", "y = 2"]),
        ("größe = 'ä'; x = größe", ["größe = 'ä'", "x = größe"]),
        ("@cached\n# why\n@other(1)\ndef f():\n    pass", ["@cached\n# why\n@other(1)\ndef f():\n    pass"]),
        ("x = [\n    1,\n]\n# end", ["x = [\n    1,\n]"]),
        ("%time x = f()\ny = 1", ["x = f()", "y = 1"]),
        ("if a:\n    %time größe = f()", ["if a:\n    %time größe = f()"]),
        ("x = %time f()", ["x = %time f()"]),
        ("files = !ls \\\n  -l\ny = 1", ["files = !ls \\\n  -l", "y = 1"]),
        ("%%bash\nls\nls", ["%%bash\nls\nls"]),
        ("  x = 1\n  y = 2", ["x = 1", "y = 2"]),
    ],
)
def test_spans_cover_the_users_text(source: str, expected: list[str]):
    """A span covers the statement as the user wrote it, decorators and magics included."""
    assert texts(source) == expected


def test_kinds_and_ids():
    """Statements have ids from their cell and place, and kinds from their syntax."""
    program, _ = parse(
        "import a\nfrom b import c\ndef f(): pass\nasync def g(): pass\nclass K: pass\nx = 1\n!ls\n%sql 1"
    )
    assert [(s.id, s.kind, s.magic) for s in program.statements] == [
        ("c1.0", "import", ""),
        ("c1.1", "import", ""),
        ("c1.2", "function", ""),
        ("c1.3", "function", ""),
        ("c1.4", "class", ""),
        ("c1.5", "code", ""),
        ("c1.6", "magic", "!"),
        ("c1.7", "magic", "%sql"),
    ]


def test_a_statement_with_a_magic_inside_is_a_magic():
    """A loop around a shell command cannot be compiled either."""
    program, _ = parse("for f in fs:\n    x = 1\n    !rm {f}")
    assert [(s.kind, s.magic) for s in program.statements] == [("magic", "!")]


@pytest.mark.parametrize(
    ("source", "place", "message"),
    [
        ("x = 1\ny = [", (2, 5), "'[' was never closed"),
        ("print 'a'", (1, 1), "`print` without parentheses is Python 2"),
        ("%matplotlib inline\nreturn 3", (2, 1), "'return' outside function"),
        ("x = 1\n  y = 2", (2, 3), "unexpected indent"),
    ],
)
def test_broken_cells_say_where_and_why(source: str, place: tuple[int, int], message: str):
    """A cell that is no Python has no statements; the place is that in the user's text."""
    program, report = parse(source)
    span, text = program.broken["c1"]
    assert program.statements == ()
    assert ((span.line, span.column), text) == (place, message)
    assert report.diagnostics == []


def test_installations_are_noted():
    """An installation is no statement but a note, at its line."""
    program, report = parse("x = 1\n!pip install lightgbm")
    assert [install.text for install in program.installs] == ["!pip install lightgbm"]
    assert [(d.code, d.span.line, d.frame) for d in report.diagnostics] == [("NB004", 2, ("!pip install lightgbm",))]
