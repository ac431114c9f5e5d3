"""Nothing half-made is ever visible, nothing changed is ever loaded."""

import shutil
import signal
import subprocess
import time

import httpx
import pytest

QUICK = ("-p", "n_trees=5")


def visible(store, service="churn"):
    """Return the version folders that a reader of the store can see."""
    return sorted(path.name for path in store.glob(f"{service}/[0-9]*"))


@pytest.fixture
def store(built, churn, tmp_path):
    """A copy of the churn store that a test may spoil."""
    return shutil.copytree(built(churn), tmp_path / "services")


def test_a_killed_build_leaves_no_version(churn, store, command, nb2svc):
    """`kill -9` at any time shows either no new version or a whole one, and the next build works."""
    before = visible(store)
    for seconds in (1.5, 4.0):
        build = subprocess.Popen(
            [command, "build", churn.notebook, "--store", store, *QUICK],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(seconds)
        build.send_signal(signal.SIGKILL)
        build.wait()
        for name in set(visible(store)) - set(before):
            nb2svc("show", f"churn@{name.split('-')[0]}", "--store", store)
    count = len(visible(store))
    nb2svc("build", churn.notebook, "--store", store, *QUICK)
    assert len(visible(store)) == count + 1


def test_two_builds_at_once_both_succeed(churn, store, command):
    """Each gets a number of its own, and the same content hash: code, state, parameters and lock file agree."""
    builds = [
        subprocess.Popen(
            [command, "build", churn.notebook, "--store", store, *QUICK],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for build in builds:
        _, said = build.communicate(timeout=300)
        assert build.returncode == 0, said
    numbers, contents = zip(*(name.split("-") for name in visible(store)), strict=True)
    assert numbers == ("1", "2", "3")
    assert contents[0] != contents[1] == contents[2]


@pytest.mark.parametrize("part", ["state", "churn", "golden"])
def test_a_changed_file_is_refused_before_it_is_loaded(part, store, nb2svc):
    """A bundle whose bytes are not those of its manifest does not start, and the file is named."""
    folder = next(path for path in (store / "churn").iterdir() if path.name.startswith("1-"))
    file = max((path for path in (folder / part).rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.chmod(0o644)
    file.write_bytes(content)
    done = nb2svc("predict", "churn", "--store", store, "--input", "no-matter.csv", code=1)
    assert file.name in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_file_is_refused(store, nb2svc):
    """A bundle that lost a file does not start, and the file is named."""
    file = next((store / "churn").glob("1-*/state/*"))
    file.unlink()
    done = nb2svc("predict", "churn", "--store", store, "--input", "no-matter.csv", code=1)
    assert file.name in done.stderr


def test_a_service_that_does_not_exist_is_named(store, nb2svc):
    """A mistyped service gets the names that exist."""
    done = nb2svc("show", "chrun", "--store", store, code=1)
    assert "chrun" in done.stderr
    assert "churn" in done.stderr.replace("chrun", "")


def test_a_running_server_keeps_its_version(churn, store, command, serving, nb2svc, truth, tmp_path):
    """A build beside a running server does not disturb it."""
    rows = truth(churn).rows[:3]
    with serving([command, "serve", "churn@1", "--store", store], tmp_path / "log") as server:
        before = server.post(rows)
        nb2svc("build", churn.notebook, "--store", store, *QUICK)
        assert server.post(rows) == before
        assert httpx.get(f"{server.url}/healthz").status_code == 200
