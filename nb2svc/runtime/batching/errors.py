"""Why a request was not computed."""

from __future__ import annotations

from nb2svc.diagnostics import Nb2svcError

__all__ = ["GoneError", "LateError", "OverloadError"]


class OverloadError(Nb2svcError):
    """A request that is refused because it could not be answered in time.

    Args:
        retry_after: in how many seconds it is worth to ask again.
    """

    def __init__(self, *, retry_after: int) -> None:
        super().__init__(
            "the service is busy: requests wait already for longer than this one may take; "
            f"ask again in {retry_after} {'second' if retry_after == 1 else 'seconds'}"
        )
        self.retry_after = retry_after


class LateError(Nb2svcError):
    """A request that was not answered in time.

    Args:
        seconds: how long it might take.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"there was no answer within {seconds:g} seconds (NB2SVC_DEADLINE_SECONDS)")


class GoneError(Nb2svcError):
    """A request whose sender has hung up: there is nobody to answer."""

    def __init__(self) -> None:
        super().__init__("the caller has closed the connection")
