"""`nb2svc promote`, `rollback` and `traffic`, and what a server is told to serve after them."""

from __future__ import annotations

import json

import pytest
from unit.cli.terminal import run
from unit.store.version_files import publish

from nb2svc.cli.plans import follow
from nb2svc.diagnostics import BundleError
from nb2svc.store import Store


@pytest.fixture
def folder(tmp_path):
    """A folder whose store has three versions of one service; the first is the champion."""
    for median in (41.0, 42.0, 43.0):
        publish(Store(tmp_path / "services"), median=median)
    return tmp_path


def served(folder, *references):
    """Return title, shares and shadows of what would be served, with numbers for folders."""

    def number(path):
        return int(path.name.partition("-")[0])

    plans = follow(list(references), folder / "services")()
    return [
        (plan.title, [(number(share.folder), share.weight) for share in plan.shares], [*map(number, plan.shadows)])
        for plan in plans
    ]


def test_promote_and_rollback_move_the_champion(folder):
    """Each says what is the case now and what was before."""
    assert run("promote", "churn@2", cwd=folder).stdout == "churn@champion is version 2 now, after 1\n"
    assert run("promote", "churn", cwd=folder).stdout == "churn@champion is version 3 now, after 2\n"
    assert run("promote", "churn", cwd=folder).stdout == "churn@champion is version 3, as before\n"
    assert run("rollback", "churn", cwd=folder).stdout == "churn@champion is version 2 now, after 3\n"
    told = run("promote", "churn@3", "--alias", "challenger", "--json", cwd=folder)
    assert json.loads(told.stdout) == {"service": "churn", "alias": "challenger", "version": 3, "before": None}
    assert run("rollback", "churn", "--alias", "challenger", cwd=folder).returncode == 1


def test_traffic_is_shown_as_it_was_divided(folder):
    """Shares in percent, whatever the weights."""
    done = run("traffic", "churn", "champion=3", "2=1", "--by", "X-User", "--shadow", "3", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        " 75.0 %  churn@champion\n"
        " 25.0 %  churn@2\n"
        "shadow   churn@3\n"
        "by the header X-User; servers started with `nb2svc serve churn` follow\n"
    )
    assert run("traffic", "churn", cwd=folder).stdout == done.stdout
    told = json.loads(run("traffic", "churn", "--json", cwd=folder).stdout)
    assert told == {"service": "churn", "shares": {"champion": 3.0, "2": 1.0}, "shadows": ["3"], "by": "X-User"}
    reset = run("traffic", "churn", "--reset", cwd=folder)
    assert reset.stdout == "churn is not divided: one version answers all requests\n"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["champion"], "`champion` is no share: write a version and its weight, as in champion=90 challenger=10"),
        (["champion=x"], "`champion=x` is no share: write a version and its weight, as in champion=90 challenger=10"),
        (["champion=-1"], "`champion=-1` is no share: write a version and its weight, as in champion=90 challenger=10"),
        (["champion=0"], "no version has a weight above 0: nothing would answer"),
        (["9=1"], "`churn` has no version 9; it has 3, 2, 1"),
        (["--by", "X-User"], "--by says how a division keeps users together: give the division too, champion=90 8=10"),
    ],
)
def test_a_division_that_cannot_be_is_refused(folder, given, message):
    """The message says what to write; nothing changes."""
    done = run("traffic", "churn", *given, cwd=folder)
    assert (done.returncode, done.stderr) == (1, f"error: {message}\n")
    assert Store(folder / "services").traffic("churn") is None


def test_aliases_and_divisions_are_followed(folder):
    """What a running server is told next follows a promotion; a number and a plain name stay."""
    tell = follow(["churn@champion", "churn@1", "churn"], folder / "services")
    assert [plan.shares[0].folder.name[0] for plan in tell()] == ["1", "1", "3"]
    run("promote", "churn@2", cwd=folder)
    publish(Store(folder / "services"), median=44.0)
    assert [plan.shares[0].folder.name[0] for plan in tell()] == ["2", "1", "3"]
    run("traffic", "churn", "champion=90", "latest=10", "--shadow", "1", cwd=folder)
    assert served(folder, "churn") == [("churn", [(2, 90.0), (4, 10.0)], [1])]
    assert served(folder, "churn@latest") == [("churn@latest", [(4, 1.0)], [])]


def test_a_version_that_is_not_there_is_told_at_the_start(folder):
    """Before anything is loaded."""
    with pytest.raises(BundleError, match="has no version 9"):
        follow(["churn@9"], folder / "services")
