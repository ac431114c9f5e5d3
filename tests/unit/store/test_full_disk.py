"""What a store does when the disk refuses: on real, small file systems where they can be mounted."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
from contextlib import suppress

import pytest
from unit.store.version_files import make_manifest, publish, write_files

from nb2svc.store import Store, StoreError


@pytest.fixture
def small_disk(tmp_path):
    """A file system of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if mount is None or sys.platform != "linux":
        pytest.skip("no file system can be mounted here")
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("mounting needs root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def build_large(store):
    with store.stage("churn") as staged:
        write_files(staged)
        (staged / "state" / "model.bin").write_bytes(bytes(2_000_000))


def build_to_the_last_byte(store):
    with store.stage("churn") as staged:
        write_files(staged)
        with (staged / "state" / "model.bin").open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))
        store.publish(staged, make_manifest())


@pytest.mark.parametrize(
    ("build", "doing"), [(build_large, "build `churn`"), (build_to_the_last_byte, "publish `churn`")]
)
def test_full_disk_publishes_nothing(small_disk, build, doing):
    """A disk that fills up while files or the manifest are written is named, and nothing of the version stays."""
    store = Store(small_disk / "services")
    with pytest.raises(StoreError) as caught:
        build(store)
    assert caught.value.message == (
        f"cannot {doing}: no space left on device; no version is published. "
        f"To go on, free space in `{store.root}`, or name another folder with --store"
    )
    assert store.services() == ()
    assert not list((store.root / "churn").glob(".building-*"))
    assert publish(store).number == 1


def test_read_only_store_can_be_read_but_not_written(small_disk):
    """A store on a read-only disk serves its versions; a build says that it cannot write there."""
    store = Store(small_disk / "services")
    publish(store)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert store.resolve("churn@champion").number == 1
    with pytest.raises(StoreError, match=r"cannot write to the store `.*`: read-only file system; no version"):
        publish(store)
    with pytest.raises(StoreError, match=r"cannot set `churn@challenger`: read-only file system"):
        store.set_alias("churn", "challenger", 1)


def test_store_that_is_a_file(tmp_path):
    """A file in the place of the store is named."""
    (tmp_path / "services").write_text("x")
    with pytest.raises(StoreError, match=r"cannot write to the store `.*services`"):
        publish(Store(tmp_path / "services"))
    assert Store(tmp_path / "services").services() == ()


def test_limit_on_file_sizes_is_a_full_disk(tmp_path, request):
    """A process whose files may not grow gets the same clear error as on a full disk; needs no root."""
    code = textwrap.dedent("""
        import resource, signal, sys
        sys.path.insert(0, {tests!r})
        from nb2svc.store import Store, StoreError
        from unit.store.version_files import write_files
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
        store = Store({root!r})
        try:
            with store.stage("churn") as staged:
                write_files(staged)
                (staged / "state" / "model.bin").write_bytes(bytes(20_000))
        except StoreError as error:
            print(error.message)
        print(sorted(path.name for path in (store.root / "churn").iterdir()))
    """).format(tests=str(request.config.rootpath / "tests"), root=str(tmp_path / "services"))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()
    assert first.startswith("cannot build `churn`: file too large; no version is published. To go on, free space in")
    assert second == "['.lock']"


def test_other_errors_inside_a_build_pass_unchanged(tmp_path):
    """A file that the notebook misses is not explained as the store's trouble."""
    with pytest.raises(FileNotFoundError), Store(tmp_path / "services").stage("churn"):
        (tmp_path / "missing.csv").read_text()
