"""The formats of single values, plainest first: what each writes and how it is read back.

Libraries are imported when a value of theirs is met, so that a service without torch never loads it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from nb2svc.runtime.state.errors import UnfitError, type_name
from nb2svc.runtime.state.leaves import leaf_from_plain, leaf_to_plain
from nb2svc.runtime.state.names import Follow, follow_import
from nb2svc.runtime.state.plain import from_plain, to_plain
from nb2svc.runtime.state.sameness import is_same

__all__ = ["FORMATS", "CodecName", "Format", "encode_exactly"]

CodecName = Literal["json", "npz", "parquet", "safetensors", "skops", "pickle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How one kind of value is stored.

    Attributes:
        codec: its name in the manifest.
        write: value and package -> bytes, and how names met on the way are followed; raises UnfitError.
        read: bytes, package, and how names are followed -> value.
        is_exact: whether what is read back is compared with the value before it counts.
    """

    codec: CodecName
    write: Callable[[Any, str], tuple[bytes, Follow]]
    read: Callable[[bytes, str, Follow], Any]
    is_exact: bool = True

    @property
    def suffix(self) -> str:
        """The end of its files' names."""
        return f".{self.codec}"


def encode_exactly(form: Format, value: Any, package: str) -> bytes:
    """Return a value in a format, after reading it back.

    Raises:
        UnfitError: the format cannot hold it, or gives back something else.
    """
    data, follow = form.write(value, package)
    # the value's own code runs here (its `__setstate__`, `__reduce__`) and may raise anything; whatever it is, the
    # format is not fit for the value, and the reason travels on
    try:
        read = form.read(data, package, follow)
        proven = not form.is_exact or is_same(value, read)
    except Exception as error:
        raise UnfitError(f"what {form.codec} stores cannot be read back: {type(error).__name__}: {error}") from error
    if not proven:
        raise UnfitError(f"{form.codec} gives back something else than the `{type_name(value)}`")
    return data


def _write_json(value: Any, _: str) -> tuple[bytes, Follow]:
    return json.dumps(to_plain(value, leaf_to_plain)).encode() + b"\n", follow_import


def _read_json(data: bytes, _: str, __: Follow) -> Any:
    return from_plain(json.loads(data), leaf_from_plain)


def _write_npz(value: Any, _: str) -> tuple[bytes, Follow]:
    _require("numpy")
    from nb2svc.runtime.state.arrays import array_to_npz

    return array_to_npz(value), follow_import


def _read_npz(data: bytes, _: str, __: Follow) -> Any:
    from nb2svc.runtime.state.arrays import array_from_npz

    return array_from_npz(data)


def _write_parquet(value: Any, _: str) -> tuple[bytes, Follow]:
    _require("pandas")
    from nb2svc.runtime.state.frames import frame_to_parquet

    return frame_to_parquet(value), follow_import


def _read_parquet(data: bytes, _: str, __: Follow) -> Any:
    from nb2svc.runtime.state.frames import frame_from_parquet

    return frame_from_parquet(data)


def _write_safetensors(value: Any, package: str) -> tuple[bytes, Follow]:
    _require("torch")
    from nb2svc.runtime.state.tensors import tensors_to_bytes

    return tensors_to_bytes(value, package=package)


def _read_safetensors(data: bytes, package: str, follow: Follow) -> Any:
    from nb2svc.runtime.state.tensors import tensors_from_bytes

    return tensors_from_bytes(data, package=package, follow=follow)


def _write_skops(value: Any, package: str) -> tuple[bytes, Follow]:
    from nb2svc.runtime.state.estimators import estimator_to_bytes

    return estimator_to_bytes(value, package=package), follow_import


def _read_skops(data: bytes, package: str, _: Follow) -> Any:
    from nb2svc.runtime.state.estimators import estimator_from_bytes

    return estimator_from_bytes(data, package=package)


def _write_pickle(value: Any, package: str) -> tuple[bytes, Follow]:
    from nb2svc.runtime.state.pickled import object_to_pickle

    return object_to_pickle(value, package=package)


def _read_pickle(data: bytes, package: str, follow: Follow) -> Any:
    from nb2svc.runtime.state.pickled import object_from_pickle

    return object_from_pickle(data, package=package, follow=follow)


def _require(library: str) -> None:
    """A value of a library cannot exist before the library is loaded."""
    if library not in sys.modules:
        raise UnfitError(f"{library} is not in use")


FORMATS: Final[dict[CodecName, Format]] = {
    form.codec: form
    for form in (
        Format(codec="json", write=_write_json, read=_read_json),
        Format(codec="npz", write=_write_npz, read=_read_npz),
        Format(codec="parquet", write=_write_parquet, read=_read_parquet),
        Format(codec="safetensors", write=_write_safetensors, read=_read_safetensors),
        Format(codec="skops", write=_write_skops, read=_read_skops),
        Format(codec="pickle", write=_write_pickle, read=_read_pickle, is_exact=False),
    )
}
