"""Thread caps: the service computes with as many threads as the notebook did, or torch would answer other digits.

OpenMP keeps its cap per thread, so every thread that computes must be capped; this is done on its first call.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping
from typing import Any, Final

__all__ = ["ThreadCaps"]

_LOCAL: Final = threading.local()


class ThreadCaps:
    """The caps of one service.

    Args:
        caps: `blas`, `openmp` and `torch` -> number of threads; the names of environment variables
            (`OMP_NUM_THREADS`, `OPENBLAS_NUM_THREADS`, `MKL_NUM_THREADS`) stand for `openmp` and `blas`.
    """

    def __init__(self, caps: Mapping[str, int]) -> None:
        self._torch = caps.get("torch")
        blas = [count for name, count in caps.items() if name.lower().startswith(("blas", "openblas", "mkl"))]
        openmp = [count for name, count in caps.items() if name.lower().startswith(("openmp", "omp"))]
        self._limits = {"blas": min(blas)} if blas else {}
        self._limits |= {"openmp": min(openmp)} if openmp else {}
        self._controller: Any = None

    def apply(self) -> None:
        """Cap this thread; a thread that has these caps already is left alone."""
        if getattr(_LOCAL, "caps", None) is self:
            return
        if self._limits:
            self._control().limit(limits=self._limits)
        torch = sys.modules.get("torch")
        if torch is not None and self._torch is not None:
            torch.set_num_threads(self._torch)
        _LOCAL.caps = self

    def _control(self) -> Any:
        if self._controller is None:
            from threadpoolctl import ThreadpoolController  # looks at loaded libraries: after the package's imports

            self._controller = ThreadpoolController()
        return self._controller
