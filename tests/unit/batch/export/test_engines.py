"""Files for other schedulers, read by those schedulers or held to their own schemas, with names as people have them."""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from importlib import resources
from zoneinfo import ZoneInfo

import hera.workflows.models
import jsonschema
import kubernetes_validate
import pytest
import yaml
from handed_over import World

from nb2svc.batch.errors import BatchError
from nb2svc.batch.export.export import export_schedule, write_export
from nb2svc.batch.ledger.entries import Alerts

ENGINES = ("cron", "systemd", "airflow", "kubernetes", "github", "argo")
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs Debian's package systemd")
EVERYTHING = {
    "name": 'Morgens um 6: "alle" % {{ x }}',
    "retries": 2,
    "catch_up": "all",
    "late_seconds": 60.0,
    "alerts": Alerts(mail="me@example.org"),
    "order": {"output": "env:SCORES::out", "rejects": "{{ run_id }}.csv", "timeout": 3600.0, "parameters": {"bins": 7}},
}


def command_of(world, name="churn"):
    program = str(shutil.which("nb2svc", path=str(sys.executable.rpartition("/")[0])))
    order = str(world.folder / f"{name}.order.json")
    return [program, "batch", "run", "--order", order, "--store", str(world.store)]


def load(text):
    return [*yaml.safe_load_all(text)]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_export_is_the_same_each_time(world, engine):
    """The same bytes, so that a repository shows what has changed."""
    assert world.export(engine) == world.export(engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_files_are_plain_to_read(nasty, engine):
    """Whatever stands in names: no empty first lines, no lines that end in spaces, one line break at the end."""
    for name, text in nasty.export(engine, **EVERYTHING).files.items():
        assert text[0].strip(), name
        assert text == text.rstrip() + "\n", name
        assert not re.search(r"[ \t]$", text, flags=re.MULTILINE), name
        assert "\n\n\n" not in text, name


def test_a_crontab_line_is_on_the_clock_of_the_machine(world):
    """Debian's cron knows no time zones; the log, the lock and the order are named whole."""
    (line,) = (line for line in world.export("cron").files["churn.crontab"].splitlines() if line[:1] not in ("#", ""))
    said, command = line.split(" cd ")
    ahead = datetime(2026, 11, 19, tzinfo=UTC).astimezone().utcoffset()
    if ahead is not None and not ahead:
        assert said == "0 21 * * 0-4"
    assert shlex.split(f"cd {command}") == [
        *("cd", str(world.folder), "&&", "flock", "-n", str(world.store / ".batch" / "churn.cron.lock")),
        *command_of(world),
        *(">>", "churn.cron.log", "2>&1", "||", "echo", "churn:", "no", "result,", "see"),
        f"{world.folder}/churn.cron.log",
    ]


def test_cron_refuses_a_zone_that_its_clock_cannot_follow(world, monkeypatch):
    """A time that moves against the machine's clock twice a year is in no crontab."""
    monkeypatch.setenv("TZ", "Asia/Seoul")
    import time

    time.tzset()
    try:
        with pytest.raises(BatchError) as raised:
            world.export("cron", timezone="Europe/Berlin")
        assert raised.value.message == (
            "cron goes by the clock of this machine (KST), and `0 6 * * 1-5` in Europe/Berlin is not one time there "
            "all year: hand it over to systemd, which knows time zones"
        )
        assert "\n0 6 * * 1-5 cd" in world.export("cron").files["churn.crontab"]
        assert "\n0 7 * * 1-5 cd" in world.export("cron", timezone="Asia/Singapore").files["churn.crontab"]
    finally:
        monkeypatch.undo()
        time.tzset()


@needs_systemd
@pytest.mark.parametrize("more", [{}, EVERYTHING], ids=["plain", "everything"])
@pytest.mark.parametrize("place", ["world", "nasty"])
def test_systemd_verifies_the_units(request, place, more):
    """`systemd-analyze verify` has nothing to say, and each word of the command arrives as it is."""
    world = request.getfixturevalue(place)
    paths = world.write("systemd", **more)
    units = sorted(path for name, path in paths.items() if name.endswith((".service", ".timer")))
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    text = units[0].read_text()
    (start,) = re.findall(r"^ExecStart=(.*)", text, flags=re.MULTILINE)
    name = "Morgens-um-6-alle-x" if more else "churn"
    assert shlex.split(start.replace("%%", "%").replace("$$", "$")) == command_of(world, name)
    (folder,) = re.findall(r"^WorkingDirectory=(.*)", text, flags=re.MULTILINE)
    assert folder.replace("%%", "%") == str(world.folder)


def test_systemd_maps_retries_limits_and_catch_up(world):
    """Three tries within the time until the next one; what passed while the machine was off is made up for."""
    files = world.export("systemd", retries=2, retry_seconds=90.0, order={"timeout": 3600.0}).files
    service, timer = files["nb2svc-churn.service"], files["nb2svc-churn.timer"]
    for line in ("StartLimitBurst=3", "StartLimitIntervalSec=77760", "Restart=on-failure", "RestartSec=90"):
        assert f"\n{line}\n" in service
    assert "\nTimeoutStartSec=3900\n" in service
    assert "\nOnCalendar=Mon..Fri *-*-* 06:00:00 Asia/Seoul\n" in timer
    assert "\nPersistent=true\n" in timer
    assert "\nPersistent=false\n" in world.export("systemd", catch_up="none").files["nb2svc-churn.timer"]


@pytest.mark.parametrize("more", [{}, EVERYTHING], ids=["plain", "everything"])
@pytest.mark.parametrize("place", ["world", "nasty"])
def test_the_dag_is_python_that_calls_the_command(request, place, more):
    """It parses, its words are those of the command, and nothing of it is left to Airflow's templates."""
    world = request.getfixturevalue(place)
    files = world.export("airflow", **more).files
    (text,) = (text for name, text in files.items() if name.endswith("_dag.py"))
    found = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    assert found == {
        "FOLDER": str(world.folder),
        "COMMAND": command_of(world, "Morgens-um-6-alle-x" if more else "churn"),
    }
    assert 'CronTriggerTimetable("0 6 * * 1-5", timezone="Asia/Seoul")' in text
    assert f"catchup={bool(more)}," in text
    assert ("retries=2," in text, "execution_timeout=timedelta(seconds=3900)" in text) == (bool(more), bool(more))


@pytest.mark.parametrize("more", [{}, EVERYTHING], ids=["plain", "everything"])
@pytest.mark.parametrize("place", ["world", "nasty"])
def test_kubernetes_accepts_the_objects(request, place, more):
    """Held to the schemas of Kubernetes itself, offline."""
    world = request.getfixturevalue(place)
    files = world.export("kubernetes", **more).files
    (text,) = (text for name, text in files.items() if name.endswith(".yaml"))
    documents = load(text)
    assert [document["kind"] for document in documents] == ["ConfigMap", "PersistentVolumeClaim", "CronJob"]
    for document in documents:
        kubernetes_validate.validate(document, "1.32", strict=True)


def test_kubernetes_maps_retries_limits_and_catch_up(nasty):
    """Times in their own zone, one run at a time, all tries within a limit, secrets by name."""
    said = {**EVERYTHING, "name": "churn"}
    (order, _, job) = load(nasty.export("kubernetes", **said).files["churn.cronjob.yaml"])
    spec = job["spec"]
    assert (spec["schedule"], spec["timeZone"], spec["concurrencyPolicy"]) == ("0 6 * * 1-5", "Asia/Seoul", "Forbid")
    assert spec["startingDeadlineSeconds"] == 3 * 86400
    assert spec["jobTemplate"]["spec"]["backoffLimit"] == 2
    assert spec["jobTemplate"]["spec"]["activeDeadlineSeconds"] == 3 * 3900 + 2 * 360
    (container,) = spec["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert container["command"] == [
        *("nb2svc", "batch", "run", "--order", "/etc/nb2svc/churn.order.json", "--store", "/srv/work")
    ]
    assert container["env"] == [
        {"name": "SCORES", "valueFrom": {"secretKeyRef": {"name": "churn", "key": "SCORES"}}},
        {"name": "DATABASE_URL", "valueFrom": {"secretKeyRef": {"name": "churn", "key": "DATABASE_URL"}}},
        {"name": "REGION", "valueFrom": {"secretKeyRef": {"name": "churn", "key": "REGION", "optional": True}}},
    ]
    assert json.loads(order["data"]["churn.order.json"])["service"] == "/srv/bundle"
    (_, _, none) = load(nasty.export("kubernetes", catch_up="none").files["churn.cronjob.yaml"])
    assert none["spec"]["startingDeadlineSeconds"] == 300


@pytest.mark.parametrize("more", [{}, EVERYTHING], ids=["plain", "everything"])
@pytest.mark.parametrize("place", ["world", "nasty"])
def test_argo_accepts_the_workflow(request, place, more):
    """Argo's own types know every word of it."""
    world = request.getfixturevalue(place)
    (text,) = (text for name, text in world.export("argo", **more).files.items() if name.endswith(".yaml"))
    (order, claim, workflow) = load(text)
    for document in (order, claim):
        kubernetes_validate.validate(document, "1.32", strict=True)
    read = hera.workflows.models.CronWorkflow.model_validate(workflow)
    assert json.loads(read.model_dump_json(by_alias=True, exclude_none=True)) == workflow
    assert workflow["spec"]["schedules"] == ["0 6 * * 1-5"]
    assert workflow["spec"]["workflowSpec"]["arguments"]["parameters"] == [
        {"name": "logical-date", "value": "{{workflow.scheduledTime}}"}
    ]
    (template,) = workflow["spec"]["workflowSpec"]["templates"]
    assert template["container"]["command"][-2:] == ["--logical-date", "{{workflow.parameters.logical-date}}"]
    if more:
        assert template["retryStrategy"] == {
            "limit": 2,
            "retryPolicy": "Always",
            "backoff": {"duration": "60", "factor": 2},
        }
        assert template["activeDeadlineSeconds"] == 3900


def workflow_schema():
    with resources.files("check_jsonschema").joinpath("builtin_schemas/vendor/github-workflows.json").open() as file:
        return json.load(file)


@pytest.mark.parametrize("more", [{}, EVERYTHING], ids=["plain", "everything"])
@pytest.mark.parametrize("place", ["world", "nasty"])
def test_github_accepts_the_workflow(request, place, more):
    """Held to the published schema of workflows."""
    world = request.getfixturevalue(place)
    (name, text) = next(item for item in world.export("github", **more).files.items() if item[0].endswith(".yml"))
    assert name.startswith(".github/workflows/")
    workflow = yaml.load(text, yaml.BaseLoader)
    jsonschema.validate(yaml.safe_load(text.replace("\non:", '\n"on":')), workflow_schema())
    assert workflow["on"]["schedule"] == [{"cron": "0 6 * * 1-5", "timezone": "Asia/Seoul"}]
    *_, install, run, keep = workflow["jobs"]["run"]["steps"]
    assert install["run"] == (
        'pip install -r services/churn/7-3f9a2c1d/requirements.lock "$(ls wheels/nb2svc-*.whl)[build]"'
    )
    name = "Morgens-um-6-alle-x" if more else "churn"
    assert run["run"] == (f'nb2svc batch run --order {name}.order.json --store services ${{AT:+--logical-date "$AT"}}')
    secrets = ["SCORES"] * bool(more) + ["DATABASE_URL", "REGION"] * (place == "nasty")
    assert run["env"] == {"AT": "${{ inputs.logical_date }}"} | {name: f"${{{{ secrets.{name} }}}}" for name in secrets}
    assert keep["with"]["path"].splitlines() == ["*.csv", "*.html"]


def test_github_wants_everything_in_the_repository(world, tmp_path):
    """A runner has nothing else."""
    with pytest.raises(BatchError) as raised:
        export_schedule(world.schedule(), "github", folder=tmp_path)
    assert raised.value.message == (
        f"the folder that addresses start in, `{world.folder}`, is not in the repository `{tmp_path}`, and a workflow "
        "of GitHub has nothing else: write the files into the repository that holds it, with --to-folder"
    )


def test_github_finds_a_folder_within_the_repository(tmp_path):
    """Workflows are at its top, the run starts where the schedule was made."""
    (tmp_path / ".git").mkdir()
    world = World(tmp_path / "models" / "churn")
    exported = export_schedule(world.schedule(), "github", folder=tmp_path)
    assert [*exported.files] == ["churn.order.json", ".github/workflows/churn.yml"]
    *_, install, run, keep = yaml.safe_load(exported.files[".github/workflows/churn.yml"])["jobs"]["run"]["steps"]
    assert install["run"].startswith("pip install -r models/churn/services/churn/7-3f9a2c1d/requirements.lock ")
    assert run["working-directory"] == "models/churn"
    assert run["run"].startswith("nb2svc batch run --order ../../churn.order.json --store services ")
    assert keep["with"]["path"].splitlines() == ["models/churn/*.csv", "models/churn/*.html"]


def test_github_starts_nothing_every_minute(world):
    """Its shortest interval is five minutes."""
    with pytest.raises(BatchError) as raised:
        world.export("github", cron="*/2 * * * *")
    assert raised.value.message == "`*/2 * * * *` is due more often than every 5 minutes, which GitHub does not start"


LIMITS = {
    "cron": (
        "cron does not try a failed run again",
        "times that pass while the machine is off or asleep are not made up for",
        (
            "the alerts of the schedule are not sent; cron mails you where a run comes to no result, see MAILTO in "
            "crontab(5)"
        ),
    ),
    "systemd": (
        "of several times that passed while the machine was off, only the last one is made up for",
        "before each new try the wait is the same; it is not doubled",
        "the alerts of the schedule are not sent; a unit named by OnFailure= can tell of a failure",
    ),
    "airflow": ("the alerts of the schedule are not sent; `on_failure_callback` of the DAG can tell of a failure",),
    "kubernetes": (
        "the image holds churn@7; for another version, build it again and export again",
        "of several times that were missed, only the last one is made up for",
        "how long it waits before a new try is up to Kubernetes: 10 s, doubled each time, 6 minutes at most",
        "a Job does not tell its pod for which time it is; a pod that starts after the next due time is for that one",
        "the alerts of the schedule are not sent; watch failed Jobs (`kube_job_status_failed`) to be told of a failure",
    ),
    "github": (
        "GitHub starts runs some minutes late, and leaves some out when it is busy",
        "GitHub does not try a failed run again",
        "a time that was left out is not made up for: start it by hand with its date",
        "the alerts of the schedule are not sent; GitHub mails whoever changed the schedule last",
    ),
    "argo": (
        "the image holds churn@7; for another version, build it again and export again",
        "of several times that were missed, only the last one is made up for",
        "the alerts of the schedule are not sent; an exit handler (`onExit`) can tell of a failure",
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_scheduler_does_not_do_is_told(world, engine):
    """In the files, where their next reader sees it, as on the command line."""
    exported = world.export(engine, **EVERYTHING)
    assert exported.limits == LIMITS[engine]
    heads = "".join(exported.files.values())
    assert all(f"# Note: {limit}." in heads for limit in exported.limits)


@pytest.mark.parametrize("engine", ["systemd", "kubernetes", "argo"])
def test_a_run_in_the_hour_that_clocks_skip_is_told(world, engine):
    """These leave it out, where our scheduler runs it at the next full hour."""
    (limit,) = (
        limit for limit in world.export(engine, cron="30 2 * * *", timezone="Europe/Berlin").limits if "clocks" in limit
    )
    assert limit.startswith("where clocks skip a time, as on 2027-03-28,")


WANTED = {
    "input": "s3://bucket/{{ yesterday }}.parquet",
    "output": "file:/run/secrets/url::scores",
    "rejects": "s3://bucket/bad.csv",
    "pdf": True,
}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_run_needs_besides_is_told(world, engine):
    """Files with secrets and credentials of stores are named, and never copied."""
    exported = world.export(engine, order=WANTED)
    assert "the run reads `/run/secrets/url`, which has to be there" in exported.limits
    assert "the run needs its credentials for `s3://`, which stand in no file here" in exported.limits
    dockerfile = exported.files.get("churn.Dockerfile")
    assert dockerfile is None or "install -y --no-install-recommends chromium" in dockerfile


def test_the_image_adds_a_batch_run_to_that_of_the_service(world):
    """What the version is locked to stays as it is; it runs as the same ordinary user."""
    text = world.export("kubernetes").files["churn.Dockerfile"]
    commands = [line for line in text.splitlines() if line[:1] not in ("#", "")]
    assert commands == [
        "ARG SERVICE=churn:20260517083000",
        "FROM ${SERVICE}",
        "USER root",
        (
            "RUN pip freeze --exclude nb2svc > /tmp/locked.txt && "
            'pip install --constraint /tmp/locked.txt "nb2svc[build]"'
        ),
        "RUN install -d -o 10001 /srv/work",
        "USER 10001",
        "WORKDIR /srv/work",
        "ENV HOME=/tmp",
        "HEALTHCHECK NONE",
        'CMD ["nb2svc", "batch", "--help"]',
    ]
    (config, _, job) = load(world.export("kubernetes").files["churn.cronjob.yaml"])
    (container,) = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert container["image"] == "REGISTRY/churn-batch:20260517083000"
    assert json.loads(config["data"]["churn.order.json"])["service"] == "/srv/bundle"


def test_a_file_that_says_something_else_is_not_replaced(world, tmp_path):
    """Somebody may have changed it by hand; nothing is written then."""
    exported = world.export("systemd")
    paths = write_export(exported, tmp_path, replaces=False)
    assert write_export(exported, tmp_path, replaces=False) == paths
    paths[1].write_text("mine\n")
    with pytest.raises(BatchError) as raised:
        write_export(world.export("systemd", cron="0 7 * * *"), tmp_path, replaces=False)
    assert raised.value.message == (
        f"`{tmp_path / 'churn.order.json'}` is there already and says something else: look at it, and replace it with "
        "--replace, or write somewhere else with --to-folder"
    )
    write_export(exported, tmp_path, replaces=True)
    assert paths[1].read_text() == exported.files[paths[1].name]


def test_a_run_of_the_dag_is_tried_for_the_last_time_that_was_due(world):
    """A task does nothing for times before its DAG begins, so it begins at one that can be tried."""
    text = world.export("airflow").files["churn_dag.py"]
    assert 'start_date=datetime(2026, 11, 19, 6, 0, tzinfo=ZoneInfo("Asia/Seoul"))' in text
    assert "#   airflow dags test churn 2026-11-19T06:00+09:00\n" in text
    assert datetime(2026, 11, 19, 6, tzinfo=ZoneInfo("Asia/Seoul")) < world.schedule().created
