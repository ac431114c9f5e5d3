"""Processes that never outlive the one that started them, however that one ends."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from typing import Final

__all__ = ["GRACE", "LONGEST_LINE", "end", "follow_parent", "start"]

GRACE: Final = 10.0  # seconds between asking to stop and killing
LONGEST_LINE: Final = 64 * 2**20  # bytes that a child may tell at once


async def start(module: str, *arguments: str, folder: Path, environment: Mapping[str, str] | None = None) -> Process:
    """Start a module of ours in a process group of its own; its stdin stays open for as long as this process lives."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", module, *arguments),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
        limit=LONGEST_LINE,
    )


async def end(child: Process) -> None:
    """Ask a child to stop, and kill it with all that it started when it does not."""
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(child.wait(), GRACE)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    await child.wait()


def follow_parent() -> None:
    """In the child: end when stdin closes, which it does when the parent ends; first politely, then at once."""
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    while os.read(0, 1 << 16):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os.killpg(0, signal.SIGKILL)
