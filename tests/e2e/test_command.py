"""The command line as a person uses it: help, speed, exit codes, tags, starting from nothing."""

import json
import shutil
import subprocess
import sys

import pytest

from nb2svc.build.starter import STARTERS

COMMANDS = ("new", "tags", "check", "build", "up", "predict", "serve", "batch run", "versions", "show")
HEAVY = ("pandas", "numpy", "sklearn", "torch", "papermill", "nbclient", "fastapi", "uvicorn", "matplotlib", "IPython")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name, nb2svc):
    """`--help` says what a command does and shows its options."""
    text = nb2svc(*name.split(), "--help").stdout
    assert "Usage" in text
    assert "--json" in text


@pytest.mark.parametrize("arguments", [["--help"], ["check", "{notebook}"]], ids=["help", "check"])
def test_light_commands_import_nothing_heavy(arguments, churn):
    """Neither `--help` nor `check` pays for packages that only builds and services need."""
    words = [word.format(notebook=churn.notebook) for word in arguments]
    probe = (
        "import sys\nsys.argv = ['nb2svc', *sys.argv[1:]]\nfrom nb2svc.cli import main\n"
        f"try:\n    main()\nfinally:\n    print('heavy:', [n for n in {HEAVY} if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", probe, *words], capture_output=True, text=True, check=False)
    assert "heavy: []" in done.stdout, done.stdout + done.stderr


def test_tags_are_shown_set_and_removed(churn, nb2svc, tmp_path):
    """`nb2svc tags` edits a notebook's tags and nothing else in it."""
    notebook = shutil.copy(churn.notebook, tmp_path / "churn.ipynb")
    cells = json.loads(notebook.read_text())["cells"]
    number = next(i for i, cell in enumerate(cells, 1) if cell["metadata"].get("tags") == ["load"])
    shown = json.loads(nb2svc("tags", notebook, "--json").stdout)
    assert [cell["cell"] for cell in shown["cells"] if "load" in cell["tags"]] == [number]
    nb2svc("tags", notebook, "--remove", f"{number}=load")
    nb2svc("check", notebook, code=1)
    nb2svc("tags", notebook, "--set", f"{number}=load")
    assert json.loads(notebook.read_text())["cells"] == cells


@pytest.mark.parametrize("starter", STARTERS)
def test_new_makes_a_notebook_that_builds(starter, nb2svc, tmp_path):
    """A starter notebook is a whole, tagged, working example."""
    nb2svc("new", "fresh", "--from", starter, cwd=tmp_path)
    nb2svc("check", "fresh/fresh.ipynb", cwd=tmp_path)
    nb2svc("build", "fresh/fresh.ipynb", cwd=tmp_path)
    assert list(tmp_path.glob("services/fresh/1-*/manifest.json"))


def test_versions_and_show_agree_with_the_bundle(churn, built, nb2svc):
    """What the command line shows of a version is what its manifest says."""
    store = built(churn)
    (manifest,) = (json.loads(path.read_text()) for path in store.glob("churn/1-*/manifest.json"))
    assert manifest["content_hash"][:8] in nb2svc("versions", "churn", "--store", store, "--json").stdout
    shown = json.loads(nb2svc("show", "churn", "--store", store, "--json").stdout)
    assert shown["parameters"] == manifest["parameters"]
    assert shown["metrics"].keys() >= {"roc_auc", "accuracy"}


def test_parameters_are_set_from_outside(churn, nb2svc, tmp_path):
    """`-p` changes a parameter for this build, typed as the notebook annotates it."""
    nb2svc("build", churn.notebook, "--store", tmp_path, "-p", "n_trees=5", "-p", "threshold=0.5", "--name", "small")
    (manifest,) = (json.loads(path.read_text()) for path in tmp_path.glob("small/1-*/manifest.json"))
    assert (manifest["parameters"]["n_trees"], manifest["parameters"]["threshold"]) == (5, 0.5)


def test_predict_answers_a_file(churn, built, truth, nb2svc, tmp_path):
    """`nb2svc predict` scores a file without a server."""
    facts = truth(churn)
    (tmp_path / "rows.json").write_text(json.dumps(facts.rows[:5]))
    done = nb2svc("predict", "churn", "--store", built(churn), "--input", tmp_path / "rows.json", "--json")
    answers = json.loads(done.stdout)["answers"]
    assert [a["proba"] for a in answers] == pytest.approx([a["proba"] for a in facts.answers[:5]], rel=1e-9)


def test_a_mistake_on_the_command_line_is_no_crash(nb2svc):
    """An unknown command or option ends with a usage line, not a traceback."""
    done = nb2svc("bild", code=None)
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr
