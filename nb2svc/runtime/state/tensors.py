"""torch tensors and modules as safetensors: numbers in the file's body, structure as JSON in its header, no pickle.

Only what the structure names is rebuilt, only from torch and the generated package, and always on the CPU.
"""

from __future__ import annotations

import json
from typing import Any, Final

import torch
from safetensors.torch import load, save

from nb2svc.runtime.state.errors import UnfitError
from nb2svc.runtime.state.modules import ModuleReader, ModuleWriter
from nb2svc.runtime.state.names import Follow
from nb2svc.runtime.state.plain import from_plain, to_plain

__all__ = ["tensors_from_bytes", "tensors_to_bytes"]

_STRUCTURE: Final = "structure"


def tensors_to_bytes(value: Any, *, package: str) -> tuple[bytes, Follow]:
    """Return a tensor, an nn.Module, or containers of them as a safetensors file.

    Args:
        value: what to store.
        package: the generated package, whose classes and functions may be referred to.

    Returns:
        The file, and how the classes and functions met on the way are found in this process.

    Raises:
        UnfitError: there is no tensor in the value, or something in it that only pickle could hold.
    """
    writer = ModuleWriter(package=package)
    structure = to_plain(value, writer.write)
    if not writer.has_torch:
        raise UnfitError("there is no tensor in it")
    if not writer.tensors:
        writer.tensors["empty"] = torch.zeros(0)  # a module without parameters: the format wants a tensor
    try:
        data = save(writer.tensors, metadata={_STRUCTURE: json.dumps(structure)})
    except (ValueError, KeyError, RuntimeError) as error:
        raise UnfitError(f"safetensors cannot hold it: {error}") from error
    return data, writer.follow


def tensors_from_bytes(data: bytes, *, package: str, follow: Follow) -> Any:
    """Return the value that `tensors_to_bytes` wrote.

    Args:
        data: the file.
        package: the generated package.
        follow: finds classes and functions by name.

    Raises:
        ValueError: the structure names something that is neither torch's nor the package's.
    """
    header_size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + header_size])
    structure = json.loads(header["__metadata__"][_STRUCTURE])
    reader = ModuleReader(tensors=load(data), package=package, follow=follow)
    return from_plain(structure, reader.read)
