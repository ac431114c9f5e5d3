"""A refusal as an exception, for who raises and catches errors anyway."""

from __future__ import annotations

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.access.caller import Refusal

__all__ = ["RefusedError"]


class RefusedError(Nb2svcError):
    """A caller who is not let in.

    Args:
        refusal: why.
    """

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal
