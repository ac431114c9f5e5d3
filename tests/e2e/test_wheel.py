"""The wheel holds all that the sources hold: templates, page, packages."""

import os
import shutil
import subprocess
import zipfile


def test_the_installed_wheel_builds_a_notebook(churn, wheel, environment, installing, tmp_path):
    """Away from the sources, `nb2svc` shows its help, checks, builds and predicts; with the extra `ci`, it tests."""
    programs = environment(f"{wheel}[build]")
    folder = shutil.copytree(churn.notebook.parent, tmp_path / "work")
    clean = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}

    def nb2svc(*arguments):
        command = [str(programs / "nb2svc"), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=clean, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "build" in nb2svc("--help")
    nb2svc("check", "churn.ipynb")
    nb2svc("build", "churn.ipynb", "-p", "n_trees=5")
    assert list(folder.glob("services/churn/1-*/manifest.json"))
    nb2svc("batch", "run", "churn", "--input", "data/churn.csv", "--output", "answers.parquet")
    assert (folder / "answers.parquet").exists()

    missing = [str(programs / "nb2svc"), "test", "churn"]
    done = subprocess.run(missing, capture_output=True, text=True, cwd=folder, env=clean, check=False)
    assert done.stderr == "error: `nb2svc test` needs packages that are not installed: pip install 'nb2svc[ci]'\n"
    installing(programs, f"{wheel}[ci]")
    tested = nb2svc("test", "churn")  # pytest finds the plugin by itself
    assert tested.endswith("generated notebook  churn@1      answers as recorded\n")
    assert nb2svc("test", "--write-ci", "github").startswith("wrote .github/workflows/notebooks.yml")


def test_the_wheel_carries_the_jupyterlab_extension(wheel):
    """Whoever installs it needs no Node: what JupyterLab loads is in it, and its sources are not."""
    names = zipfile.ZipFile(wheel).namelist()
    placed = [name.partition(".data/data/")[2] for name in names if ".data/data/" in name]
    assert "etc/jupyter/jupyter_server_config.d/nb2svc.json" in placed
    folder = "share/jupyter/labextensions/nb2svc-labextension/"
    assert {f"{folder}package.json", f"{folder}install.json"} <= set(placed)
    assert any(name.startswith(f"{folder}static/remoteEntry.") for name in placed)
    assert not [name for name in names if "lab/ui/" in name]
