"""How large an Arrow message is once it is unpacked, told from its head: a small body may hold gigabytes of zeros.

The layout is that of Arrow's Message.fbs; pyarrow has verified the message when it is looked at here.
"""

from __future__ import annotations

import struct
from typing import Any, Final

__all__ = ["unpacked_size"]

_HEADER_TYPE: Final = 1  # fields of Message
_HEADER: Final = 2
_DICTIONARY: Final = 2  # a value of the header's type: DictionaryBatch
_DATA: Final = 1  # field of DictionaryBatch: a RecordBatch
_BUFFERS: Final = 2  # fields of RecordBatch
_COMPRESSION: Final = 3
_NOT_PACKED: Final = -1


def unpacked_size(head: memoryview, body: memoryview) -> int:
    """Return the size of a record batch or a dictionary in memory, in bytes.

    Args:
        head: the flatbuffer of the message.
        body: what follows it.

    Raises:
        ValueError: the message is broken.
    """
    try:
        message = _Table(head, _read(head, "I", 0))
        batch = message.table(_HEADER)
        if message.byte(_HEADER_TYPE) == _DICTIONARY:
            batch = batch.table(_DATA)
        if not batch.place(_COMPRESSION):
            return len(body)
        return sum(_buffer_size(body, start, length) for start, length in batch.buffers(_BUFFERS))
    except struct.error as error:
        raise ValueError(f"broken message: {error}") from error


def _buffer_size(body: memoryview, start: int, length: int) -> int:
    if not length:
        return 0
    size = _read(body, "q", start)
    return length - 8 if size == _NOT_PACKED else int(size)


def _read(data: memoryview, kind: str, place: int) -> Any:
    if place < 0:
        raise ValueError("broken message: an offset points before its start")
    return struct.unpack_from(f"<{kind}", data, place)[0]


class _Table:
    """A table of a flatbuffer: fields found through a table of offsets, zero where a field is absent."""

    def __init__(self, data: memoryview, start: int) -> None:
        self._data = data
        self._start = start
        self._offsets = start - _read(data, "i", start)

    def place(self, field: int) -> int:
        offset = 4 + 2 * field
        if offset >= _read(self._data, "H", self._offsets):
            return 0
        found = _read(self._data, "H", self._offsets + offset)
        return self._start + found if found else 0

    def byte(self, field: int) -> int:
        place = self.place(field)
        return int(_read(self._data, "B", place)) if place else 0

    def table(self, field: int) -> _Table:
        place = self.place(field)
        return _Table(self._data, place + _read(self._data, "I", place))

    def buffers(self, field: int) -> list[tuple[int, int]]:
        place = self.place(field)
        if not place:
            return []
        first = place + _read(self._data, "I", place)
        count = _read(self._data, "I", first)
        return [tuple(struct.unpack_from("<qq", self._data, first + 4 + 16 * i)) for i in range(count)]
