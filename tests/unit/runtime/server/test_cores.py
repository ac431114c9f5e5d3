"""How many workers are sane is what the scheduler and the control groups say."""

from __future__ import annotations

import os

import pytest

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.server.cores import count_workers, usable_cores

BOUND = len(os.sched_getaffinity(0))


@pytest.mark.parametrize(("asked", "count"), [("1", 1), (3, 3), (" 12 ", 12), ("auto", usable_cores())])
def test_a_number_of_workers_is_a_number_or_auto(asked, count):
    """`auto` is one per usable core."""
    assert count_workers(asked) == count


@pytest.mark.parametrize("asked", ["0", "-1", "many", "1.5", ""])
def test_anything_else_is_told(asked):
    """The message shows what can be given."""
    with pytest.raises(Nb2svcError, match=r"is no number of workers; give 1, 2, \.\.\. or `auto`"):
        count_workers(asked)


def count(tmp_path, group, **quotas):
    """Write control groups (`_` stands for `/`, `cpu.max` for what they hold) and count."""
    for name, quota in quotas.items():
        folder = tmp_path / "groups" / name.replace("_", "/").removeprefix("root")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "cpu.max").write_text(quota)
    (tmp_path / "own").write_text(group)
    return usable_cores(tmp_path / "groups", tmp_path / "own")


@pytest.mark.parametrize(
    ("quota", "cores"),
    [
        ("max 100000\n", BOUND),
        ("100000 100000\n", 1),
        ("50000 100000\n", 1),
        ("9900000 100000\n", BOUND),
        ("199000 100000\n", 1),
    ],
)
def test_a_quota_counts_its_whole_cores(tmp_path, quota, cores):
    """Half a core is still one worker; one core and a half is one as well."""
    assert count(tmp_path, "0::/app/web\n", app_web=quota) == cores


def test_a_quota_of_a_group_around_binds_too(tmp_path):
    """The pod's limit holds for the container in it."""
    assert count(tmp_path, "0::/app/web\n", app_web="max 100000\n", app="100000 100000\n") == 1


def test_inside_a_container_its_group_is_the_root(tmp_path):
    """The name that the process sees is not a folder there."""
    assert count(tmp_path, "0::/../outside\n", root="100000 100000\n") == 1


def test_the_first_version_of_control_groups_is_read(tmp_path):
    """Quota and period are two files there."""
    folder = tmp_path / "groups" / "cpu" / "app"
    folder.mkdir(parents=True)
    (folder / "cpu.cfs_quota_us").write_text("100000\n")
    (folder / "cpu.cfs_period_us").write_text("100000\n")
    (tmp_path / "own").write_text("4:cpu,cpuacct:/app\n1:name=systemd:/\n")
    assert usable_cores(tmp_path / "groups", tmp_path / "own") == 1


def test_without_control_groups_the_scheduler_decides(tmp_path):
    """As on a Mac."""
    assert usable_cores(tmp_path / "nothing", tmp_path / "nothing") == BOUND
