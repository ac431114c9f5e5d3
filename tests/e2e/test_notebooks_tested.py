"""`nb2svc test`, from a notebook to its version and back, as a person calls it."""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

TOP = Path(__file__).parents[2]
PREDICT = """answer = rows['x'] * factor + rows['n']
due = pd.Timestamp('2026-01-01') + pd.to_timedelta(rows['n'], unit='D')
size = ['big' if x > 2 else 'small' for x in rows['x']]"""
NOTEBOOK = [
    ("parameters", "factor: float = 2.0", ""),
    ("load", "import pandas as pd\nrows = pd.DataFrame({'x': [1.0, 2.0, 3.5] * 4, 'n': range(12)})", ""),
    ("predict", PREDICT, ""),
    ("report", "print(f'mean {answer.mean():.4f}')", "mean 9.8333\n"),
]


def call(*arguments, cwd):
    """Run `nb2svc` as a person does."""
    environment = {key: text for key, text in os.environ.items() if key != "CI"} | {"PYTHONPATH": str(TOP)}
    command = [sys.executable, "-m", "nb2svc", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def repo(tmp_path_factory):
    """A repository with a notebook and the version that was built from it."""
    folder = tmp_path_factory.mktemp("repo")
    new = nbformat.v4
    cells = [
        new.new_code_cell(
            source,
            id=f"c{number}",
            metadata={"tags": [tag]},
            execution_count=number,
            outputs=[new.new_output("stream", name="stdout", text=text)] if text else [],
        )
        for number, (tag, source, text) in enumerate(NOTEBOOK, 1)
    ]
    (folder / "notebooks").mkdir()
    nbformat.write(new.new_notebook(cells=cells), folder / "notebooks" / "doubles.ipynb")
    done = call("build", "notebooks/doubles.ipynb", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_a_service_is_tested_with_its_notebook_and_the_generated_one(repo):
    """Both by the service's name; what goes to pytest stands after `--`."""
    done = call("test", "doubles", "--", "--junitxml=tests.xml", cwd=repo)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith(
        "part                name                     result\n"
        "check               notebooks/doubles.ipynb  passed\n"
        "source notebook     notebooks/doubles.ipynb  4 of 4 cells as saved\n"
        "generated notebook  doubles@1                answers as recorded\n"
    )
    assert 'tests="6"' in (repo / "tests.xml").read_text()


def test_what_a_version_no_longer_answers_is_told_row_by_row(repo):
    """With the field, what was recorded, what is answered, and by how much."""
    (golden,) = repo.glob("services/doubles/1-*/golden/rows.json")
    held = golden.read_bytes()
    content = json.loads(held)
    recorded = content["answers"][3]["answer"]
    content["answers"][3]["answer"] += 0.5
    golden.write_text(json.dumps(content))
    manifest = golden.parents[1] / "manifest.json"
    kept = manifest.read_bytes()
    digests = [hashlib.sha256(text).hexdigest().encode() for text in (held, golden.read_bytes())]
    manifest.write_bytes(kept.replace(*digests))
    done = call("test", "doubles@1", "--json", cwd=repo)
    golden.write_bytes(held)
    manifest.write_bytes(kept)
    assert done.returncode == 1, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["passed"] is False
    (part,) = [each for each in told["parts"] if each["part"] == "generated notebook"]
    share = 100 * 0.5 / (recorded + 0.5)
    assert part["message"] == (
        "doubles@1: the batch notebook answers other than the notebook that it was built from\n"
        "row 3, `answer`:\n"
        f"    was  {recorded + 0.5}\n"
        f"    now  {recorded}\n"
        f"    {recorded + 0.5} -> {recorded}, off by 0.5 ({share:.2g} %)\n"
        "hint: the version itself cannot have changed, so look at the installed packages; "
        "`nb2svc show doubles@1` names those that it was built with"
    )


def test_a_changed_number_is_accepted_by_update(repo):
    """It fails, is accepted, and then passes."""
    path = repo / "notebooks" / "other.ipynb"
    path.write_text((repo / "notebooks" / "doubles.ipynb").read_text().replace("mean 9.8333", "mean 9.9"))
    done = call("test", path.relative_to(repo), cwd=repo)
    assert done.returncode == 1
    assert "9.9 -> 9.8333, off by 0.0667 (0.67 %)" in done.stdout
    assert done.stdout.endswith("source notebook  notebooks/other.ipynb  3 of 4 cells as saved, 1 failed\n")
    assert done.stderr == (
        "note: `services` has no version of it: `nb2svc build notebooks/other.ipynb` makes one, "
        "whose batch notebook is tested as well\n"
    )
    done = call("test", path.relative_to(repo), "--update", cwd=repo)
    assert done.returncode == 0
    assert done.stdout.endswith("3 of 4 cells as saved, 1 updated\n")
    assert "mean 9.8333" in path.read_text()
    path.unlink()


def test_a_notebook_that_cannot_be_read_is_a_failure(repo):
    """No interruption, as pytest has it, and no fault of ours."""
    (repo / "broken.ipynb").write_text("<<<<<<< HEAD")
    done = call("test", "broken.ipynb", "--json", cwd=repo)
    (repo / "broken.ipynb").unlink()
    assert done.returncode == 1
    (part,) = json.loads(done.stdout)["parts"]
    assert part["message"].startswith("`broken.ipynb` is no notebook: ")


REFUSED = {
    "a service that is not there": (["triples"], r"error: .*triples.*"),
    "a notebook that is not there": (
        ["notebooks/double.ipynb"],
        r"error: `notebooks/double.ipynb` does not exist; did you mean `notebooks/doubles.ipynb`\?",
    ),
    "a script": (["a.py"], r"error: `a.py` keeps no outputs, as no script does: there is nothing to compare with"),
    "two names": (
        ["doubles", "other"],
        r"error: `nb2svc test` takes one notebook, folder or service, and got .*; options of pytest stand after `--`",
    ),
    "a folder without notebooks": (
        ["services"],
        r"error: `services` has no notebook with tagged cells: `nb2svc tags` shows and sets tags",
    ),
    "a tolerance that is none": (["doubles", "--rtol", "much"], r"error: Invalid value for '--rtol'.*"),
}


@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_tested_is_told(repo, arguments, message):
    """In a sentence, with exit status 1."""
    done = call("test", *arguments, cwd=repo)
    assert done.returncode == 1
    assert re.fullmatch(message, done.stderr.strip().splitlines()[-1]), done.stderr
