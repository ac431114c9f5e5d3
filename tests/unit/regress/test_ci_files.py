"""The files of a continuous integration that `nb2svc test --write-ci` writes."""

import re
import subprocess
import sys

import pytest
import yaml
from notebook_repo import cell, small_cells, write_notebook

from nb2svc.diagnostics import Nb2svcError
from nb2svc.regress.ci_files import write_ci_file

EXPECTED = [
    "nb2svc check 'notebooks/my doubles.ipynb'",
    "nb2svc check triples.ipynb",
    "pytest --nb2svc --nb2svc-report=reports --junitxml=reports/notebooks.xml",
    "'notebooks/my doubles.ipynb' triples.ipynb",
    "nb2svc build 'notebooks/my doubles.ipynb'",
    "nb2svc build triples.ipynb",
    "pytest --nb2svc --junitxml=reports/versions.xml services/*/*/manifest.json",
]


@pytest.fixture
def repo(tmp_path):
    """A repository with two tagged notebooks, one without tags, and what lies beside notebooks."""
    write_notebook(tmp_path / "notebooks" / "my doubles.ipynb", small_cells())
    write_notebook(tmp_path / "triples.ipynb", small_cells())
    write_notebook(tmp_path / "sketch.ipynb", [cell("c1", "1 / 0")])
    for folder in (".ipynb_checkpoints", ".nb2svc", "services/doubles/1-3f9a2c1d", "venv/lib"):
        write_notebook(tmp_path / folder / "notebook.ipynb", small_cells())
    (tmp_path / "services/doubles/1-3f9a2c1d/manifest.json").write_text("{}")
    return tmp_path


def commands(text):
    """Return the lines of shell that a file runs, in order."""
    lines = [line.strip().removesuffix("\\").strip() for line in text.splitlines()]
    lines = [re.sub(r"^(?:run: |sh ')|(?<=json)'$", "", line) for line in lines]
    return [line for line in lines if re.match(r"nb2svc |pytest |'notebooks", line)]


def test_the_workflow_is_one_that_github_takes(repo):
    """By its own schema; it runs the tagged notebooks, and only these."""
    path = write_ci_file("github", repo)
    assert path == repo / ".github/workflows/notebooks.yml"
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", path]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    text = path.read_text()
    assert commands(text) == EXPECTED
    (job,) = yaml.safe_load(text)["jobs"].values()
    assert all("run" in step or "uses" in step for step in job["steps"])
    assert job["steps"][-1]["if"] == "always()", "reports are kept of what fails"


def test_the_jenkinsfile_is_a_declarative_pipeline(repo):
    """Sections in their places, each stage with steps, brackets and quotes closed."""
    text = write_ci_file("jenkins", repo).read_text()
    assert commands(text) == EXPECTED
    without_comments = re.sub(r"^\s*//.*$|  // .*$", "", text, flags=re.MULTILINE)
    bare = re.sub(r"'''.*?'''|'[^'\n]*'|\"[^\"\n]*\"", "", without_comments, flags=re.DOTALL)
    depth, sections = 0, []
    for line in bare.splitlines():
        if line.endswith("{"):
            sections.append((depth, line.strip()))
        depth += line.count("{") - line.count("}")
        assert depth >= 0
    assert depth == 0
    assert [name for level, name in sections if level == 0] == ["pipeline {"]
    assert [name for level, name in sections if level == 1] == ["options {", "environment {", "stages {", "post {"]
    stages = [name for level, name in sections if level == 2 and name.startswith("stage(")]
    assert len(stages) == 5
    assert sum(name == "steps {" for level, name in sections if level == 3) == 5
    assert text.count("'''") % 2 == 0


def test_requirements_are_installed_where_they_are_told(repo):
    """Else a comment says what is missing: only its author knows what a notebook imports."""
    text = write_ci_file("github", repo).read_text()
    assert "# python -m pip install -r requirements.txt" in text
    (repo / ".github/workflows/notebooks.yml").unlink()
    (repo / "requirements.txt").write_text("pandas==3.1.1\n")
    text = write_ci_file("github", repo).read_text()
    assert "          python -m pip install -r requirements.txt\n" in text
    assert 'cache-dependency-path: "requirements.txt"' in text


def test_a_file_that_is_there_stays(repo):
    """It is someone's work."""
    (repo / "Jenkinsfile").write_text("mine")
    with pytest.raises(Nb2svcError) as refused:
        write_ci_file("jenkins", repo)
    assert refused.value.message == (
        f"`{repo}/Jenkinsfile` is there already: move it away, and compare the two afterwards"
    )
    assert (repo / "Jenkinsfile").read_text() == "mine"


def test_a_repository_without_notebooks_gets_none(tmp_path):
    """There would be nothing to run."""
    with pytest.raises(Nb2svcError) as refused:
        write_ci_file("github", tmp_path)
    assert refused.value.message == (
        f"`{tmp_path}` has no notebook with tagged cells: `nb2svc tags` shows and sets tags"
    )
