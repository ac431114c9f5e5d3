"""One way in and one way out for state values: each goes to the plainest format that holds it exactly.

json, npz, parquet, safetensors, skops, json with parts, pickle, in this order. What a format holds is not believed
but shown: the file is read back and compared before it counts; only pickle, the last, is just read back.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nb2svc.diagnostics import BundleError
from nb2svc.manifest import StateValue
from nb2svc.runtime.state.errors import NotStorableError, UnfitError, type_name
from nb2svc.runtime.state.formats import FORMATS, CodecName, encode_exactly
from nb2svc.runtime.state.names import follow_import
from nb2svc.runtime.state.parts import read_parts, split_parts

__all__ = ["EncodedState", "decode_state", "encode_state"]

_FOLDER: Final = "state"


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedState:
    """A state value, stored.

    Attributes:
        codec: how.
        files: paths inside the bundle, first the main one.
        type: qualified type name, for people.
    """

    codec: CodecName
    files: tuple[str, ...]
    type: str


def encode_state(name: str, value: Any, folder: Path, *, package: str) -> EncodedState:
    """Store a value that training fixed in `<folder>/state/`.

    Args:
        name: attribute of the generated `State`.
        value: the value; classes and functions of the notebook have the `__module__` they have in the package.
        folder: the bundle's folder, or one that becomes it.
        package: import name of the generated package; it need not be importable yet.

    Raises:
        NotStorableError: no format holds the value.
    """
    codec, files = _encode(name, value, package)
    (folder / _FOLDER).mkdir(parents=True, exist_ok=True)
    stem = _free_stem(folder / _FOLDER, name)
    paths = tuple(f"{_FOLDER}/{stem}{suffix}" for suffix, _ in files)
    for path, (_, data) in zip(paths, files, strict=True):
        (folder / path).write_bytes(data)
    return EncodedState(codec=codec, files=paths, type=type_name(value))


def decode_state(value: StateValue, folder: Path, *, package: str) -> Any:
    """Return a value that `encode_state` stored.

    Args:
        value: its entry in the manifest.
        folder: the bundle's folder, its hashes already checked.
        package: import name of the generated package, importable now.

    Raises:
        BundleError: the file cannot be read as what the manifest says it is.
    """
    # a loader of another library, or the notebook's own class, may raise anything: whatever it is, the bundle does
    # not load here, and the cause is chained
    try:
        files = [(folder / file).read_bytes() for file in value.files]
        if value.codec == "json":
            return read_parts(files, package, follow_import)
        return FORMATS[value.codec].read(files[0], package, follow_import)
    except Exception as error:
        raise BundleError(
            f"state value `{value.name}` ({value.type}) cannot be loaded from {', '.join(value.files)}: "
            f"{type(error).__name__}: {error}; "
            "install the versions in the bundle's requirements.lock, or build the service again"
        ) from error


def _encode(name: str, value: Any, package: str) -> tuple[CodecName, list[tuple[str, bytes]]]:
    """Return the first codec that holds the value, and its files as suffix and bytes."""
    reason = ""
    for codec, form in FORMATS.items():
        try:
            if codec == "pickle":  # before the last resort, whether the parts go without it
                parts = _encode_parts(value, package)
                if parts:
                    return "json", parts
            return codec, [(form.suffix, encode_exactly(form, value, package))]
        except UnfitError as error:
            reason = str(error)
        except RecursionError:
            reason = "it refers to itself or is nested too deeply"
    raise NotStorableError(name, type_name(value), reason)


def _encode_parts(value: Any, package: str) -> list[tuple[str, bytes]]:
    try:
        data, parts = split_parts(value, package=package)
    except (UnfitError, RecursionError):
        return []
    return [(".json", data), *((f".{i}{suffix}", part) for i, (suffix, part) in enumerate(parts, 1))]


def _free_stem(folder: Path, name: str) -> str:
    """Return the name, or one like it where a file system that ignores case would mix up two values."""
    taken = {path.name.split(".")[0] for path in folder.iterdir()} - {name}
    folded = {other.casefold() for other in taken}
    stem, count = name, 1
    while stem.casefold() in folded:
        count += 1
        stem = f"{name}_{count}"
    return stem
