"""An explanation as a page for the terminal: the notebook's own lines on the left, what became of them on the right."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from textwrap import dedent
from typing import IO, Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from nb2svc.compiler.explain import Binding, Explained, Explanation, Frozen
from nb2svc.manifest import Field, OutputField

__all__ = ["print_explanation"]

_STYLES: Final[dict[Binding, str]] = {
    "row-time": "bold green",
    "row selection": "green",
    "fit-time": "bold cyan",
    "constant": "blue",
    "training only": "yellow",
    "setting": "bright_black",
    "display": "bright_black",
    "not needed": "bright_black",
}
_LEFT_OUT: Final = frozenset({"display", "setting", "not needed", "training only"})
_MOST_LINES: Final = 6
_NARROW: Final = 88
_UNKNOWN_WIDTH: Final = 120
_MOST_CATEGORIES: Final = 5


def print_explanation(explanation: Explanation, *, file: IO[str] | None = None, width: int | None = None) -> None:
    """Print an explanation; in colour on a terminal, as plain aligned text elsewhere.

    Args:
        explanation: what to print.
        file: where to; stdout if not given.
        width: columns; those of the terminal if not given.
    """
    stream = file or sys.stdout
    console = Console(file=stream, width=width or _width(stream), highlight=False, soft_wrap=False)
    with console.capture() as captured:
        for part in _parts(explanation, console):
            console.print(part)
    for line in captured.get().splitlines():
        stream.write(f"{line.rstrip()}\n")


def _width(stream: IO[str]) -> int | None:
    """Return the width of what is no terminal and does not say its own."""
    return None if stream.isatty() or "COLUMNS" in os.environ else _UNKNOWN_WIDTH


def _parts(explanation: Explanation, console: Console) -> Iterator[RenderableType]:
    yield Text.assemble((explanation.notebook, "bold"), "  ", (_summary(explanation.statements), "bright_black"))
    narrow = console.width < _NARROW
    longest = max(map(_length, explanation.statements), default=0)
    code = min(longest, (console.width - 8) // 2)
    told_once = _tell_once(explanation.statements)
    for (number, cell_id, stages), group in groupby(told_once, key=lambda s: (s.cell, s.cell_id, s.stages)):
        statements = list(group)
        yield Text()
        yield Text.assemble(
            "  ", (f"cell {number}", "bold"), (f" #{cell_id}", "bright_black"), "  ", (", ".join(stages), "magenta")
        )
        yield _draw_below(statements) if narrow else _draw_beside(statements, code)
    yield Text()
    yield from _draw_contract(explanation)


def _tell_once(statements: Iterable[Explained]) -> Iterator[Explained]:
    """Leave a frozen value out where it was told above and the served text, which is shown, names it."""
    told: set[str] = set()
    for statement in statements:
        new = tuple(f for f in statement.frozen if f.name not in told or f"state.{f.name}" not in statement.served)
        told.update(f.name for f in new)
        yield replace(statement, frozen=new)


def _summary(statements: Iterable[Explained]) -> str:
    every = list(statements)
    served = sum(s.binding in {"row-time", "row selection"} for s in every)
    left_out = sum(s.binding in _LEFT_OUT for s in every)
    frozen = len({f.name for s in every for f in s.frozen})
    values = "1 value is" if frozen == 1 else f"{frozen} values are"
    return f"{served} of {len(every)} statements serve a request, {left_out} are left out; {values} frozen"


def _draw_beside(statements: Iterable[Explained], code: int) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(justify="right", style="bright_black", width=5, no_wrap=True)
    table.add_column(width=code, no_wrap=True, overflow="ellipsis")
    table.add_column(width=13, no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for statement in statements:
        table.add_row(
            str(statement.line), _code(statement), Text(statement.binding, _STYLES[statement.binding]), _why(statement)
        )
    return table


def _draw_below(statements: Iterable[Explained]) -> RenderableType:
    rows: list[RenderableType] = []
    for statement in statements:
        table = Table.grid(padding=(0, 1, 0, 0), expand=True)
        table.add_column(justify="right", style="bright_black", width=4, no_wrap=True)
        table.add_column(ratio=1, overflow="fold")
        table.add_row(str(statement.line), _code(statement))
        why = _why(statement)
        table.add_row("", Text.assemble((statement.binding, _STYLES[statement.binding]), "  ", _first_line(why)))
        rows.append(table)
        if len(why.renderables) > 1:
            rows.append(Padding(Group(*why.renderables[1:]), (0, 0, 0, 5)))
    return Group(*rows)


def _first_line(why: Group) -> Text:
    first = why.renderables[0]
    assert isinstance(first, Text)
    return first


def _code(statement: Explained) -> Text:
    """Return the statement's lines, coloured as Python; those of a left-out statement stay pale."""
    text = "\n".join(_first_lines(statement.text))
    if statement.binding in {"display", "setting", "not needed"}:
        return Text(text, "bright_black")
    highlighted = Syntax("", "python", theme="ansi_dark", background_color="default").highlight(text)
    highlighted.rstrip()
    highlighted.no_wrap = None  # a narrow terminal folds a long line, it does not cut it
    highlighted.overflow = None
    return highlighted


def _why(statement: Explained) -> Group:
    lines = [Text(statement.reason)] if statement.reason else []
    lines += [_frozen(each) for each in statement.frozen]
    if statement.served:
        lines += [
            Text.assemble(("  " if later else "→ ", "green"), line)
            for later, line in enumerate(_first_lines(dedent(statement.served)))
        ]
    return Group(*(lines or [Text()]))


def _first_lines(text: str) -> list[str]:
    lines = text.split("\n")
    if len(lines) <= _MOST_LINES:
        return lines
    return [*lines[: _MOST_LINES - 1], f"… {len(lines) - _MOST_LINES + 1} more lines"]


def _frozen(value: Frozen) -> Text:
    source = "" if value.source == value.name else f"  from {' '.join(value.source.split())}"
    shown = value.value or value.type
    return Text.assemble(
        ("frozen ", "cyan"), (value.name, "bold cyan"), (" = ", "cyan"), shown, (source, "bright_black")
    )


def _draw_contract(explanation: Explanation) -> Iterator[RenderableType]:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(style="bold", width=8, no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_row("request", Text(", ".join(map(_request_field, explanation.request))))
    table.add_row("answer", Text(", ".join(map(_answer_field, explanation.answer))))
    if explanation.target:
        table.add_row("target", Text(f"{', '.join(explanation.target)} (not asked for)"))
    yield table


def _request_field(field: Field) -> str:
    return f"{field.name} {_kind(field)}{' or null' if field.nullable else ''}"


def _kind(field: Field) -> str:
    if field.categories is not None and field.kind == "string":
        shown = [str(c) for c in field.categories[:_MOST_CATEGORIES]]
        return "{" + ", ".join([*shown, *(["…"] if len(field.categories) > _MOST_CATEGORIES else [])]) + "}"
    return field.kind + _shape(field)


def _answer_field(field: OutputField) -> str:
    return f"{field.name} {field.kind}{_shape(field)}"


def _shape(field: Field | OutputField) -> str:
    return f" {'x'.join(map(str, field.shape))}" if field.shape else ""


def _length(statement: Explained) -> int:
    return max(Text(line).cell_len for line in statement.text.split("\n"))
