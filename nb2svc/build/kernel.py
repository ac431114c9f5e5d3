"""The build's side of the notebook's kernel: `attach` before the first cell, `finish` after the last.

Between the two every cell runs in its instrumented form: IPython hands the cell's tree over before it compiles it.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from nb2svc.build.harvest import harvest
from nb2svc.build.local_modules import LocalModules
from nb2svc.build.orders import read_orders, write_results
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.probe import Probe
from nb2svc.compiler import Plan, plan
from nb2svc.compiler.places import slice_text
from nb2svc.compiler.sites import PROBE, Site
from nb2svc.diagnostics import Report

__all__ = ["attach", "finish"]

_ATTACHED: dict[str, Attached] = {}


class Attached:
    """A kernel under observation."""

    def __init__(self, folder: Path, shell: Any) -> None:
        self.folder = folder
        self.orders = read_orders(folder)
        planned = plan(
            self.orders.text,
            path=self.orders.path,
            parameters=self.orders.parameters,
            report=Report(),
            all_cells=self.orders.all_cells,
            surroundings=self.orders.surroundings,
        )
        assert planned is not None, "the build checks the notebook before it starts a kernel"
        self.plan: Plan = planned
        self.shell = shell
        self.library = _make_library(self.orders.package)
        self.modules = LocalModules(self.orders.surroundings.modules, self.orders.package, Path.cwd())
        self.modules.install()
        observer = Observer(planned.code, shell.user_ns, self._source_text)
        observer.module_reads = self.modules.reads
        self.probe = Probe(observer, self._adopt)
        shell.user_ns[PROBE] = self.probe
        cells = [c for c in planned.program.notebook.cells if c.kind == "code" and c.id not in planned.program.broken]
        self.pending = [c for c in cells if c.source.strip()]  # a kernel is not told of cells without text
        self.current: str | None = None
        shell.events.register("pre_run_cell", self.before_cell)
        shell.ast_transformers.append(self)

    def before_cell(self, info: Any) -> None:
        """Find out which cell is about to run: cells come in order."""
        self.current = None
        if self.pending and info.raw_cell == self.pending[0].source:
            self.current = self.pending.pop(0).id

    def visit(self, tree: ast.Module) -> ast.Module:
        """Return the tree to run in place of a cell's own (the protocol of IPython's tree transformers)."""
        if self.current is None:
            return tree
        return self.plan.code.cells.get(self.current, ast.Module(body=[], type_ignores=[]))

    def _source_text(self, site: Site) -> str:
        cell = self.plan.program.notebook.cell(site.id.split(":")[0])
        return slice_text(cell, site.node)

    def _adopt(self, value: Any, name: str) -> None:
        """Give a function or class of the notebook the home that it will have in the package."""
        if not isinstance(value, dict | list | tuple):  # a table of functions has no home of its own
            value.__module__ = self.library.__name__
            if value.__name__ == "<lambda>":
                value.__name__ = value.__qualname__ = name
        setattr(self.library, name, value)


def _make_library(package: str) -> ModuleType:
    parent, library = ModuleType(package), ModuleType(f"{package}.library")
    parent.__path__ = []
    parent.library = library  # type: ignore[attr-defined]  # a module made on the fly
    sys.modules[package], sys.modules[library.__name__] = parent, library
    return library


def attach(folder: str) -> None:
    """Put this kernel under observation.

    Args:
        folder: the build's working folder, where the orders lie.
    """
    from IPython import get_ipython  # only in a kernel

    _ATTACHED["run"] = Attached(Path(folder), get_ipython())


def finish() -> None:
    """Write down what the run showed."""
    attached = _ATTACHED["run"]
    left = [cell.number for cell in attached.pending if cell.id in attached.plan.code.cells]
    assert not left, f"cells {left} were not seen running"
    observer, package = attached.probe.observer, attached.orders.package
    results = harvest(observer, attached.plan, package, attached.folder, attached.shell.user_ns)
    write_results(attached.folder, results)
