"""Columns that a request need not have are left out of loops, picks and drops; all other text stays."""

from __future__ import annotations

import ast

import pytest

from nb2svc.compiler.backend.absent import AbsentColumns
from nb2svc.compiler.backend.source import Edit, cut_statement
from nb2svc.compiler.ir import Cell
from nb2svc.compiler.places import slice_text
from nb2svc.compiler.sites import Place
from nb2svc.compiler.trace import Capture

FROZEN = Capture(key="c", hint="columns", place="a:1:0", labels=("age", "fare", "target"))


def columns_of(text: str, *, seen: tuple[str, ...] = ()) -> tuple[Cell, AbsentColumns]:
    cell = Cell(number=1, id="a", kind="code", source=text, python=text)
    absent = AbsentColumns(
        cell=cell,
        names=frozenset({"target", "id"}),
        captures={"c": FROZEN},
        reference=lambda _: "state.columns",
        constants={"NUMERIC": ("age", "target"), "PLAIN": ("age",)},
        items={"a:1:0": seen},
    )
    return cell, absent


def loop(text: str, *, frozen: dict[str, str] | None = None, seen: tuple[str, ...] = ()) -> str:
    """Return the head of a loop as it is served."""
    cell, absent = columns_of(f"for col in {text}:\n    pass", seen=seen)
    (node,) = ast.parse(cell.python).body
    known = frozen or {}
    place = Place(id="a:1:0", statement="a.0", stages=(), node=node)
    edit = absent.fewer_rounds(place, known, lambda part: known.get(ast.unparse(part), slice_text(cell, part)))
    text = cut_statement(cell, node, [edit] if edit else []).text
    return text.split("\n")[0].removeprefix("for col in ").removesuffix(":")


@pytest.mark.parametrize(
    ("written", "served"),
    [
        ('["age", "target"]', '["age"]'),
        ('("id", "age", name)', '["age", name]'),
        ("NUMERIC", '[column for column in NUMERIC if column != "target"]'),
    ],
)
def test_loops_leave_out_absent_columns_that_are_written(written: str, served: str) -> None:
    """A list in the loop's head, or under the name of a constant, is gone through without the absent columns."""
    assert loop(written) == served


def test_loops_leave_out_absent_columns_of_a_frozen_list() -> None:
    """What is frozen in training holds the target; the loop passes it over."""
    assert (
        loop("cols", frozen={"cols": "state.columns"}) == '[column for column in state.columns if column != "target"]'
    )


def test_loops_leave_out_absent_columns_that_the_run_saw() -> None:
    """A variable that is computed anew for each request is asked for the names that the loop went through."""
    served = '[column for column in cols if column not in ("target", "id")]'
    assert loop("cols", seen=("target", "age", "id")) == served


@pytest.mark.parametrize("written", ['["age", "fare"]', "PLAIN", "cols", "range(3)"])
def test_loops_over_other_things_stay(written: str) -> None:
    """Where no absent column is met, the text is the user's."""
    assert loop(written, seen=("age",)) == written


@pytest.mark.parametrize(
    ("written", "served"),
    [
        ('df[["age", "target"]]', 'df[["age"]]'),
        ('df.dropna(subset=["age", "target"])', 'df.dropna(subset=["age"])'),
        ('df.dropna(subset="target")', "df"),
        ('df.drop(columns=["target"])', 'df.drop(columns=["target"], errors="ignore")'),
        ('df.drop(columns=["fare"])', 'df.drop(columns=["fare"])'),
        ('df[["age", "fare"]]', 'df[["age", "fare"]]'),
    ],
)
def test_picks_and_drops_do_without_absent_columns(written: str, served: str) -> None:
    """A request without the target is picked from, filtered and dropped from all the same."""
    cell, absent = columns_of(written)
    (node,) = ast.parse(written).body
    assert isinstance(node, ast.Expr)
    edits: list[Edit | None] = [absent.pick_written(node.value), absent.tolerant_drop(node.value)]
    assert cut_statement(cell, node, [edit for edit in edits if edit]).text == served
