"""In the notebook's kernel: modules beside the notebook are imported as the package will hold them.

`import helpers` gives the module `churn.modules.helpers`, so that what its classes make can be stored and loaded. Files
that a module reads while it is imported are noted: the package would have to find them.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from nb2svc.compiler.backend.emit_modules import FOLDER, module_text
from nb2svc.compiler.surroundings import LocalModule

__all__ = ["LocalModules"]

_WATCHING: Final[list[set[str]]] = []
_CODE: Final = (".py", ".pyc", ".so", ".pyd", ".pth")
_HOOKED: Final[list[bool]] = []


class LocalModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds and loads the modules beside a notebook, under their own names and under those of the package.

    Args:
        modules: by dotted name.
        package: import name of the generated package.
        folder: the notebook's folder.

    Attributes:
        reads: module -> files that it read while it was imported.
    """

    def __init__(self, modules: Mapping[str, LocalModule], package: str, folder: Path) -> None:
        self._modules = modules
        self._home = f"{package}.{FOLDER}"
        self._folder = folder
        self._specs: dict[str, Any] = {}
        self.reads: dict[str, set[str]] = {}

    def install(self) -> None:
        """Begin to find modules; those that were imported before under such a name are forgotten."""
        for name in self._modules:
            sys.modules.pop(name, None)
        sys.meta_path.insert(0, self)
        if not _HOOKED:
            sys.addaudithook(_watch)
            _HOOKED.append(True)

    def remove(self) -> None:
        """Stop finding modules, and forget those that were found."""
        sys.meta_path.remove(self)
        for name in self._modules:
            sys.modules.pop(name, None)

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a spec for a module of the notebook's folder, by either name."""
        if fullname == self._home:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        name = fullname.removeprefix(f"{self._home}.")
        if name not in self._modules:
            return None
        spec = importlib.machinery.ModuleSpec(fullname, self, is_package=self._modules[name].is_package)
        if name != fullname:
            spec.origin = str(self._folder / self._modules[name].file)
            spec.has_location = True
        return spec

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        """Return the package's module for the name that the notebook uses."""
        if spec.name not in self._modules:
            return None
        module = importlib.import_module(f"{self._home}.{spec.name}")
        self._specs[spec.name] = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Run a module's text, unless it has run under its other name."""
        name = module.__name__.removeprefix(f"{self._home}.")
        if name in self._specs:
            module.__spec__ = self._specs.pop(name)  # importlib gave it the spec of its second name
            return
        if name not in self._modules:
            return
        local = self._modules[name]
        code = compile(module_text(local, self._modules), str(self._folder / local.file), "exec", dont_inherit=True)
        _WATCHING.append(set())
        try:
            exec(code, module.__dict__)  # noqa: S102 - the user's own module
        finally:
            self.reads[name] = {self._shown(file) for file in _WATCHING.pop()}

    def _shown(self, file: str) -> str:
        path = Path(file).resolve()
        return path.relative_to(self._folder).as_posix() if path.is_relative_to(self._folder) else str(path)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Note what is opened for reading while a local module is imported: data, not code or libraries' own files."""
    if event != "open" or not _WATCHING:
        return
    file, mode = arguments[0], arguments[1]
    if not isinstance(file, str) or file.endswith(_CODE) or (isinstance(mode, str) and set(mode) & set("wax")):
        return
    if file.startswith((sys.prefix, sys.base_prefix, "/proc", "/sys", "/dev", "/etc")) or not Path(file).is_file():
        return
    _WATCHING[-1].add(file)
