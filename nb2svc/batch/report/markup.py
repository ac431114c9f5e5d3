"""HTML of reports: what a notebook shows as it is, and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["Drawing", "code", "table"]


@dataclass(frozen=True, slots=True)
class Drawing:
    """HTML that a notebook shows."""

    html: str

    def __repr__(self) -> str:
        return f"<drawing of {len(self.html):,} characters>"  # for logs and terminals

    def _repr_html_(self) -> str:
        return self.html


def code(text: str) -> str:
    """Return a name as HTML."""
    return f"<code>{escape(text)}</code>"


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
    label: str,
    is_broad: bool = True,
) -> str:
    """Return a table as HTML; one that is too wide for the page scrolls by itself.

    Args:
        head: names of the columns.
        rows: HTML of the cells; the first of each row is what the row is about.
        numbers: positions of the columns that hold numbers.
        label: what the table is, for people who do not see it.
        is_broad: whether its texts are long, so that it needs more room than a phone has.
    """

    def of(position: int) -> str:
        return ' class="number"' if position in numbers else ""

    heads = "".join(f'<th scope="col"{of(i)}>{escape(name)}</th>' for i, name in enumerate(head))
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>'
        + "".join(f"<td{of(i)}>{cell}</td>" for i, cell in enumerate(row[1:], 1))
        + "</tr>"
        for row in rows
    )
    # a part that scrolls can be reached and moved with the keyboard only when it can have the focus
    kind = "facts broad" if is_broad else "facts"
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(label, quote=True)}">'
        f'<table class="{kind}"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )
