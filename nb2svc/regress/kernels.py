"""The kernel of a notebook under test: this very Python, over files instead of ports, and its death is noticed."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from queue import Empty
from subprocess import DEVNULL
from typing import Any, Final

from jupyter_client.manager import KernelManager
from nbval.kernel import CURRENT_ENV_KERNEL_NAME, NbvalKernelspecManager, RunningKernel

from nb2svc.diagnostics import Nb2svcError

__all__ = ["Kernel", "KernelDiedError"]

_LOOK_EVERY: Final = 1.0  # seconds between two looks whether the kernel still lives


class KernelDiedError(Nb2svcError):
    """The kernel ended while a cell was running."""

    def __init__(self) -> None:
        super().__init__(
            "the kernel died while the cell was running: out of memory, killed, or crashed in compiled code"
        )


class Kernel(RunningKernel):  # type: ignore[misc] # nbval has no types
    """Nbval's kernel, started as a build starts it.

    Args:
        name: of an installed kernel; None for this Python, because installed ones may belong to other environments.
        folder: the folder that cells see as the current one.
        startup_timeout: seconds.
    """

    def __init__(self, name: str | None, *, folder: Path, startup_timeout: float) -> None:
        self._scratch = tempfile.mkdtemp(prefix="nb2svc-")
        self.km = KernelManager(
            kernel_name=name or CURRENT_ENV_KERNEL_NAME,
            kernel_spec_manager=NbvalKernelspecManager(),
            transport="ipc",  # parallel runs collide on ports
            connection_file=f"{self._scratch}/kernel.json",
        )
        self.km.start_kernel(cwd=str(folder), stderr=DEVNULL)
        self.kc = self.km.client()
        self.kc.start_channels()
        try:
            self.kc.wait_for_ready(timeout=startup_timeout)
            self._ensure_iopub_up()
        except BaseException:
            self.stop()
            raise

    def await_reply(self, msg_id: str, timeout: float | None = None) -> Any:
        """Wait for the end of a cell, as nbval does, and no longer than the kernel lives.

        Raises:
            KernelDiedError: it is gone.
            Empty: the time is up.
        """
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            try:
                return super().await_reply(msg_id, timeout=_LOOK_EVERY)
            except Empty:
                if not self.is_alive():
                    raise KernelDiedError from None
                if end is not None and time.monotonic() >= end:
                    raise

    def stop(self) -> None:
        """End the kernel and leave nothing of it."""
        try:
            super().stop()
        finally:
            shutil.rmtree(self._scratch, ignore_errors=True)
