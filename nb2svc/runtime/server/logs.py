"""Where a server's messages go: stderr, uvicorn's and ours in one form."""

from __future__ import annotations

import copy
from typing import Any

from uvicorn.config import LOGGING_CONFIG

from nb2svc.runtime.watch.request_ids import RequestIdFilter

__all__ = ["describe_logging"]


def describe_logging(level: str) -> dict[str, Any]:
    """Return uvicorn's logging with our own messages beside it: tracebacks of the notebook's code go there."""
    config: dict[str, Any] = copy.deepcopy(LOGGING_CONFIG)
    config["filters"] = {"request": {"()": RequestIdFilter}}
    config["handlers"]["default"]["filters"] = ["request"]
    config["handlers"]["access"]["stream"] = "ext://sys.stderr"  # stdout is for the request log alone
    config["loggers"]["nb2svc"] = {"handlers": ["default"], "level": level.upper(), "propagate": False}
    return config
