"""One cell as a test: it is run in its notebook's kernel, and its outputs are compared with the saved ones."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any, Final, Protocol

import pytest
from nbval.plugin import IPyNbCell, NbCellError

from nb2svc.regress.changing import ChangingOutputs
from nb2svc.regress.differences import Difference
from nb2svc.regress.facts import SOURCE, Facts
from nb2svc.regress.kernels import Kernel, KernelDiedError
from nb2svc.regress.outputs import compare_outputs
from nb2svc.regress.telling import tell_differences, tell_failure, without_colours
from nb2svc.regress.tolerance import Tolerance

__all__ = ["CellItem"]

_OUTPUT_TIMEOUT: Final = 60.0  # on a busy machine the last output may come late


class Notebook(Protocol):
    """What a cell knows of its notebook.

    Attributes:
        shown: its path as a person wrote it.
        kernel: in which its cells run.
        cells: all that are tested, in order.
        running: the one whose outputs come.
        timed_out: whether a cell took too long.
        broken_by: number of the cell that did not come to its end, if any.
        has_failed: whether any test of it failed.
        is_updated: whether what differs is saved.
        update_command: what a person calls for that.
        sanitize_patterns: what `--nbval-sanitize-with` replaces.
    """

    shown: str
    kernel: Kernel
    cells: list[CellItem]
    running: CellItem | None
    timed_out: bool
    broken_by: int | None
    has_failed: bool
    is_updated: bool
    update_command: str
    sanitize_patterns: dict[str, str]

    def accept(self, item: CellItem) -> None:
        """Note that what a cell gave is to be saved."""


class CellItem(IPyNbCell):  # type: ignore[misc] # nbval has no types
    """A code cell.

    Args:
        name: `cell 4`.
        parent: its notebook.
        cell_num: its number, counting every cell from 1.
        cell: the cell, with the outputs to compare with.
        options: what nbval's tags and comments ask for.
        tolerance: what is taken for equal.
    """

    parent: Notebook

    def __init__(
        self, name: str, parent: Notebook, *, cell_num: int, cell: Any, options: Any, tolerance: Tolerance
    ) -> None:
        super().__init__(name, parent, cell_num=cell_num, cell=cell, options=options)
        self.output_timeout = _OUTPUT_TIMEOUT
        self.tolerance = tolerance
        self.differences: list[Difference] = []
        self.has_run = False
        self.outputs = ChangingOutputs(lambda: self.test_outputs)
        self.facts = Facts(part=SOURCE, name=parent.shown, cell=cell_num)

    def setup(self) -> None:
        """Do nothing: what comes after a cell that failed is skipped, see `runtest`."""

    def runtest(self) -> None:
        """Run the cell and compare; those above it that were not selected are run before, and not compared."""
        if self.options["skip"]:
            pytest.skip("the cell is marked NBVAL_SKIP")
        if self.parent.broken_by is not None:
            pytest.skip(f"cell {self.parent.broken_by} did not come to its end")
        for earlier in self.parent.cells:
            if earlier is self:
                break
            earlier.catch_up()
        self.has_run = True
        self.parent.running = self
        try:
            super().runtest()
        except Exception:
            self.parent.has_failed = True
            if not self.differences:
                self.parent.broken_by = self.cell_num
            raise

    def catch_up(self) -> None:
        """Run the cell for what it leaves behind, if it was not run yet."""
        if self.has_run or self.options["skip"]:
            return
        self.has_run = True
        kernel = self.parent.kernel
        asked = kernel.execute_cell_input(self.cell.source, allow_stdin=False)
        kernel.await_reply(asked, timeout=self.config.option.nbval_cell_timeout)
        kernel.await_idle(asked, self.output_timeout)

    def computed(self) -> list[Any]:
        """Return the outputs of this run as a notebook keeps them."""
        outputs = copy.deepcopy(self.test_outputs or [])
        for output in outputs:
            if output.output_type == "execute_result":
                output.execution_count = self.cell.execution_count or self.cell_num
        return outputs

    def compare_outputs(self, test: Any, ref: Any, skip_compare: Any = None) -> bool:
        """Return whether outputs are as they were saved; where they are to be saved anew, note them."""
        del skip_compare  # of nbval's own comparison
        if self.parent.sanitize_patterns:
            test, ref = self.sanitize_outputs(test), self.sanitize_outputs(ref)
        found = compare_outputs(ref, test, self.tolerance)
        self.facts["differences"] = [{"where": d.where, "was": d.was, "now": d.now, "by": d.by} for d in found]
        if found and self.parent.is_updated:
            self.parent.accept(self)
            return True
        self.differences = found
        self.comparison_traceback: list[str] = []  # nbval joins it to a text that is not used
        return not found

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        """Return the text for people."""
        del style
        text = self._explain(excinfo.value)
        self.facts["message"] = without_colours(text)
        return text

    def _explain(self, error: BaseException) -> str:
        place = f"{self.parent.shown}:cell {self.cell_num}"
        source = self.cell.source
        if self.differences:
            return tell_differences(place, source, self.differences, self.tolerance, self.parent.update_command)
        if isinstance(error, KernelDiedError):
            return tell_failure(place, source, error.message)
        if not isinstance(error, NbCellError):
            return tell_failure(place, source, f"the test itself fails: {type(error).__name__}: {error}")
        raised = next((o for o in self.test_outputs or () if o.get("output_type") == "error"), None)
        what = f"the cell raises {raised.ename}: {raised.evalue}" if raised is not None else str(error)
        if raised is not None and self.parent.timed_out:
            what = f"the cell takes longer than {self.config.option.nbval_cell_timeout:g} s (`--nbval-cell-timeout`)"
        traceback = error.inner_traceback or ""
        if not self.config.get_terminal_writer().hasmarkup:
            traceback = without_colours(traceback)
        told = "\nnothing of this notebook is updated" if self.parent.is_updated else ""
        return tell_failure(place, source, what, traceback) + told

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return where the test is."""
        return self.path, None, self.name
