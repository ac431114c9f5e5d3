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
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

__all__ = ["GRACE", "LONGEST_LINE", "converse", "end", "follow_parent", "start", "tell_end"]

GRACE: Final = 10.0  # seconds between asking to stop and killing
_LAST_WORDS: Final = 4000  # bytes
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


async def converse(
    child: Process, orders: Any, *, hear: Callable[[Any], None], finish: Callable[[int, str], Awaitable[None]]
) -> None:
    """Give a child its orders and take in what it tells until it ends.

    Args:
        child: as `start` gave it.
        orders: one line on its stdin.
        hear: called with each thing that it tells.
        finish: called when nothing of it runs any more, with its return code and its last words, whatever happened.
    """
    assert child.stdin is not None, "all three are pipes"
    assert child.stdout is not None, "all three are pipes"
    assert child.stderr is not None, "all three are pipes"
    words = asyncio.create_task(_last_words(child.stderr))
    try:
        child.stdin.write(msgspec.json.encode(orders) + b"\n")  # and it stays open: see `start`
        async for line in child.stdout:
            hear(msgspec.json.decode(line))
        with contextlib.suppress(TimeoutError):  # it has said all: how it ends is its own doing
            await asyncio.wait_for(child.wait(), GRACE)
    finally:
        await end(child)
        await finish(child.returncode or 0, await words)


async def _last_words(stream: asyncio.StreamReader) -> str:
    """Return the end of what a child says on stderr."""
    words = b""
    while piece := await stream.read(1 << 16):
        words = (words + piece)[-_LAST_WORDS:]
    return words.decode(errors="replace").strip()


def tell_end(what: str, code: int, words: str) -> dict[str, Any]:
    """Return why a child that said nothing of an error ended.

    Args:
        what: it did.
        code: its return code.
        words: its last.
    """
    how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
    message = f"the process of the {what} {how}" + (f":\n{words}" if words else "")
    return {"type": "died", "message": message, "diagnostics": []}


def follow_parent() -> None:
    """In the child: end when stdin closes, which it does when the parent ends; first politely, then at once."""
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    while os.read(0, 1 << 16):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os.killpg(0, signal.SIGKILL)
