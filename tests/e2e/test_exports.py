"""Exports as other schedulers run them: a real crontab, the command of a unit, a real Airflow; one result each time."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "runtime"))  # the runtime's tests write bundles by hand
sys.path.insert(1, str(Path(__file__).parents[1] / "unit" / "batch"))
sys.path.insert(2, str(Path(__file__).parents[1] / "unit" / "batch" / "export"))

from handed_over import NASTY, World

from nb2svc.batch.ledger.ledger import ledger_of
from nb2svc.batch.schedules.due import last_time

pytestmark = pytest.mark.e2e

SEOUL = ZoneInfo("Asia/Seoul")
COMMAND = str(Path(sys.executable).with_name("nb2svc"))
POOR = {"HOME": "/", "LOGNAME": "nobody", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"}
"""What cron gives to a command."""
ENVIRONMENT = {**POOR, **{name: value for name, value in os.environ.items() if name == "PYTHONPATH"}}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A folder with a name that every language reads in its own way."""
    folder = NASTY.partition(" {")[0]  # papermill takes braces in a path for parameters
    found = World(tmp_path_factory.mktemp("world") / folder)
    found.add()
    return found


def due(now=None):
    return last_time("0 6 * * 1-5", SEOUL, by=now or datetime.now(UTC))


def stamps(path):
    rows = pd.read_csv(path)
    assert len(rows) == 50
    return {(row.logical_date, row.logical_time) for row in rows.itertuples()}


def run(world, *arguments):
    done = subprocess.run(
        [COMMAND, *arguments], cwd=world.folder, capture_output=True, text=True, check=False, env={**os.environ}
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def crontab():
    """The crontab of this user, put back as it was."""
    if shutil.which("crontab") is None:
        pytest.skip("needs Debian's package cron")
    before = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False)
    yield
    if before.returncode == 0:
        subprocess.run(["crontab", "-"], input=before.stdout, text=True, check=True)
    else:
        subprocess.run(["crontab", "-r"], check=False, capture_output=True)


def test_an_installed_crontab_makes_the_result(world, crontab):
    """Cron takes the line, lists it as it was written, and its command works in cron's poor environment."""
    path = world.write("cron")["churn.crontab"]
    subprocess.run(["crontab", path], check=True, capture_output=True)
    listed = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=True).stdout
    assert listed.endswith(path.read_text())
    line = listed.splitlines()[-1]
    command = line.split(" ", 5)[5].replace(r"\%", "%")  # as cron reads it
    before = due()
    done = subprocess.run(
        ["/bin/sh", "-c", command], env=ENVIRONMENT, cwd="/", capture_output=True, text=True, check=False
    )
    log = (world.folder / "churn.cron.log").read_text()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), log
    assert before == due()  # else it became six in Seoul meanwhile
    assert f"churn: the run for {before:%Y-%m-%d %H:%M %Z}\n" in log
    result = world.folder / f"{before.date()}.csv"
    assert stamps(result) == {(str(before.date()), before.astimezone(UTC).isoformat())}
    assert result.with_suffix(".html").is_file()
    (entry,) = ledger_of(world.store).runs(schedule="churn")
    assert (entry.state, entry.time) == ("done", before.astimezone(UTC))


def test_the_command_of_a_unit_makes_the_result(world):
    """A run for a time that is not due is one for the last time before it; what it replaces stays one result."""
    (service,) = (path for name, path in world.write("systemd").items() if name.endswith(".service"))
    (start,) = re.findall(r"^ExecStart=(.*)", service.read_text(), flags=re.MULTILINE)
    words = shlex.split(start.replace("%%", "%").replace("$$", "$"))
    done = subprocess.run(
        [*words, "--logical-date", "2026-11-19T14:23:05"],
        env=ENVIRONMENT,
        cwd=world.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "churn: the run for 2026-11-19 06:00 KST\n" in done.stderr
    assert stamps(world.folder / "2026-11-19.csv") == {("2026-11-19", "2026-11-18T21:00:00+00:00")}


def test_the_command_of_a_container_makes_the_result(world, tmp_path):
    """It has the version alone and a volume: the order comes with the CronJob, and the history stays in the volume."""
    text = world.write("kubernetes")["churn.cronjob.yaml"].read_text()
    (config, _, job) = yaml.safe_load_all(text)
    (container,) = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    (tmp_path / "order.json").write_text(config["data"]["churn.order.json"].replace("/srv/bundle", "./bundle"))
    work = tmp_path / "work"
    work.mkdir()
    (work / "bundle").symlink_to(world.version)
    shutil.copy(world.folder / "rows.csv", work)
    places = {"nb2svc": COMMAND, "/etc/nb2svc/churn.order.json": "../order.json", "/srv/work": str(work)}
    command = [places.get(word, word) for word in container["command"]]
    before = due()
    done = subprocess.run(command, env=ENVIRONMENT, cwd=work, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert before == due()  # else it became six in Seoul meanwhile
    assert stamps(work / f"{before.date()}.csv") == {(str(before.date()), before.astimezone(UTC).isoformat())}
    assert [entry.version for entry in ledger_of(work).runs(schedule="churn")] == ["churn@7"]


def test_a_command_that_cron_runs_in_vain_says_so(world):
    """Cron mails what a command prints: where the log is."""
    path = world.write("cron")["churn.crontab"]
    command = path.read_text().splitlines()[-1].split(" ", 5)[5].replace(r"\%", "%")
    (world.folder / "rows.csv").rename(world.folder / "away.csv")
    try:
        done = subprocess.run(
            ["/bin/sh", "-c", command], env=ENVIRONMENT, cwd="/", capture_output=True, text=True, check=False
        )
    finally:
        (world.folder / "away.csv").rename(world.folder / "rows.csv")
    assert (done.stdout, done.stderr) == (f"churn: no result, see {world.folder}/churn.cron.log\n", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--order", "churn.order.json", "--logical-date", "2026-11-22"],
            (
                "`churn` is not due on 2026-11-22: the last time before was 2026-11-20T06:00, by `0 6 * * 1-5` in "
                "Asia/Seoul"
            ),
        ),
        (
            ["churn", "--order", "churn.order.json"],
            "`SERVICE` has no effect beside --order: what a run does stands in `churn.order.json`, change it there",
        ),
        (
            ["--order", "churn.order.json", "--max-rejects", "0.1"],
            (
                "`--max-rejects` has no effect beside --order: what a run does stands in `churn.order.json`, change it "
                "there"
            ),
        ),
        (
            ["churn"],
            (
                "--input and --output are missing: write `nb2svc batch run SERVICE --input ADDRESS --output ADDRESS`, "
                "or `nb2svc batch run --order FILE` with a file of `nb2svc batch export`"
            ),
        ),
    ],
    ids=["not-due", "service", "option", "nothing"],
)
def test_what_a_run_by_an_order_cannot_be_is_told(world, arguments, message):
    """Before anything starts."""
    world.write("systemd")
    assert run(world, "batch", "run", *arguments) == (1, "", f"error: {message}\n")


def test_the_command_tells_what_it_wrote_and_what_comes_next(tmp_path):
    """Files on standard output; what the scheduler does not do, and the next commands, beside it."""
    world = World(tmp_path)
    world.add(retries=2)
    assert run(world, "batch", "export", "churn", "--to", "systemd") == (
        0,
        "churn.order.json\nnb2svc-churn.service\nnb2svc-churn.timer\n",
        (
            "note: before each new try the wait is the same; it is not doubled\n"
            f"next: systemctl --user link {tmp_path}/nb2svc-churn.service {tmp_path}/nb2svc-churn.timer && "
            "systemctl --user enable --now nb2svc-churn.timer\n"
            "then: nb2svc batch pause churn --store services   (so that `nb2svc batch scheduler` does not start the "
            "same runs)\n"
        ),
    )


@pytest.mark.slow
def test_airflow_runs_the_dag(world, tmp_path):
    """In an environment of its own: the DAG is imported without an error, and a run of it makes the same result."""
    home, environment = tmp_path / "airflow", tmp_path / "venv"
    (home / "dags").mkdir(parents=True)
    given = os.environ.get(
        "NB2SVC_TEST_AIRFLOW"
    )  # an environment that has Airflow, to save the minutes of installing it
    if not given:
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        subprocess.run([environment / "bin/pip", "install", "-q", "apache-airflow>=3.2,<4"], check=True)
    airflow = Path(given or environment) / "bin/airflow"
    shutil.copy(world.write("airflow")["churn_dag.py"], home / "dags")

    def call(*words):
        settings = {
            "AIRFLOW_HOME": str(home),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__DAGS_FOLDER": str(home / "dags"),
        }
        done = subprocess.run(
            [airflow, *words], env={**os.environ, **settings}, cwd=home, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    call("db", "migrate")
    assert "No data found" in call("dags", "list-import-errors")
    call("dags", "test", "churn", "2026-11-24T06:00:00+09:00")
    assert stamps(world.folder / "2026-11-24.csv") == {("2026-11-24", "2026-11-23T21:00:00+00:00")}
