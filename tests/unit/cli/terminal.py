"""Running `nb2svc` in another process, as a terminal does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def run(*arguments: str, cwd: Path, stdin: str | bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one command and give its exit code and whole output."""
    done = subprocess.run(
        [sys.executable, "-m", "nb2svc", *arguments],
        cwd=cwd,
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        check=False,
        timeout=300,
        env={**os.environ, "COLUMNS": "80", "NO_COLOR": "1", **environment},
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
