"""`nb2svc keys`, run as a person runs it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from unit.cli.terminal import run
from unit.store.version_files import publish

from nb2svc.runtime.access.key_file import read_keys
from nb2svc.runtime.access.keys import KeyRing
from nb2svc.runtime.settings import Settings
from nb2svc.store import Store

README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")


def test_a_key_is_printed_once_and_kept_as_a_hash(tmp_path):
    """Alone on stdout, so that a script can take it; no file and no listing has it afterwards."""
    done = run("keys", "new", "billing", "--rate", "50/s", "--expires", "2999-01-31", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    text = done.stdout.strip()
    assert "only time the key is shown" in done.stderr
    key = KeyRing(read_keys(tmp_path / "services" / "keys.json")).find(text)
    assert (key.name, key.rate, key.expires) == ("billing", "50/s", "2999-01-31T00:00:00Z")
    listed = run("keys", "list", cwd=tmp_path).stdout
    assert re.search(
        r"name +id +services +rate +created +expires +state\nbilling +[0-9a-f]{10} +all +50/s .* good", listed
    )
    secret = text.rpartition("_")[2]
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or secret not in path.read_text()
    assert secret not in listed


def test_the_commands_of_the_readme_do_what_it_says(tmp_path):
    """The key that it makes is a good one, and is revoked by the command that it names."""
    made, *others = re.findall(r"^\$ nb2svc (keys .*)$", README, flags=re.MULTILINE)
    assert not others
    assert run(*made.split(), cwd=tmp_path).stdout.startswith("nb2svc_")
    (revoked,) = re.findall(r"`nb2svc (keys revoke .*?)`", README)
    assert run(*revoked.split(), cwd=tmp_path).returncode == 0


def test_the_readme_names_settings_that_exist():
    """No variable is misspelt, nor gone."""
    named = set(re.findall(r"NB2SVC_[A-Z_]*[A-Z]", README))
    known = {f"NB2SVC_{name.upper()}" for name in Settings.model_fields}
    assert {"NB2SVC_KEYS_FILE", "NB2SVC_REQUEST_LOG"} < named
    of_others = {"NB2SVC_SMTP_URL", "NB2SVC_CHROMIUM", "NB2SVC_LABEXTENSION"}  # a scheduler, a run, an installation
    others = named - known - of_others
    assert others <= {"NB2SVC_WORKERS", "NB2SVC_JWT"}, "the first is an option's, the second stands for several"


def test_a_revoked_key_stays_listed(tmp_path):
    """Its name is free again; a name that is not there says which are."""
    run("keys", "new", "app", cwd=tmp_path)
    assert run("keys", "new", "app", cwd=tmp_path).stderr.startswith("error: there is a key named `app`")
    assert run("keys", "revoke", "app", cwd=tmp_path).stdout == "`app` is let in no more\n"
    done = run("keys", "revoke", "app", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "error: no key is named `app`; there is none\n")
    keys = json.loads(run("keys", "list", "--json", cwd=tmp_path).stdout)["keys"]
    assert [(key["name"], key["state"][:7]) for key in keys] == [("app", "revoked")]
    assert run("keys", "new", "app", "--json", cwd=tmp_path).returncode == 0


def test_another_file_is_named_or_set(tmp_path):
    """By option, or by the variable that the server reads as well."""
    assert run("keys", "new", "a", "--file", "mine.json", cwd=tmp_path).returncode == 0
    assert run("keys", "new", "b", cwd=tmp_path, NB2SVC_KEYS_FILE="mine.json").returncode == 0
    assert [key.name for key in read_keys(tmp_path / "mine.json")] == ["a", "b"]
    assert not (tmp_path / "services").exists()
    assert "no keys in services/keys.json" in run("keys", "list", cwd=tmp_path).stdout


def test_a_service_that_is_not_there_is_told(tmp_path):
    """The key is made all the same: its service may be elsewhere. The store's services are not changed by its keys."""
    publish(Store(tmp_path / "services"), "churn")
    done = run("keys", "new", "app", "--service", "chrun", cwd=tmp_path)
    assert done.returncode == 0
    assert "note: services has no service `chrun`; it has churn" in done.stderr
    assert run("versions", cwd=tmp_path).stdout.splitlines()[1].startswith("churn ")


def test_keys_made_at_once_are_all_kept(tmp_path):
    """Two people, two terminals."""
    command = [sys.executable, "-m", "nb2svc", "keys", "new"]
    started = [
        subprocess.Popen(
            [*command, f"app-{number}"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for number in range(4)
    ]
    assert [process.wait(60) for process in started] == [0] * 4
    assert sorted(key.name for key in read_keys(tmp_path / "services" / "keys.json")) == [f"app-{n}" for n in range(4)]


def test_a_damaged_file_is_not_written_over(tmp_path):
    """Keys that somebody may still need are in it."""
    (tmp_path / "keys.json").write_text('{"version": 1')
    done = run("keys", "new", "app", "--file", "keys.json", cwd=tmp_path)
    assert done.returncode == 1
    assert "keys.json, is damaged" in done.stderr
    assert (tmp_path / "keys.json").read_text() == '{"version": 1'
