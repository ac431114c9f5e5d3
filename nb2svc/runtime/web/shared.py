"""What outlives a change of versions: settings, counters, and the threads that compute."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from nb2svc.runtime.settings import Settings
from nb2svc.runtime.watch.meters import Meters
from nb2svc.runtime.watch.places import Place
from nb2svc.runtime.watch.snapshots import render
from nb2svc.runtime.web.visits import Reception

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nb2svc.runtime.results.desk import Desk

__all__ = ["Shared"]

_SHOW_SECONDS: Final = 0.25
"""How old the counts of another process may be."""


class Shared:
    """What the generations of one server share.

    Args:
        settings: limits and such.
        workers: how many processes serve together.
        place: where this process shows its counts to others that serve with it; None where it is alone.
        desks: where results of batch runs are asked for.

    Attributes:
        settings: limits and such.
        meters: where requests are counted.
        reception: who takes requests in and tells what came of them.
        threads: where the notebook's code computes, so that `/healthz` is answered meanwhile.
        shadow_threads: where versions compute whose answers are not sent.
        is_ready: whether requests are welcome.
        desks: where results of batch runs are asked for.
    """

    def __init__(
        self, settings: Settings, *, workers: int = 1, place: Place | None = None, desks: Sequence[Desk] = ()
    ) -> None:
        self.settings = settings
        self.desks = tuple(desks)
        self.reception = Reception(settings, workers=workers)
        self.meters = Meters()
        self._place = place
        self.threads = ThreadPoolExecutor(settings.predict_threads, thread_name_prefix="predict")
        self.shadow_threads = ThreadPoolExecutor(1, thread_name_prefix="shadow")
        self.is_ready = False

    def render_metrics(self) -> bytes:
        """Return the counts of all processes in Prometheus' text format."""
        own = self.meters.snapshot()
        if self._place is None:
            return render(own)
        self._place.write(own)  # what was shown once is never forgotten, even if this process is killed
        return render(self._place.add_up(own))

    async def show_counts(self) -> None:
        """Show the counts of this process to the others, again and again, where there are others."""
        while self._place is not None:
            self._place.write(self.meters.snapshot())
            await asyncio.sleep(_SHOW_SECONDS)

    def close(self) -> None:
        """Let what computes end."""
        self.shadow_threads.shutdown(wait=True, cancel_futures=True)
        self.threads.shutdown(wait=True, cancel_futures=True)
        for desk in self.desks:
            desk.close()
        if self._place is not None:
            self._place.write(self.meters.snapshot())
        self.reception.close()
