"""Containers whose parts need different formats: JSON with references to one file per part.

A dict of data frames, or a tuple of a scaler and a tensor, needs no pickle this way.
"""

from __future__ import annotations

import json
from typing import Any, Final

from nb2svc.runtime.state.errors import UnfitError, type_name
from nb2svc.runtime.state.formats import FORMATS, CodecName, encode_exactly
from nb2svc.runtime.state.leaves import leaf_from_plain, leaf_to_plain
from nb2svc.runtime.state.names import Follow
from nb2svc.runtime.state.plain import from_plain, to_plain

__all__ = ["read_parts", "split_parts"]

_PART_CODECS: Final[tuple[CodecName, ...]] = ("npz", "parquet", "safetensors", "skops")


def split_parts(value: Any, *, package: str) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Return a container as JSON and the files of the parts that JSON cannot hold.

    Args:
        value: a list, tuple or dict.
        package: the generated package.

    Returns:
        The JSON, and for each part the suffix of its file and its bytes.

    Raises:
        UnfitError: no container, or a part that only pickle could hold.
    """
    if type(value) not in (list, tuple, dict):
        raise UnfitError(f"a `{type_name(value)}` is no container")
    parts: list[tuple[str, bytes]] = []

    def write(part: Any) -> Any:
        try:
            return leaf_to_plain(part)
        except UnfitError:
            codec, data = _encode_part(part, package)
            parts.append((FORMATS[codec].suffix, data))
            return {"$": "part", "codec": codec, "file": len(parts)}

    plain = to_plain(value, write)
    return json.dumps(plain).encode() + b"\n", parts


def read_parts(files: list[bytes], package: str, follow: Follow) -> Any:
    """Return the container that `split_parts` took apart.

    Args:
        files: the JSON, then the parts in order.
        package: the generated package.
        follow: finds classes and functions by name.
    """

    def read(tag: str, data: dict[str, Any]) -> Any:
        if tag == "part":
            return FORMATS[data["codec"]].read(files[data["file"]], package, follow)
        return leaf_from_plain(tag, data)

    return from_plain(json.loads(files[0]), read)


def _encode_part(part: Any, package: str) -> tuple[CodecName, bytes]:
    reason = ""
    for codec in _PART_CODECS:
        try:
            return codec, encode_exactly(FORMATS[codec], part, package)
        except UnfitError as error:
            reason = str(error)
    raise UnfitError(reason)
