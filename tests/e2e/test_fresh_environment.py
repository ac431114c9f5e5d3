"""A bundle runs where nothing but its lock file and the nb2svc wheel is installed."""

import subprocess

import pandas as pd
import pytest

NEVER_NEEDED = (
    "papermill",
    "nbformat",
    "nbclient",
    "nbconvert",
    "jupyterlab",
    "ipykernel",
    "IPython",
    "matplotlib",
    "sqlalchemy",
    "torch",
)


def test_a_service_starts_from_its_lock_file_alone(churn, built, wheel, environment, serving, truth, tmp_path):
    """The lock file and the wheel are enough to serve, and the answers are still the notebook's."""
    (lock,) = built(churn).glob("churn/1-*/requirements.lock")
    programs = environment("-r", lock, wheel)
    find = f"import importlib.util as u; print([n for n in {NEVER_NEEDED} if u.find_spec(n)])"
    found = subprocess.run([programs / "python", "-c", find], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert found.stdout.strip() == "[]"
    facts = truth(churn)
    with serving([programs / "nb2svc", "serve", "churn", "--store", built(churn)], tmp_path / "log") as server:
        answers = server.post(facts.rows)
    assert [answer["proba"] for answer in answers] == pytest.approx([a["proba"] for a in facts.answers], rel=1e-9)
    assert [answer["will_churn"] for answer in answers] == [a["will_churn"] for a in facts.answers]
    pd.DataFrame(facts.rows).to_csv(tmp_path / "rows.csv", index=False)
    predict = [programs / "nb2svc", "predict", "churn", "--store", built(churn), "-i", "rows.csv", "-o", "answers.csv"]
    subprocess.run(predict, cwd=tmp_path, check=True)
    assert pd.read_csv(tmp_path / "answers.csv")["proba"].tolist() == pytest.approx([a["proba"] for a in facts.answers])
