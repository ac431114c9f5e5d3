"""skops files that are the same bytes whenever they hold the same value.

skops names files and shared objects by their address in memory and dates them: two builds of one notebook would
differ. Here addresses become numbers in the order of their appearance, dates are fixed, sets are sorted, and the
bytes between the fields of records, which hold whatever was in memory before, become zero. What such a file means is
left as it was.
"""

from __future__ import annotations

import io
import json
from pathlib import PurePosixPath
from typing import Any, Final
from zipfile import ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

from nb2svc.runtime.state.sameness import ADDRESSES

__all__ = ["settle_archive"]

_SCHEMA: Final = "schema.json"
_ID: Final = "__id__"
_FILE: Final = "file"
_HEADER: Final = 100
"""Bytes of an npy file in which its description begins."""


def settle_archive(data: bytes) -> bytes:
    """Return a skops file without what differs from process to process.

    Args:
        data: as `skops.io.dumps` made it.
    """
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as archive, ZipFile(buffer, "w") as settled:
        renumbering = _Renumbering()
        schema = renumbering.settle(json.loads(archive.read(_SCHEMA)))
        for old, new in renumbering.files.items():
            # a ZipInfo has the first date that zip files know
            settled.writestr(ZipInfo(new), _clear_gaps(archive.read(old)))
        settled.writestr(ZipInfo(_SCHEMA), json.dumps(schema, separators=(",", ":")))
    return buffer.getvalue()


class _Renumbering:
    """New ids and file names, in the order in which the old ones appear; used for one file and thrown away.

    Attributes:
        files: old name -> new name.
    """

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        self._ids: dict[int, int] = {}

    def settle(self, node: Any) -> Any:
        """Return a node of the schema, or a list or dict of nodes, with new ids and names."""
        if isinstance(node, list):
            return [self.settle(each) for each in node]
        if not isinstance(node, dict):
            return node
        match node:
            case {"__loader__": "SetNode", "content": list(items)}:
                node = {**node, "content": _sort_set(items)}
            case {"__class__": "frozenset", "content": {"content": [{"content": list(items)} as given]} as arguments}:
                arguments = {**arguments, "content": [{**given, "content": _sort_set(items)}]}
                node = {**node, "content": arguments}
        return {key: self._settle_entry(key, value) for key, value in node.items() if not _is_id_of_scalar(key, node)}

    def _settle_entry(self, key: str, value: Any) -> Any:
        """A dict of the user may have such keys too, but their values are nodes."""
        if key == _ID and isinstance(value, int):
            return self._ids.setdefault(value, len(self._ids) + 1)  # skops takes 0 for none
        if key == _FILE and isinstance(value, str):
            return self.files.setdefault(value, f"{len(self.files) + 1}{PurePosixPath(value).suffix}")
        if key in ADDRESSES and isinstance(value, dict):
            return {**self.settle(value), "content": "0"}
        return self.settle(value)


def _clear_gaps(data: bytes) -> bytes:
    """Return an npy file of records (the nodes of a tree) with zeros between their fields; others as they are."""
    if b"'descr': [" not in data[:_HEADER]:
        return data
    array = np.load(io.BytesIO(data), allow_pickle=False)
    start = len(data) - array.nbytes
    # bytes, not fields: a copy of records leaves their gaps to chance
    records = np.frombuffer(data, dtype=np.uint8, offset=start).reshape(-1, array.itemsize)
    return data[:start] + np.where(_find_fields(array.dtype), records, 0).tobytes()


def _find_fields(dtype: np.dtype[Any]) -> NDArray[np.bool_]:
    """Return for each byte of a record whether it belongs to a field."""
    found = np.full(dtype.itemsize, dtype.fields is None)
    for field, offset, *_ in (dtype.fields or {}).values():
        found[offset : offset + field.itemsize] = _find_fields(field)
    return found


def _is_id_of_scalar(key: str, node: dict[str, Any]) -> bool:
    """Which equal numbers and strings are one object is chance, and nothing can tell."""
    return key == _ID and node.get("__loader__") == "JsonNode"


def _sort_set(items: list[Any]) -> list[Any]:
    return sorted(items, key=lambda item: json.dumps(_without_addresses(item)))


def _without_addresses(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_addresses(each) for each in node]
    if isinstance(node, dict):
        return {key: _without_addresses(value) for key, value in node.items() if key not in (_ID, _FILE)}
    return node
