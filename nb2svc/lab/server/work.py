"""What the handlers of one server share: its store, what it has started, and the thread that compiles notebooks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import ParamSpec, TypeVar

from nb2svc.lab.batches import Batches
from nb2svc.lab.builds import Builds
from nb2svc.lab.server.events import Events
from nb2svc.lab.services import Services

__all__ = ["Work"]

P = ParamSpec("P")
R = TypeVar("R")


def _one_thread() -> ThreadPoolExecutor:
    """Return a thread of our own: what else the server does in threads must not wait for a long notebook."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="nb2svc")


@dataclass(slots=True, kw_only=True)
class Work:
    """What one server works with; lives as long as the server.

    Attributes:
        store: the folder of the services.
        builds: what is being built.
        services: what is being served.
        batches: what is being answered as a whole.
        events: tells all tabs.
    """

    store: Path
    builds: Builds
    services: Services
    batches: Batches
    events: Events
    _thread: ThreadPoolExecutor = field(default_factory=_one_thread)

    async def think(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a function that computes, beside the loop that also carries the kernels' messages."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: function(*args, **kwargs))

    async def close(self) -> None:
        """End everything that was started."""
        await asyncio.gather(self.builds.close(), self.services.close(), self.batches.close())
        self._thread.shutdown(wait=False, cancel_futures=True)
