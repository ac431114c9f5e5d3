"""How pytest-xdist shares out tests: each for itself, but a notebook as a whole, because its cells need each other."""

from __future__ import annotations

from xdist.scheduler import LoadGroupScheduling

__all__ = ["WholeNotebooks"]


class WholeNotebooks(LoadGroupScheduling):  # type: ignore[misc] # pytest-xdist has no types
    """Sends what has the same scope to the same process; the scope of a cell is its notebook."""

    def _split_scope(self, nodeid: str) -> str:
        path, _, _ = nodeid.partition("::")
        return path if path.endswith(".ipynb") else str(super()._split_scope(nodeid))
