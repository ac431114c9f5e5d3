"""A tagged notebook as tests: does it still compile, has it saved outputs, and each of its cells."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbval.cover import setup_coverage, teardown_coverage
from nbval.plugin import IPyNbFile, find_comment_markers, find_metadata_tags

from nb2svc.diagnostics import Nb2svcError
from nb2svc.regress.cells import CellItem
from nb2svc.regress.checks import CheckItem, UnsavedItem
from nb2svc.regress.kernels import Kernel
from nb2svc.regress.references import reference_of, take_outputs, write_parameters
from nb2svc.regress.saving import write_reference, write_run
from nb2svc.regress.settings import Settings
from nb2svc.regress.tolerance import tolerance_of_cell

__all__ = ["NotebookFile"]


class NotebookFile(IPyNbFile):  # type: ignore[misc] # nbval has no types
    """A notebook.

    Args:
        settings: of the repository.
        given: what pytest gives to collectors.
    """

    def __init__(self, *, settings: Settings, **given: Any) -> None:
        super().__init__(**given)
        self.settings = settings
        self.is_updated = bool(self.config.getoption("nb2svc_update"))
        self.cells: list[CellItem] = []
        self.broken_by: int | None = None
        self.has_failed = False
        self.running: CellItem | None = None
        self._accepted: list[CellItem] = []

    @property
    def shown(self) -> str:
        """The notebook's path as a person wrote it."""
        return self._show(self.path)

    def _show(self, path: Path) -> str:
        folder = self.config.invocation_params.dir
        return str(path.relative_to(folder) if path.is_relative_to(folder) else path)

    @property
    def update_command(self) -> str:
        """What a person calls to accept the outputs of this run."""
        given = "".join(f" -p {name}={value}" for name, value in self.settings.parameters.items())
        return f"nb2svc test {self.shown}{given} --update"

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the tests of the notebook.

        Raises:
            CollectError: it cannot be read, or a tolerance or parameter is none.
        """
        try:
            self._read()
            yield CheckItem.from_parent(self, name="check")
            if not self.is_updated and not self._has_outputs():
                yield UnsavedItem.from_parent(self, name="saved outputs")
            general = self.settings.tolerance(self.path)
            for number, cell in enumerate(self.nb.cells, 1):
                if cell.cell_type == "code" and cell.source.strip():
                    where = f"{self.shown}:cell {number}"
                    tolerance = tolerance_of_cell(cell.source, general, where)
                    self.cells.append(self._make_item(number, cell, tolerance))
            yield from self.cells
        except Nb2svcError as error:
            told = "\n".join([error.message, *(finding.render() for finding in error.diagnostics)])
            raise self.CollectError(told) from error

    def _read(self) -> None:
        try:
            self._saved = nbformat.read(self.path, as_version=4)
        except Exception as error:
            raise Nb2svcError(f"`{self.shown}` is no notebook: {error}") from error
        self.nb = copy.deepcopy(self._saved)
        given = self.settings.parameters_of(self.path)
        self.parameters = write_parameters(self.path, self.nb, given) if given else {}
        self.reference = reference_of(self.path, self.parameters)
        if self.parameters:
            take_outputs(self.nb, self.reference)

    def _has_outputs(self) -> bool:
        code = [cell for cell in self.nb.cells if cell.cell_type == "code"]
        return any(cell.outputs or cell.execution_count is not None for cell in code)

    def _make_item(self, number: int, cell: Any, tolerance: Any) -> CellItem:
        options: defaultdict[str, Any] = defaultdict(bool, find_metadata_tags(cell.metadata))
        options.update(find_comment_markers(cell.source))
        options.setdefault("check", self.compare_outputs)
        if cell.execution_count is None and (cell.outputs or self.is_updated):
            cell.execution_count = 0  # nbval takes none for a cell that was never run, and tools strip it
        item: CellItem = CellItem.from_parent(
            self, name=f"cell {number}", cell_num=number, cell=cell, options=options, tolerance=tolerance
        )
        return item

    def setup(self) -> None:
        """Start the kernel."""
        option = self.config.option
        self.kernel = Kernel(
            option.nbval_kernel_name,
            folder=self.path.parent,
            startup_timeout=option.nbval_kernel_startup_timeout,
        )
        self.setup_sanitize_files()
        if getattr(option, "cov_source", None):
            setup_coverage(self.config, self.kernel, self.path)

    def get_kernel_message(self, timeout: float | None = None, stream: str = "iopub") -> Any:
        """Return the next message, but for those that change outputs which are there: nbval passes them over."""
        while True:
            message = super().get_kernel_message(timeout=timeout, stream=stream)
            if self.running is None or not self.running.outputs.change(message["msg_type"], message["content"]):
                return message

    def teardown(self) -> None:
        """Stop the kernel, and write what is to be written."""
        if self.kernel is not None:
            if getattr(self.config.option, "cov_source", None) and self.kernel.is_alive():
                teardown_coverage(self.config, self.kernel)
            self.kernel.stop()
        folder = self.config.getoption("nb2svc_report")
        if folder and self.has_failed:
            ran = {item.cell_num: item.computed() for item in self.cells}
            write_run(Path(folder) / self.shown.lstrip("/"), self.nb, ran)
        if self._accepted and self.broken_by is None:
            accepted = {item.cell_num: item.computed() for item in self._accepted}
            content = self.nb if self.parameters else self._saved
            write_reference(self.reference, content, accepted, self.parameters)

    def accept(self, item: CellItem) -> None:
        """Note that what a cell gave is to be saved."""
        self._accepted.append(item)
        item.facts["updated"] = self._show(self.reference)
