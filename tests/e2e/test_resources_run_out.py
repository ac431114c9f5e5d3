"""Runs on a disk that is really full, and runs that the system really ends because memory ran out."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import uuid
from pathlib import Path

import pytest
from e2e.schedule_world import COMMAND, training_rows, write_version

pytestmark = pytest.mark.e2e

NAMESPACE = ["unshare", "--map-root-user", "--mount"]
"""A process with mounts of its own, which needs no rights."""


def can_mount():
    return bool(shutil.which("unshare")) and subprocess.run([*NAMESPACE, "true"], check=False).returncode == 0


def run_on_small_disk(folder, version, output):
    """Run a batch of 200,000 rows on a disk of 8 MB that also holds the ledger, and return what is there then."""
    training_rows(200_000).to_csv(folder / "rows.csv", index=False)
    (folder / "disk").mkdir()
    script = f"""
        mount -t tmpfs -o size=8m none disk && cd disk && mkdir -p services/churn && ln -s {version} services/churn/
        {COMMAND} batch run churn@7 --input ../rows.csv --output {output} --report report.html 2> ../told
        echo $? > ../status
        ls -A > ../files
        {COMMAND} batch history --json > ../history
        {COMMAND} batch run churn@7 --input ../rows.csv --output answers.parquet 2> ../again
    """
    subprocess.run([*NAMESPACE, "sh", "-c", script], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    assert (folder / "status").read_text() == "1\n"
    (run,) = json.loads((folder / "history").read_text())["runs"]
    told = next(line for line in (folder / "told").read_text().splitlines() if line.startswith("error: "))
    assert told == f"error: {run['message']}"
    return run, set((folder / "files").read_text().split())


@pytest.fixture(scope="module")
def version(tmp_path_factory):
    return write_version(tmp_path_factory.mktemp("version") / "7-3f9a2c1d").folder


@pytest.mark.skipif(not can_mount(), reason="this machine lets nobody mount a disk of their own")
def test_a_full_disk_is_told(tmp_path, version):
    """The ledger says so, nothing half written stays, and what the run needed is free again for the next one."""
    run, files = run_on_small_disk(tmp_path, version, "answers.csv")
    assert run["state"] == "failed"
    assert run["message"] == (
        "there is no space left on the disk: the result, its report and the notebook of the run need some. "
        "Nothing is written to `answers.csv`"
    )
    assert files == {"services"}


@pytest.mark.skipif(not can_mount(), reason="this machine lets nobody mount a disk of their own")
def test_a_database_on_a_full_disk_is_as_it_was(tmp_path, version):
    """The transaction is undone, and its space is there again: the ledger on the same disk can be written."""
    run, files = run_on_small_disk(tmp_path, version, "sqlite:///results.db::answers")
    assert (run["state"], run["message"]) == (
        "failed",
        "the database `sqlite:///results.db` refuses: database or disk is full",
    )
    assert files == {"services", "results.db", "report.run.ipynb"}, "no journal is left"


class MemoryGroup:
    """A control group of the system, for processes that may have so much memory together."""

    def __init__(self, megabytes):
        root = Path("/sys/fs/cgroup")
        parent, limit = (
            (root / "memory", "memory.limit_in_bytes") if (root / "memory").is_dir() else (root, "memory.max")
        )
        self._folder = parent / f"nb2svc-{uuid.uuid4().hex[:8]}"
        try:
            self._folder.mkdir()
            (self._folder / limit).write_text(str(megabytes * 2**20))
        except OSError as error:
            with contextlib.suppress(OSError):
                self._folder.rmdir()
            pytest.skip(f"this machine lets nobody limit memory: {error}")

    def enter(self):
        (self._folder / "cgroup.procs").write_text(str(os.getpid()))

    def close(self):
        self._folder.rmdir()


def test_memory_that_runs_out_is_told(tmp_path):
    """The system ends the kernel: the ledger says that memory ran out, and in which cell; nothing is published."""
    version = write_version(tmp_path / "7-3f9a2c1d", reports=("heap = [b'x' * 2**20 for _ in range(8_000)]",)).folder
    (tmp_path / "services" / "churn").mkdir(parents=True)
    (tmp_path / "services" / "churn" / version.name).symlink_to(version)
    training_rows(50).to_csv(tmp_path / "rows.csv", index=False)
    group = MemoryGroup(1500)
    with contextlib.closing(group):
        command = [COMMAND, "batch", "run", "churn@7", "--input", "rows.csv", "--output", "answers.csv"]
        done = subprocess.run(
            command, cwd=tmp_path, preexec_fn=group.enter, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1, done.stderr
    history = subprocess.run([COMMAND, "batch", "history", "--json"], cwd=tmp_path, capture_output=True, check=True)
    (run,) = json.loads(history.stdout)["runs"]
    assert run["state"] == "died"
    assert run["message"] == (
        "the kernel died while the cell was running: memory ran out, and the system ended it. "
        "Nothing is written to `answers.csv`"
    )
    assert run["cell"] == "own-c12"
    assert not (tmp_path / "answers.csv").exists()
