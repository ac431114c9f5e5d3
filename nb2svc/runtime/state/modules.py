"""torch values inside a structure: tensors by key, modules as class, attributes and children, functions by name.

A module is taken apart into what `__init__` and training left in it, and rebuilt with `cls.__new__` and that content:
the constructor's arguments are not needed. Parameters that are shared stay shared.
"""

from __future__ import annotations

import sys
import weakref
from collections import OrderedDict
from typing import Any, Final

import torch

from nb2svc.runtime.state.errors import UnfitError, type_name
from nb2svc.runtime.state.leaves import leaf_from_plain, leaf_to_plain
from nb2svc.runtime.state.names import Follow, follow_import, is_of_package, name_of
from nb2svc.runtime.state.plain import from_plain, to_plain

__all__ = ["ModuleReader", "ModuleWriter"]

_FUNCTION_MODULES: Final = ("torch", "torch.nn.functional", "torch.nn.init", "torch.special", "torch.linalg")
_CHILDREN: Final = ("_parameters", "_buffers", "_modules")
_FUNCTION_TYPES: Final = (type(torch.relu), type(follow_import), type(torch.nn.functional.conv2d))


class ModuleWriter:
    """Turns torch values into tagged JSON and collects the tensors; used for one value and thrown away.

    Attributes:
        tensors: key in the file -> tensor on the CPU.
        has_torch: whether anything of torch was met.
    """

    def __init__(self, *, package: str) -> None:
        self.tensors: dict[str, torch.Tensor] = {}
        self.has_torch = False
        self._package = package
        self._path: list[str] = []
        self._keys: dict[int, str] = {}
        self._modules: dict[int, int] = {}
        self._alive: list[Any] = []  # ids are compared: nothing met may be freed on the way
        self._names: dict[tuple[str, str], Any] = {}

    def follow(self, module: str, name: str) -> Any:
        """Return the class or function that was met under this name."""
        return self._names.get((module, name)) or follow_import(module, name)

    def write(self, value: Any) -> Any:
        """Return a value that is no builtin as a tagged object.

        Raises:
            UnfitError: it is neither torch's nor a plain value.
        """
        if isinstance(value, torch.Tensor):
            return self._write_tensor(value)
        if isinstance(value, torch.nn.Module):
            return self._write_module(value)
        if isinstance(value, (torch.dtype, torch.device, torch.Size)):
            self.has_torch = True
        if isinstance(value, torch.dtype):
            return {"$": "torch-dtype", "v": str(value).removeprefix("torch.")}
        if isinstance(value, torch.device):
            return {"$": "torch-device"}
        if type(value) is torch.Size:
            return {"$": "torch-size", "v": list(value)}
        if isinstance(value, _FUNCTION_TYPES):
            return self._write_function(value)
        return leaf_to_plain(value)

    def _write_tensor(self, tensor: torch.Tensor) -> dict[str, Any]:
        self.has_torch = True
        if type(tensor) not in (torch.Tensor, torch.nn.Parameter) or tensor.layout is not torch.strided:
            raise UnfitError(f"a `{type_name(tensor)}` of layout `{tensor.layout}` has no plain form")
        if id(tensor) not in self._keys:
            key = ".".join(self._path) or "value"
            key = key if key not in self.tensors else f"{key}#{len(self.tensors)}"
            self._keys[id(tensor)] = key
            self._alive.append(tensor)
            self.tensors[key] = tensor.detach().cpu().clone(memory_format=torch.contiguous_format)
        is_parameter = type(tensor) is torch.nn.Parameter
        return {
            "$": "tensor",
            "key": self._keys[id(tensor)],
            "parameter": is_parameter,
            "requires_grad": tensor.requires_grad,
        }

    def _write_module(self, module: torch.nn.Module) -> dict[str, Any]:
        self.has_torch = True
        if id(module) in self._modules:
            return {"$": "module-again", "v": self._modules[id(module)]}
        number = self._modules[id(module)] = len(self._modules)
        self._alive.append(module)
        cls = type(module)
        name = name_of(cls)
        if not (name[0].startswith("torch.") or is_of_package(name[0], self._package)):
            raise UnfitError(f"the class `{'.'.join(name)}` is neither torch's nor the notebook's")
        self._names[name] = cls
        content = _content(module)
        children = {kind: self._write_named(content.pop(kind)) for kind in _CHILDREN}
        attributes = {key: value for key, value in content.items() if not _is_default(key, value)}
        return {"$": "module", "number": number, "class": name, **children, "attributes": self._write_named(attributes)}

    def _write_named(self, values: dict[str, Any]) -> list[list[Any]]:
        """Write named values in order; the names on the way become the keys of the tensors."""
        written = []
        for name, value in values.items():
            self._path.append(name)
            written.append([name, to_plain(value, self.write)])
            self._path.pop()
        return written

    def _write_function(self, function: Any) -> dict[str, Any]:
        name_in_module = str(function.__name__)
        for module in _FUNCTION_MODULES:
            if getattr(sys.modules.get(module), name_in_module, None) is function:
                return {"$": "function", "v": [module, name_in_module]}
        name = name_of(function)
        if not is_of_package(name[0], self._package):
            raise UnfitError(f"the function `{'.'.join(name)}` is neither torch's nor the notebook's")
        self._names[name] = function
        return {"$": "function", "v": name}


class ModuleReader:
    """Rebuilds torch values from tagged JSON and tensors; used for one value and thrown away."""

    def __init__(self, *, tensors: dict[str, torch.Tensor], package: str, follow: Follow) -> None:
        self._tensors = tensors
        self._package = package
        self._follow = follow
        self._made: dict[tuple[str, bool, bool], torch.Tensor] = {}
        self._modules: dict[int, torch.nn.Module] = {}

    def read(self, tag: str, data: dict[str, Any]) -> Any:
        """Return the value of a tag that `ModuleWriter.write` wrote.

        Raises:
            ValueError: a class or function that is neither torch's nor the package's.
        """
        match tag:
            case "tensor":
                return self._read_tensor(data)
            case "module":
                return self._read_module(data)
            case "module-again":
                return self._modules[data["v"]]
            case "torch-dtype":
                return self._checked(getattr(torch, data["v"]), torch.dtype)
            case "torch-device":
                return torch.device("cpu")
            case "torch-size":
                return torch.Size(data["v"])
            case "function":
                return self._read_function(*data["v"])
            case _:
                return leaf_from_plain(tag, data)

    def _read_tensor(self, data: dict[str, Any]) -> torch.Tensor:
        key = (data["key"], data["parameter"], data["requires_grad"])
        if key not in self._made:
            tensor = self._tensors[data["key"]]
            make = torch.nn.Parameter if data["parameter"] else torch.Tensor.requires_grad_
            self._made[key] = make(tensor, data["requires_grad"])
        return self._made[key]

    def _read_module(self, data: dict[str, Any]) -> torch.nn.Module:
        module_name, name = data["class"]
        if not (module_name.startswith("torch.") or is_of_package(module_name, self._package)):
            raise ValueError(f"the class `{module_name}.{name}` is neither torch's nor the package's")
        cls: Any = self._follow(module_name, name)
        if not (isinstance(cls, type) and issubclass(cls, torch.nn.Module)):
            raise ValueError(f"`{module_name}.{name}` is no torch module")  # noqa: TRY004 - the file is at fault
        make: Any = cls.__new__
        module: torch.nn.Module = make(cls)
        torch.nn.Module.__init__(module)
        self._modules[data["number"]] = module
        content = {kind: self._read_named(data[kind]) for kind in _CHILDREN}
        module.__setstate__(module.__dict__ | content | self._read_named(data["attributes"]))
        return module

    def _read_named(self, values: list[list[Any]]) -> dict[str, Any]:
        return {name: from_plain(value, self.read) for name, value in values}

    def _read_function(self, module: str, name: str) -> Any:
        if is_of_package(module, self._package):
            return self._checked(self._follow(module, name), _FUNCTION_TYPES)
        if module not in _FUNCTION_MODULES or "." in name:
            raise ValueError(f"the function `{module}.{name}` is neither torch's nor the package's")
        return self._checked(follow_import(module, name), _FUNCTION_TYPES)

    def _checked(self, found: Any, kind: Any) -> Any:
        if not isinstance(found, kind):
            raise ValueError(f"`{found!r}` is not what the structure says")  # noqa: TRY004 - the file is at fault
        return found


def _content(module: torch.nn.Module) -> dict[str, Any]:
    """Return what a copy of the module would be made from; weak references come back in `__setstate__`."""
    get_state = getattr(module, "__getstate__", None)
    state = get_state() if get_state else module.__dict__
    if not isinstance(state, dict) or not set(_CHILDREN) <= set(state):
        raise UnfitError(f"`{type_name(module)}` has a state of its own making")
    return {key: value for key, value in state.items() if not _is_weak(value)}


def _is_weak(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, weakref.ref) for item in value)


def _is_default(name: str, value: Any) -> bool:
    """Hooks and caches that `nn.Module.__init__` makes again, as long as they are empty."""
    fresh = torch.nn.Module().__dict__
    is_empty = isinstance(value, (OrderedDict, dict, set)) and not value
    return name in fresh and name != "training" and (is_empty or value is None)
