"""Structures of Thrift's compact protocol, in which Parquet writes what a file and its pages hold.

They come from anybody: nothing is believed, and nothing is made that is larger than the bytes that were sent.
"""

from __future__ import annotations

import struct
from typing import Any, Final

__all__ = ["read_struct"]

_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)
_DEPTH: Final = 32
_LONG: Final = 15  # a list whose length does not fit the byte of its head


def read_struct(data: memoryview, place: int) -> tuple[dict[int, Any], int]:
    """Return a structure as field number -> value, and where it ends.

    Args:
        data: the bytes.
        place: where it starts.

    Raises:
        ValueError: the bytes are none.
    """
    reader = _Reader(data, place)
    try:
        return reader.struct(0), reader.place
    except (IndexError, struct.error) as error:
        raise ValueError("a structure ends too early") from error


class _Reader:
    def __init__(self, data: memoryview, place: int) -> None:
        if place < 0:
            raise ValueError("a structure starts before the file")
        self._data = data
        self.place = place

    def struct(self, depth: int) -> dict[int, Any]:
        fields: dict[int, Any] = {}
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else self._signed()
            kind = head & 0x0F
            fields[number] = kind == _TRUE if kind in (_TRUE, _FALSE) else self._value(kind, depth)
        return fields

    def _value(self, kind: int, depth: int) -> Any:
        if depth > _DEPTH:
            raise ValueError("structures are nested too deeply")
        if kind in (_TRUE, _FALSE, _BYTE):  # inside of lists a flag has a byte
            return self._byte()
        if kind in (_I16, _I32, _I64):
            return self._signed()
        if kind == _DOUBLE:
            (number,) = struct.unpack_from("<d", self._data, self.place)
            self.place += 8
            return number
        if kind == _BINARY:
            return self._binary()
        if kind in (_LIST, _SET):
            return self._list(depth)
        if kind == _STRUCT:
            return self.struct(depth + 1)
        raise ValueError(f"there is a value of the unknown kind {kind}")

    def _list(self, depth: int) -> list[Any]:
        head = self._byte()
        count = head >> 4 if head >> 4 != _LONG else self._unsigned()
        if count > len(self._data) - self.place:  # an element has a byte at the least
            raise ValueError("a list is longer than the file")
        return [self._value(head & 0x0F, depth + 1) for _ in range(count)]

    def _binary(self) -> bytes:
        length = self._unsigned()
        if length > len(self._data) - self.place:
            raise ValueError("a text is longer than the file")
        self.place += length
        return bytes(self._data[self.place - length : self.place])

    def _signed(self) -> int:
        number = self._unsigned()
        return (number >> 1) ^ -(number & 1)

    def _unsigned(self) -> int:
        number = 0
        for shift in range(0, 70, 7):
            byte = self._byte()
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return number
        raise ValueError("a number has too many bytes")

    def _byte(self) -> int:
        byte = self._data[self.place]
        self.place += 1
        return byte
