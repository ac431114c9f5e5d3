"""Which of the loaded versions of a service answers a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.traffic.choice import Choice
from nb2svc.runtime.traffic.deployment import Deployment
from nb2svc.runtime.web.lane import Lane
from nb2svc.runtime.web.shadow import Shadow

__all__ = ["Dispatch", "VersionError"]


class VersionError(Nb2svcError):
    """A request for a version that is not served here.

    Args:
        wanted: what the request asked for.
        served: the versions that are.
    """

    def __init__(self, wanted: str, served: Sequence[str]) -> None:
        super().__init__(
            f"the header X-Nb2svc-Version asks for `{wanted}`, which is not served here; it may be {', '.join(served)}"
        )


class Dispatch:
    """The lanes of one deployment.

    Args:
        deployment: the plan and its versions.
        lanes: version -> its lane, for every version that answers.
        shadows: what compares other versions' answers.

    Attributes:
        deployment: the plan and its versions.
        first: the lane of the version whose schema and page are shown.
        shadows: what compares other versions' answers.
    """

    def __init__(self, deployment: Deployment, lanes: Mapping[str, Lane], shadows: Sequence[Shadow]) -> None:
        plan = deployment.plan
        self.deployment = deployment
        self.shadows = tuple(shadows)
        self._lanes = [lanes[deployment.services[share.folder].version] for share in plan.shares]
        self.first = self._lanes[0]
        self._choice = Choice([share.weight for share in plan.shares], salt=plan.service)
        self._by = plan.by.lower().encode()

    def choose(self, headers: Mapping[bytes, bytes]) -> Lane:
        """Return the lane for a request.

        Args:
            headers: names in lower case and values; `X-Nb2svc-Version` names a version outright.

        Raises:
            VersionError: the version that the request names is not served here.
        """
        wanted = headers.get(b"x-nb2svc-version")
        if wanted is not None:
            return self._named(wanted.decode("latin-1"))
        return self._lanes[self._choice.choose(headers.get(self._by))]

    def compare(self, rows: Any, answers: Any) -> None:
        """Let the shadows answer the same rows."""
        for shadow in self.shadows:
            shadow.compare(rows, answers)

    def _named(self, wanted: str) -> Lane:
        for lane in self._lanes:
            version = lane.service.version
            if wanted in (version, version.partition("@")[2]):
                return lane
        raise VersionError(wanted, [lane.service.version for lane in self._lanes])
