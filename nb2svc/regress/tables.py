"""Compares HTML: tables, as frames show themselves, cell by cell; of anything else what a reader sees."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from nb2svc.regress.differences import Difference, Number, describe_numbers, shorten
from nb2svc.regress.texts import compare_texts, find_numbers
from nb2svc.regress.tolerance import Tolerance

__all__ = ["compare_html"]

Row = list[str]


class _Reader(HTMLParser):
    """Takes the rows of tables, and all other text, out of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.text: list[str] = []
        self._cell: list[str] | None = None
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"style", "script"}:
            self._unseen += 1
        elif tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"} and self.rows:
            self._cell = []
            spans = dict(attrs)
            across = spans.get("colspan") or "1"
            self.rows[-1].extend([""] * (int(across) - 1 if across.isdigit() else 0))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"style", "script"}:
            self._unseen -= 1
        elif tag in {"td", "th"} and self._cell is not None:
            self.rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._unseen <= 0:
            (self.text if self._cell is None else self._cell).append(data)


def compare_html(was: str, now: str, tolerance: Tolerance) -> list[Difference]:
    """Return where two pieces of HTML show something else; styles, scripts and ids are not seen."""
    old, new = _read(was), _read(now)
    return [
        *_compare_rows(old.rows, new.rows, tolerance),
        *compare_texts(_lines(old.text), _lines(new.text), tolerance, "text of the page"),
    ]


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def _lines(pieces: list[str]) -> str:
    return "\n".join(line for piece in pieces for line in piece.splitlines() if line.strip())


def _compare_rows(was: list[Row], now: list[Row], tolerance: Tolerance) -> Iterator[Difference]:
    head = was[0] if was else []
    if [len(row) for row in was] != [len(row) for row in now] or set(head) != set(now[0] if now else []):
        yield from _compare_shapes(was, now)
        return
    for number, (old, new) in enumerate(zip(was, now, strict=True)):
        for column, (had, has) in enumerate(zip(old, new, strict=True)):
            difference = _compare_cells(had, has, tolerance)
            if difference is not None:
                where = _place(head, old, number, column)
                yield Difference(where=where, was=shorten(had), now=shorten(has), by=difference)


def _compare_shapes(was: list[Row], now: list[Row]) -> Iterator[Difference]:
    old, new = (dict.fromkeys(rows[0] if rows else ()) for rows in (was, now))
    gone, added = ([f"`{c}`" for c in one if c not in other] for one, other in ((old, new), (new, old)))
    by = "; ".join(
        f"{kind}: {', '.join(columns)}" for kind, columns in (("columns gone", gone), ("new columns", added)) if columns
    )
    yield Difference(where="table", was=_shape(was), now=_shape(now), by=by)


def _shape(rows: list[Row]) -> str:
    if not rows:
        return "no table"
    return f"{len(rows)} rows of {max(map(len, rows))} columns, names included"


def _place(head: Row, row: Row, number: int, column: int) -> str:
    name = head[column] if column < len(head) else ""
    if column == 0:
        return f"table, name of row {number}"
    return f"table, row `{row[0]}`, column `{name or column + 1}`"


def _compare_cells(was: str, now: str, tolerance: Tolerance) -> str | None:
    """Return by how much a cell differs, empty where its words do, or None where it does not."""
    if was == now or not compare_texts(was, now, tolerance, ""):
        return None
    old, new = find_numbers(was), find_numbers(now)
    if old[0] != new[0]:
        return ""
    apart: list[tuple[Number, Number]] = [p for p in zip(old[1], new[1], strict=True) if p[0].value != p[1].value]
    return "; ".join(describe_numbers(*pair) for pair in apart)
