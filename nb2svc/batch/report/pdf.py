"""A report as PDF: printed by the Chromium or Chrome that is installed, which loads nothing from a network for it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from nb2svc.batch.errors import BatchError

__all__ = ["PdfError", "find_browser", "print_pdf"]

_VARIABLE: Final = "NB2SVC_CHROMIUM"
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
_PLACES: Final = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_SECONDS: Final = 60.0
_OPTIONS: Final = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # containers have little of it
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
)


class PdfError(BatchError):
    """A report could not be printed; the report itself is there."""


def find_browser() -> Path:
    """Return the browser that prints: the one that `NB2SVC_CHROMIUM` names, or one that is installed.

    Raises:
        BatchError: there is none.
    """
    named = os.environ.get(_VARIABLE, "")
    if named:
        found = shutil.which(named)
        if found is None:
            raise BatchError(f"`{_VARIABLE}` is `{named}`, which is no program that can be started")
        return Path(found)
    for name in (*_NAMES, *_PLACES):
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    raise BatchError(
        "a PDF is printed by Chromium or Chrome, and none is installed: `apt-get install chromium`, or name its "
        f"program in the variable `{_VARIABLE}`. Without `--pdf` the report is HTML alone, which every browser prints"
    )


def print_pdf(page: Path, browser: Path, *, seconds: float = _SECONDS) -> Path:
    """Print a report and return its PDF, beside it and with its name. An older one is replaced.

    Args:
        page: the HTML file.
        browser: what `find_browser` has found.
        seconds: after so long the browser is ended.

    Raises:
        PdfError: the browser fails, or takes too long; an older PDF, which shows another run, is removed then.
    """
    target = page.with_suffix(".pdf")
    made = page.with_name(f".{target.name}.{os.getpid()}")  # a browser in a box of its own sees no other /tmp than its
    try:
        said = _run_browser(page, made, browser, seconds)
        if made.is_file() and made.read_bytes().startswith(b"%PDF"):
            made.replace(target)
            return target
    except (PdfError, OSError) as error:
        target.unlink(missing_ok=True)
        if isinstance(error, PdfError):
            raise
        raise PdfError(f"no PDF of `{page}` could be written: {error.strerror or error}") from error
    finally:
        made.unlink(missing_ok=True)
    target.unlink(missing_ok=True)
    raise PdfError(f"`{browser}` has printed no PDF of `{page}`: {_last_line(said) or 'it says nothing'}")


def _run_browser(page: Path, made: Path, browser: Path, seconds: float) -> str:
    """Run the browser until it ends, and return what it says; it leaves no process behind.

    Raises:
        PdfError: it takes too long.
    """
    is_root = sys.platform != "win32" and os.geteuid() == 0
    with tempfile.TemporaryDirectory(prefix="nb2svc-pdf-", ignore_cleanup_errors=True) as profile:
        command = [
            str(browser),
            *_OPTIONS,
            *(["--no-sandbox"] if is_root else []),  # as root it does not start with one
            f"--user-data-dir={profile}",
            f"--print-to-pdf={made}",
            page.resolve().as_uri(),
        ]
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(  # noqa: S603 - a browser of this machine
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
            )
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired as error:
                raise PdfError(f"`{browser}` has not printed `{page}` in {seconds:.0f} s, and is ended") from error
            finally:  # also when the run is cancelled
                _end(process)
            said.seek(0)
            return said.read().decode(errors="replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the browser and the processes that it has started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""
