"""A real PostgreSQL, run as an ordinary user in a temporary folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

__all__ = ["POSTGRES", "Postgres"]

_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
POSTGRES = _FOLDERS[-1] if _FOLDERS else None
"""Where the programs of Debian's package are; None where it is not installed."""

_ROOT = 0


class Postgres:
    """A server with a user `reader` whose password is `s3cret-word`, and a database `shop`.

    Args:
        folder: an empty folder that other users may enter.
    """

    def __init__(self, folder: Path) -> None:
        assert POSTGRES is not None
        self._user = "postgres" if os.getuid() == _ROOT else None  # it refuses to run as root
        self._data = folder / "data"
        if self._user:
            shutil.chown(folder, self._user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        words = folder / "words"
        words.write_text("s3cret-word\n")
        words.chmod(0o644)
        self._run("initdb", "-D", self._data, "-U", "reader", "-A", "scram-sha-256", f"--pwfile={words}", "-N")
        self.start()
        self.sql("create database shop", database="postgres")

    @property
    def address(self) -> str:
        """How SQLAlchemy reaches it, with psycopg."""
        return f"postgresql+psycopg://reader:s3cret-word@127.0.0.1:{self.port}/shop"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-h 127.0.0.1 -p {self.port} -k {self._data} -c fsync=off"
        self._run("pg_ctl", "-D", self._data, "-w", "-l", self._data / "log", "-o", options, "start")

    def stop(self) -> None:
        """Stop it, with whatever it is doing."""
        self._run("pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop")

    def sql(self, text: str, *, database: str = "shop") -> str:
        """Return what SQL gives, a line for each row."""
        command = ["psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port)]
        environment = {**os.environ, "PGPASSWORD": "s3cret-word"}
        done = subprocess.run(
            [POSTGRES / command[0], *command[1:], "-U", "reader", "-d", database, "-c", text],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def _run(self, program: str, *arguments: object) -> None:
        assert POSTGRES is not None
        done = subprocess.run(
            [POSTGRES / program, *map(str, arguments)],
            user=self._user, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
