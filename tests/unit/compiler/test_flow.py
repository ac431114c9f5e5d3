"""Where a name comes from, and what an expression reads."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest
from unit.compiler.programs import lines, planned, text_of

from nb2svc.compiler.flow import backward_closure, find_definition, free_names, index_statements, is_literal

PLAN = planned(
    """\
# %% [load] #a
df = open("rows")
df.columns = ["x", "y"]
df["z"] = df["x"]
noise = 3
# %% [predict] #b
answer = df["z"]
"""
)


def test_a_name_leads_to_what_bound_it_past_changes_in_place() -> None:
    """`df` is what the load statement bound, whatever changed it since."""
    statements = index_statements(PLAN.program)
    found = find_definition(statements, PLAN.program.statements[-1], "df")
    assert found is not None
    assert text_of(PLAN.program, found) == 'df = open("rows")'
    assert find_definition(statements, PLAN.program.statements[-1], "open") is None


def test_closure_holds_changes_in_place_and_nothing_unrelated() -> None:
    """What a statement stands on: the binding, each change, itself."""
    needed = backward_closure(index_statements(PLAN.program), [PLAN.program.statements[-1].id])
    assert lines(PLAN, needed) == [
        'df = open("rows")',
        'df.columns = ["x", "y"]',
        'df["z"] = df["x"]',
        'answer = df["z"]',
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a + b * a", ("a", "b")),
        ("lambda x: x + y", ("y",)),
        ("lambda x, *r, k=d, **s: x + k", ("d",)),
        ("[x for x in xs if x > low]", ("xs", "low")),
        ("[x for x in x]", ("x",)),
        ("{k: v for k, v in table.items()}", ("table",)),
        ("[y for x in a for y in f(x)]", ("a", "f")),
        ('f"{a:{width}} {b!r}"', ("a", "width", "b")),
        ("(n := len(q)) + n", ("len", "q")),
        ("lambda: (lambda z: z + deep)(1)", ("deep",)),
    ],
)
def test_free_names_are_what_is_read_from_outside(text: str, names: tuple[str, ...]) -> None:
    """Names that the expression binds for itself are not read from the notebook."""
    assert set(free_names(ast.parse(text, mode="eval").body)) == set(names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("X = 3", True),
        ("X: int = -3", True),
        ('X = ["a", {"b": (1, None)}]', True),
        ("X = 3 * 4", False),
        ("X = y", False),
        ("X = Y = 3", False),
        ("X.a = 3", False),
        ('X = f"{y}"', False),
    ],
)
def test_literals_can_be_written_down_again(text: str, *, expected: bool) -> None:
    """One name bound to a literal."""
    statement = PLAN.program.statements[0]
    assert is_literal(replace(statement, node=ast.parse(text).body[0])) is expected
