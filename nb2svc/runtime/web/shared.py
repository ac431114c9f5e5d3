"""What outlives a change of versions: settings, counters, and the threads that compute."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from nb2svc.runtime.settings import Settings
from nb2svc.runtime.web.metrics import Metrics

__all__ = ["Shared"]


class Shared:
    """What the generations of one server share.

    Args:
        settings: limits and such.

    Attributes:
        settings: limits and such.
        metrics: where requests are counted.
        threads: where the notebook's code computes, so that `/healthz` is answered meanwhile.
        shadow_threads: where versions compute whose answers are not sent.
        is_ready: whether requests are welcome.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.threads = ThreadPoolExecutor(settings.predict_threads, thread_name_prefix="predict")
        self.shadow_threads = ThreadPoolExecutor(1, thread_name_prefix="shadow")
        self.is_ready = False

    def close(self) -> None:
        """Let what computes end."""
        self.shadow_threads.shutdown(wait=True, cancel_futures=True)
        self.threads.shutdown(wait=True, cancel_futures=True)
