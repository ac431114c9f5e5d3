"""How many rows a Parquet file has, and how large it is once it is unpacked, told from its footer and page heads.

A small file may hold gigabytes: pages packed well, the same number in every row, texts that share their beginnings.
The numbers of the structures are those of parquet.thrift; pages are found as Arrow's reader finds them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from nb2svc.runtime.formats.thrift import read_struct

__all__ = ["Footer", "read_footer"]

_MAGIC: Final = b"PAR1"
_MAX_FOOTER: Final = 2 * 2**20
_MAX_PAGES: Final = 20_000
_WORD: Final = 8
_DELTA_BYTE_ARRAY: Final = 7
"""An encoding in which each text may repeat the one before it: a page says nothing of its size then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """What a file says of itself.

    Attributes:
        start: where the footer starts.
        rows: how many there are.
        size: of all columns once they are unpacked, in bytes; a word per value at the least.
    """

    start: int
    rows: int
    size: int


def read_footer(body: bytes) -> Footer:
    """Return the footer of a Parquet file.

    Raises:
        ValueError: the file is broken, or written in a way that is not read here.
    """
    if len(body) < 12 or not body.startswith(_MAGIC) or not body.endswith(_MAGIC):
        raise ValueError("it has not the marks at start and end of a Parquet file")
    (length,) = struct.unpack_from("<I", body, len(body) - 8)
    start = len(body) - 8 - length
    if length > _MAX_FOOTER or start < len(_MAGIC):
        raise ValueError(f"its footer has {length} bytes; up to {_MAX_FOOTER} are read: write fewer row groups")
    data = memoryview(body)
    footer, _ = read_struct(data[: len(body) - 8], start)
    groups = [_of(group, dict) for group in _of(footer.get(4, []), list)]
    chunks = [_of(chunk, dict) for group in groups for chunk in _of(group.get(1, []), list)]
    pages = _Pages(data[:start])
    size = sum(pages.measure(_of(chunk.get(3, {}), dict)) for chunk in chunks)
    return Footer(start=start, rows=_of(footer.get(3, 0), int), size=size)


class _Pages:
    """The pages of a file; there may be so many of them and no more."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._left = _MAX_PAGES

    def measure(self, column: dict[int, Any]) -> int:
        return sum(max(size, _WORD * values) for size, values in self._walk(column))

    def _walk(self, column: dict[int, Any]) -> Iterator[tuple[int, int]]:
        """Give unpacked size and number of values of each page of a column."""
        place, dictionary = _of(column.get(9, 0), int), _of(column.get(11, 0), int)
        place = dictionary if 0 < dictionary < place else place
        end, wanted, seen = place + _of(column.get(7, 0), int), _of(column.get(5, 0), int), 0
        while place < end and seen < wanted:
            self._left -= 1
            if self._left < 0:
                raise ValueError(f"it has more than {_MAX_PAGES} pages; write larger ones")
            head, place = read_struct(self._data, place)
            is_data = 5 in head or 8 in head
            about = _of(head.get(5) or head.get(8) or head.get(7) or {}, dict)
            values, size = _of(about.get(1, 0), int), _of(head.get(2, 0), int)
            if is_data and about.get(2 if 5 in head else 4) == _DELTA_BYTE_ARRAY:
                raise ValueError("it has texts in the encoding DELTA_BYTE_ARRAY; write them PLAIN or by dictionary")
            if min(values, size, _of(head.get(3, 0), int)) < 0:
                raise ValueError("a page has a negative size")
            place += _of(head.get(3, 0), int)
            seen += values if is_data else 0
            yield size, values


def _of(value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise ValueError(f"its footer has a {type(value).__name__} where a {kind.__name__} belongs")  # noqa: TRY004
    return value
