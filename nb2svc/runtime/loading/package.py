"""The generated package of a bundle as live modules, with its state decoded.

Two versions of a service have packages of the same name. Each is imported under its own name, because its state
refers to it by that name, and its modules then leave `sys.modules`: they go on working, and the next version finds
the name free.
"""

from __future__ import annotations

import dataclasses
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, Final

from nb2svc.diagnostics import BundleError
from nb2svc.manifest import Manifest
from nb2svc.runtime.loading.bundle import Bundle
from nb2svc.runtime.lookups.connections import Connection
from nb2svc.runtime.lookups.looker import Looker
from nb2svc.runtime.settings import read_settings
from nb2svc.runtime.state import decode_state

__all__ = ["Package", "import_package", "importable"]

_LOCK: Final = threading.RLock()
"""One package at a time: two threads would see each other's modules under the same name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A generated package, ready to be called.

    Attributes:
        preprocess: `preprocess.preprocess`, or None where the service has no such stage.
        predict: `predict.predict`.
        state: an instance of its `State`.
        read_clock: `clock.read_clock`, or None where the service reads no clock.
        looker: runs its look-ups, or None where it has none.
    """

    preprocess: Callable[..., Any] | None
    predict: Callable[..., Any]
    state: Any
    read_clock: Callable[[], dict[str, Any]] | None = None
    looker: Looker | None = None


def import_package(bundle: Bundle, *, lookup_seconds: float | None = None) -> Package:
    """Import the generated package of a bundle and decode its state.

    Args:
        bundle: a bundle whose hashes are checked.
        lookup_seconds: how long a look-up may take; what the settings say where this is not given.

    Raises:
        BundleError: a module or a state value cannot be loaded; the message says which and why.
    """
    manifest, name = bundle.manifest, bundle.manifest.package
    stages = {stage.name for stage in manifest.stages}
    with importable(bundle.folder, name):
        state_class = _import(name, "state").State
        # the library first: stored values refer to its classes
        if (bundle.folder / name / "library.py").is_file():
            _import(name, "library")
        # before the stages, which import its functions
        looker = _import_lookups(manifest, lookup_seconds) if manifest.lookups else None
        preprocess = _import(name, "preprocess").preprocess if "preprocess" in stages else None
        predict = _import(name, "predict").predict
        has_clock = (bundle.folder / name / "clock.py").is_file()
        read_clock = _import(name, "clock").read_clock if has_clock else None
        values: dict[str, Any] = {f.name: Connection(f.name) for f in dataclasses.fields(state_class)} if looker else {}
        values |= {value.name: decode_state(value, bundle.folder, package=name) for value in manifest.state}
        try:
            state = state_class(**values)
        except TypeError as error:
            raise BundleError(f"the state in `{bundle.folder}` does not fit `{name}.state.State`: {error}") from error
    return Package(preprocess=preprocess, predict=predict, state=state, read_clock=read_clock, looker=looker)


def _import_lookups(manifest: Manifest, seconds: float | None) -> Looker:
    """Import the look-ups of a service and let their functions run under its limits."""
    module = _import(manifest.package, "lookup")
    limit = read_settings().lookup_seconds if seconds is None else seconds
    looker = Looker(getattr(module, "connect", dict), seconds=limit)
    for lookup in manifest.lookups:
        setattr(module, lookup.name, looker.wrap(getattr(module, lookup.name), lookup))
    return looker


@contextmanager
def importable(folder: Path, package: str) -> Iterator[None]:
    """Make a bundle's generated package importable under its name, and only meanwhile.

    Modules of that name that were there before are put aside and come back.

    Args:
        folder: the bundle's folder.
        package: import name of the generated package.
    """
    with _LOCK:
        aside = _take_modules(package)
        finder = _Finder(folder, package)
        sys.meta_path.insert(0, finder)
        try:
            yield
        finally:
            sys.meta_path.remove(finder)
            _take_modules(package)
            sys.modules.update(aside)


def _take_modules(package: str) -> dict[str, ModuleType]:
    names = [name for name in sys.modules if name == package or name.startswith(f"{package}.")]
    return {name: sys.modules.pop(name) for name in names}


def _import(package: str, module: str) -> Any:
    # a generated module runs the notebook's own definitions: whatever they raise, the bundle does not load here
    try:
        return importlib.import_module(f"{package}.{module}")
    except ModuleNotFoundError as error:
        raise BundleError(
            f"`{package}.{module}` needs `{error.name}`, which is not installed: "
            "pip install -r requirements.lock, the file in the bundle"
        ) from error
    except Exception as error:
        raise BundleError(f"`{package}.{module}` cannot be imported: {type(error).__name__}: {error}") from error


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the modules of one package in one folder, whatever `sys.path` says."""

    def __init__(self, folder: Path, package: str) -> None:
        self._folder = folder
        self._package = package

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        parts = fullname.split(".")
        if parts[0] != self._package:
            return None
        base = self._folder.joinpath(*parts)
        if (base / "__init__.py").is_file():
            file = base / "__init__.py"
            places = [str(base)]
        else:
            file, places = base.with_suffix(".py"), None
        if not file.is_file():
            return None
        loader = _SourceLoader(fullname, str(file))
        return importlib.util.spec_from_file_location(fullname, file, loader=loader, submodule_search_locations=places)


class _SourceLoader(importlib.machinery.SourceFileLoader):
    """Compiles the source each time: a cached `.pyc` has no hash in the manifest and would lie in the bundle."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        code: CodeType = compile(self.get_data(path), path, "exec", dont_inherit=True)
        return code
