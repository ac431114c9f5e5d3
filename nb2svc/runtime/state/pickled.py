"""Pickle, the last resort: it holds almost anything, and loading it runs code.

Classes and functions of the notebook are written as references into the generated package, so that a pickle made in
a kernel, where they live in `__main__`, loads in a service.
"""

from __future__ import annotations

import io
import pickle
from types import FunctionType
from typing import Any, Final

from nb2svc.runtime.state.closures import make_function, take_apart
from nb2svc.runtime.state.errors import UnfitError
from nb2svc.runtime.state.names import Follow, follow_import, is_of_package, name_of

__all__ = ["object_from_pickle", "object_to_pickle"]

_PROTOCOL: Final = 5


def object_to_pickle(value: Any, *, package: str) -> tuple[bytes, Follow]:
    """Return a value as a pickle, and how the notebook's names met on the way are found in this process.

    Args:
        value: what to store.
        package: the generated package.

    Raises:
        UnfitError: not even pickle can hold it.
    """
    buffer = io.BytesIO()
    pickler = _Pickler(buffer, package)
    try:
        pickler.dump(value)
    except (pickle.PicklingError, TypeError, AttributeError, ValueError, NotImplementedError, RecursionError) as error:
        raise UnfitError(f"{error}") from error
    return buffer.getvalue(), pickler.follow


def object_from_pickle(data: bytes, *, package: str, follow: Follow) -> Any:
    """Return the value that `object_to_pickle` wrote.

    Args:
        data: the pickle; loading it runs code, so its hash must have been checked.
        package: the generated package.
        follow: finds the package's classes and functions by name.
    """
    return _Unpickler(io.BytesIO(data), package, follow).load()


class _Pickler(pickle.Pickler):
    """Writes the notebook's classes and functions by name, without importing the package to check them."""

    def __init__(self, file: io.BytesIO, package: str) -> None:
        super().__init__(file, protocol=_PROTOCOL)
        self._package = package
        self._names: dict[tuple[str, str], Any] = {}

    def persistent_id(self, obj: Any) -> tuple[str, str] | None:
        if not isinstance(obj, (type, FunctionType)):
            return None
        if isinstance(obj, FunctionType) and "<locals>" in obj.__qualname__:
            return None  # see reducer_override
        if obj.__module__ == "__main__":
            raise UnfitError(f"it needs `{obj.__qualname__}` of the notebook, which is not part of the package")
        if not is_of_package(str(obj.__module__), self._package):
            return None
        name = name_of(obj)
        self._names[name] = obj
        return name

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, FunctionType) and "<locals>" in obj.__qualname__:
            return make_function, take_apart(obj, self._package)
        return NotImplemented

    def follow(self, module: str, name: str) -> Any:
        return self._names.get((module, name)) or follow_import(module, name)


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, package: str, follow: Follow) -> None:
        super().__init__(file)
        self._package = package
        self._follow = follow

    def persistent_load(self, pid: Any) -> Any:
        module, name = pid
        if not is_of_package(module, self._package):
            raise pickle.UnpicklingError(f"`{module}.{name}` is not of the package `{self._package}`")
        return self._follow(module, name)

    def find_class(self, module: str, name: str) -> Any:
        if is_of_package(module, self._package):
            return self._follow(module, name)
        return super().find_class(module, name)
