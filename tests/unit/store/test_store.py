"""Publishing, numbering and finding versions."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import textwrap
import threading

import pytest
from unit.store.version_files import make_manifest, publish, write_files

from nb2svc.diagnostics import BundleError
from nb2svc.manifest import decode_manifest
from nb2svc.store import Store, StoreError, Traffic


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "services")


def test_publish_numbers_versions(store):
    """Versions of a service count 1, 2, 3, and each service counts for itself."""
    numbers = [publish(store, service).name for service in ("churn", "churn", "fraud", "churn")]
    assert numbers == ["churn@1", "churn@2", "fraud@1", "churn@3"]
    assert store.services() == ("churn", "fraud")
    assert [version.number for version in store.versions("churn")] == [1, 2, 3]


def test_publish_names_folder_by_number_and_content(store):
    """The folder is the number and the first eight digits of the content hash."""
    version = publish(store)
    assert version.path == store.root / "churn" / f"1-{version.manifest.content_hash[:8]}"
    assert decode_manifest((version.path / "manifest.json").read_bytes()) == version.manifest


def test_publish_hashes_every_file_but_the_manifest(store):
    """`files` has the sha256 of every file that is in the folder, and of nothing else."""
    version = publish(store, report="<html>")
    there = {
        path.relative_to(version.path).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in version.path.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert version.manifest.files == there
    assert set(there) == {
        "churn/__init__.py", "churn/predict.py", "state/age_median.json", "requirements.lock", "report.html",
    }  # fmt: skip


def test_publish_removes_import_caches(store):
    """What verification leaves in `__pycache__` is no part of a version."""
    with store.stage("churn") as staged:
        write_files(staged)
        (staged / "churn" / "__pycache__").mkdir()
        (staged / "churn" / "__pycache__" / "predict.pyc").write_bytes(b"x")
        version = store.publish(staged, make_manifest())
    assert not (version.path / "churn" / "__pycache__").exists()


def test_publish_refuses_links(store, tmp_path):
    """A version holds its files itself, so a link is refused by name and nothing is published."""
    (tmp_path / "elsewhere.txt").write_text("x")
    with store.stage("churn") as staged:
        write_files(staged)
        (staged / "state" / "link.txt").symlink_to(tmp_path / "elsewhere.txt")
        with pytest.raises(StoreError, match=r"`state/link\.txt` is a link"):
            store.publish(staged, make_manifest())
    assert store.services() == ()


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"report": "<p>other day</p>"}, True),
        ({"created": "2031-01-01T00:00:00Z"}, True),
        ({"metrics": {"auc": 0.1}}, True),
        ({"median": 42.0}, False),
        ({"parameters": {"n_trees": 100}}, False),
    ],
)
def test_content_hash_covers_what_makes_the_answers(store, change, same):
    """Dates, reports and numbers do not change the content hash; state and parameters do."""
    first, second = publish(store), publish(store, **change)
    assert (first.manifest.content_hash == second.manifest.content_hash) is same


def test_published_folder_is_readable_by_others(store):
    """A version has the permissions of ordinary files, so that a server of another user can read it."""
    before = os.umask(0o022)
    try:
        version = publish(store)
    finally:
        os.umask(before)
    assert stat.S_IMODE(version.path.stat().st_mode) == 0o755
    assert stat.S_IMODE((version.path / "manifest.json").stat().st_mode) == 0o644


def test_stage_leaves_nothing_when_the_build_fails(store):
    """A build that fails leaves no folder, visible or hidden."""

    def fail():
        with store.stage("churn") as staged:
            write_files(staged)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [path.name for path in (store.root / "churn").iterdir()] == [".lock"]
    assert store.services() == ()


def test_two_builds_at_once_both_succeed(store):
    """Builds that publish at the same moment get different numbers and lose nothing."""
    ready = threading.Barrier(8)
    published = []

    def build(median):
        with store.stage("churn") as staged:
            write_files(staged, median=median)
            ready.wait()
            published.append(store.publish(staged, make_manifest()))

    threads = [threading.Thread(target=build, args=(float(i),)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(version.number for version in published) == list(range(1, 9))
    assert {v.path for v in store.versions("churn")} == {v.path for v in published}
    assert len({(v.path / "state" / "age_median.json").read_text() for v in published}) == 8


BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from nb2svc.store import Store
from unit.store.version_files import make_manifest, write_files
store = Store(Path({root!r}))
with store.stage("churn") as staged:
    write_files(staged, median=float(sys.argv[1]))
    print("staged", flush=True)
    sys.stdin.readline()
    print(store.publish(staged, make_manifest()).number, flush=True)
"""


@pytest.fixture
def start_build(store, request):
    """Start a build in another process; it waits for a line before it publishes."""
    running = []
    code = textwrap.dedent(BUILD).format(tests=str(request.config.rootpath / "tests"), root=str(store.root))

    def start(median):
        build = subprocess.Popen(
            [sys.executable, "-c", code, str(median)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        running.append(build)
        assert build.stdout.readline() == "staged\n"
        return build

    yield start
    for build in running:
        build.kill()
        build.communicate()


def test_two_processes_at_once_both_succeed(store, start_build):
    """Two processes that build the same service publish two versions."""
    first, second = start_build(1), start_build(2)
    numbers = sorted(build.communicate("\n")[0] for build in (first, second))
    assert numbers == ["1\n", "2\n"]
    assert [version.number for version in store.versions("churn")] == [1, 2]


def test_killed_build_is_never_visible_and_cleaned_later(store, start_build):
    """What a killed build leaves is hidden, and the next build removes it, but not what a living build works in."""
    killed, living = start_build(1), start_build(2)
    killed.kill()
    killed.wait()
    hidden = {path.name for path in (store.root / "churn").glob(".building-*") if path.is_dir()}
    assert len(hidden) == 2
    assert store.services() == ()
    publish(store)
    left = {path.name for path in (store.root / "churn").glob(".building-*") if path.is_dir()}
    assert len(left) == 1
    assert living.communicate("\n")[0] == "2\n"
    assert not list((store.root / "churn").glob(".building-*"))


def test_resolve_finds_numbers_and_aliases(store):
    """`churn`, `churn@2`, `churn@latest` and `churn@champion` name versions everywhere."""
    for median in (1.0, 2.0, 3.0):
        publish(store, median=median)
    store.set_alias("churn", "challenger", 2)
    found = {
        text: store.resolve(text).number
        for text in ("churn", "churn@latest", "churn@2", "churn@champion", "churn@challenger")
    }
    assert found == {"churn": 3, "churn@latest": 3, "churn@2": 2, "churn@champion": 1, "churn@challenger": 2}
    assert store.aliases("churn") == {"champion": 1, "challenger": 2, "latest": 3}


def test_resolve_reads_only_the_version_asked_for(store):
    """A damaged version does not keep the others from being served."""
    publish(store)
    damaged = publish(store, median=2.0)
    (damaged.path / "manifest.json").write_text("{")
    assert store.resolve("churn@1").number == 1
    with pytest.raises(BundleError, match=r"2-[0-9a-f]{8}/manifest\.json` is damaged: not a manifest"):
        store.resolve("churn")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("chrun", "no service `chrun` in `{root}`; did you mean `churn`? It has churn, fraud"),
        ("xyz", "no service `xyz` in `{root}`. It has churn, fraud"),
        ("churn@9", "`churn` has no version 9; it has 2, 1"),
        ("churn@champoin", "`churn` has no alias `champoin`; did you mean `champion`? It has champion (1), latest (2)"),
        ("churn@prod", "`churn` has no alias `prod`. It has champion (1), latest (2)"),
        ("churn@", "`churn@` does not name a version: write `churn`, `churn@7` or `churn@champion`"),
        ("../churn", "`../churn` does not name a version: write `churn`, `churn@7` or `churn@champion`"),
    ],
)
def test_resolve_says_what_there_is(store, text, message):
    """A wrong name is answered with the names that exist."""
    publish(store)
    publish(store)
    publish(store, "fraud")
    with pytest.raises(BundleError) as caught:
        store.resolve(text)
    assert caught.value.message == message.format(root=store.root)


def test_resolve_in_empty_store_says_how_to_build(store):
    """Without any version the answer is how to make one."""
    with pytest.raises(BundleError, match=r"no services in `.*services`: build one with `nb2svc build NOTEBOOK`"):
        store.resolve("churn")


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "a b", "a@1"])
def test_stage_refuses_names_that_are_no_folder(store, name):
    """A service's name becomes a folder, so it has no separators, spaces or leading dot."""
    with pytest.raises(BundleError, match="cannot name a service"), store.stage(name):
        pass
    assert not store.root.exists()


@pytest.mark.parametrize(
    ("alias", "message"),
    [("latest", "always the highest"), ("7", "not only digits"), ("a b", "cannot be an alias")],
)
def test_set_alias_refuses_what_resolve_could_not_find(store, alias, message):
    """An alias is a name of its own."""
    publish(store)
    with pytest.raises(BundleError, match=message):
        store.set_alias("churn", alias, 1)


def test_set_alias_needs_an_existing_version(store):
    """An alias never names a version that is not there."""
    publish(store)
    with pytest.raises(BundleError, match="`churn` has no version 5; it has 1"):
        store.set_alias("churn", "champion", 5)
    assert store.aliases("churn") == {"champion": 1, "latest": 1}


def test_damaged_aliases_are_named(store):
    """A damaged alias file is an error that names it, and numbers still work."""
    publish(store)
    (store.root / "churn" / "aliases.json").write_text('{"champion": "one"}')
    with pytest.raises(BundleError, match=r"aliases\.json` is damaged"):
        store.resolve("churn@champion")
    assert store.resolve("churn@1").number == 1


def test_numbers_are_not_given_twice_while_an_alias_holds_one(store):
    """When the folder of an aliased version was deleted by hand, its number does not come back as another version."""
    publish(store)
    second = publish(store, median=2.0)
    store.set_alias("churn", "champion", 2)
    second.path.rename(store.root / "moved-away")
    assert publish(store).number == 3
    assert json.loads((store.root / "churn" / "aliases.json").read_text()) == {"champion": 2}


def test_foreign_files_are_no_versions(store):
    """Files that a person puts beside the versions are left alone and not listed."""
    publish(store)
    (store.root / "churn" / "notes.txt").write_text("x")
    (store.root / "churn" / "0-abc").mkdir()
    (store.root / "README.md").write_text("x")
    (store.root / "empty").mkdir()
    assert store.services() == ("churn",)
    assert [version.number for version in store.versions("churn")] == [1]


def test_a_rollback_goes_back_promotion_by_promotion(store):
    """What the champion was before, and before that; then there is nothing left to go back to."""
    for _ in range(3):
        publish(store)
    for number in (2, 2, 3):
        store.set_alias("churn", "champion", number)
    assert store.roll_back("churn", "champion") == 2
    assert store.aliases("churn")["champion"] == 2
    assert store.roll_back("churn", "champion") == 1
    with pytest.raises(BundleError, match="`churn@champion` has named no other version before"):
        store.roll_back("churn", "champion")
    assert store.aliases("churn")["champion"] == 1


def test_a_rollback_passes_over_versions_that_are_gone(store):
    """A folder that was deleted by hand is nothing to go back to."""
    versions = [publish(store) for _ in range(3)]
    store.set_alias("churn", "champion", 2)
    store.set_alias("churn", "champion", 3)
    shutil.rmtree(versions[1].path)
    assert store.roll_back("churn", "champion") == 1


def test_traffic_is_divided_among_versions_that_are_there(store):
    """What was set is read again; a version that nobody has built is refused, and nothing changes."""
    publish(store)
    publish(store)
    assert store.traffic("churn") is None
    division = Traffic(shares={"champion": 90.0, "2": 10.0}, shadows=("latest",), by="X-User")
    store.set_traffic("churn", division)
    assert store.traffic("churn") == division
    with pytest.raises(BundleError, match="`churn` has no version 9"):
        store.set_traffic("churn", Traffic(shares={"9": 1.0}))
    assert store.traffic("churn") == division
    store.set_traffic("churn", None)
    assert store.traffic("churn") is None


def test_damaged_traffic_is_named(store):
    """The message says how to get out of it."""
    publish(store)
    (store.root / "churn" / "traffic.json").write_text('{"shares": 3}')
    with pytest.raises(BundleError, match=r"traffic\.json` is damaged; `nb2svc traffic SERVICE --reset` removes it"):
        store.traffic("churn")
