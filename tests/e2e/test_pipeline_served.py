"""Two notebooks, built for real, composed by the file that README shows, and served as one service."""

import json
import re
import runpy
import textwrap
from pathlib import Path

import httpx
import numpy as np
import pandas as pd
import pytest

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")

ENRICH = """
# %% tags=["load"]
import pandas as pd
from sklearn.linear_model import LinearRegression
df = pd.read_csv("data/flats.csv")
# %% tags=["preprocess"]
X = pd.get_dummies(df.drop(columns="rent"), columns=["city"])
# %% tags=["train"]
model = LinearRegression().fit(X, df["rent"])
# %% tags=["predict"]
expected_rent = model.predict(X)
zone = df["city"].map({"Bonn": "dear", "Ulm": "dear"}).fillna("cheap")
"""
RISK = """
# %% tags=["load"]
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
df = pd.read_csv("data/loans.csv")
# %% tags=["preprocess"]
X = pd.get_dummies(df.drop(columns="defaulted"), columns=["area"])
# %% tags=["train"]
model = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, df["defaulted"])
# %% tags=["predict"]
probability = model.predict_proba(X)[:, 1]
will_default = probability > 0.5
"""
CITIES = ["Bonn", "Jena", "Kiel", "Ulm"]


def write_data(folder):
    """Invent flats, loans to people who rent them, and applications with and without their end."""
    rng = np.random.default_rng(3)
    city, size = rng.choice(CITIES, 300), rng.integers(20, 160, 300)
    rent = (size * np.where(np.isin(city, ["Bonn", "Ulm"]), 14, 10) + rng.normal(0, 50, 300)).round()
    income = rng.normal(3200, 900, 300).round().clip(800)
    late = (rent > 0.45 * income + rng.normal(0, 150, 300)).astype(int)
    zone = np.where(np.isin(city, ["Bonn", "Ulm"]), "dear", "cheap")
    folder.mkdir()
    pd.DataFrame({"city": city, "size": size, "rent": rent}).to_csv(folder / "flats.csv", index=False)
    loans = pd.DataFrame({"income": income, "area": zone, "expected_rent": rent, "defaulted": late})
    loans.to_csv(folder / "loans.csv", index=False)
    labelled = pd.DataFrame({"city": city, "size": size, "income": income, "defaulted": late}).tail(80)
    labelled.to_csv(folder / "labelled.csv", index=False)
    labelled.drop(columns="defaulted").assign(note="by post").to_csv(folder / "applications.csv", index=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, nb2svc):
    """A folder with both notebooks built, and the pipeline of README built from them."""
    folder = tmp_path_factory.mktemp("credit")
    write_data(folder / "data")
    for name, text in (("enrich", ENRICH), ("risk", RISK)):
        (folder / f"{name}.py").write_text(text.lstrip())
        nb2svc("build", f"{name}.py", cwd=folder)
    (text,) = re.findall(r"^```toml\n(steps = .*?)^```", README, flags=re.MULTILINE | re.DOTALL)
    (folder / "credit.toml").write_text(text)
    assert nb2svc("check", "credit.toml", cwd=folder).stdout == "credit.toml: no findings\n"
    (folder / "said.txt").write_text(nb2svc("build", "credit.toml", cwd=folder).stdout)
    return folder


@pytest.fixture(scope="module")
def truth(folder):
    """Rows, and what the notebooks' own models say of them, run by Python alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        enrich, risk = runpy.run_path("enrich.py"), runpy.run_path("risk.py")
    rows = pd.read_csv(folder / "data/applications.csv").drop(columns="note")
    flats = pd.get_dummies(rows.drop(columns="income"), columns=["city"]).reindex(columns=enrich["X"].columns)
    zone = rows["city"].map({"Bonn": "dear", "Ulm": "dear"}).fillna("cheap")
    loans = pd.DataFrame({"income": rows["income"], "area": zone, "expected_rent": enrich["model"].predict(flats)})
    score = risk["model"].predict_proba(pd.get_dummies(loans, columns=["area"])[risk["X"].columns])[:, 1]
    answers = [{"score": float(s), "zone": z} for s, z in zip(score, zone, strict=True)]
    labels = pd.read_csv(folder / "data/labelled.csv")["defaulted"]
    return json.loads(rows.to_json(orient="records")), answers, float(((score > 0.5) == labels).mean())


def assert_same(answers, expected):
    assert [answer["zone"] for answer in answers] == [wanted["zone"] for wanted in expected]
    scores = [answer["score"] for answer in answers]
    assert scores == pytest.approx([wanted["score"] for wanted in expected], rel=1e-9, abs=1e-9)


def test_build_prints_the_checks_and_what_comes_next(folder):
    """The four comparisons are equal, and the version is named."""
    lines = (folder / "said.txt").read_text().splitlines()
    assert [line.split()[:3] for line in lines[1:5]] == [
        ["one-batch", "equal", "80"],
        ["row-by-row", "equal", "80"],
        ["shuffled", "equal", "80"],
        ["json-round-trip", "equal", "80"],
    ]
    assert lines[-1] == "next: nb2svc serve credit"


def test_a_real_server_answers_what_the_notebooks_compute(folder, truth, command, serving):
    """One batch, single rows and CSV get the values of both notebooks; page, schema and version are the whole's."""
    rows, answers, _ = truth
    log = folder / "serve.log"
    with serving([command, "serve", "credit@champion", "--store", folder / "services"], log) as server:
        assert_same(server.post(rows), answers)
        assert_same([server.post(row) for row in rows[:10]], answers[:10])
        table = pd.DataFrame(rows).to_csv(index=False)
        told = httpx.post(f"{server.url}/predict", content=table, headers={"content-type": "text/csv"}, timeout=60)
        assert_same(told.json(), answers)
        refused = httpx.post(f"{server.url}/predict", json={**rows[0], "city": "Rome"}, timeout=60)
        assert (refused.status_code, refused.json()["detail"][0]["loc"]) == (422, ["body", "city"])
        version = httpx.get(f"{server.url}/version").json()
        assert [step["version"] for step in version["steps"]] == ["enrich@1", "risk@1"]
        assert "enrich@1, risk@1" in httpx.get(f"{server.url}/").text
        assert set(httpx.get(f"{server.url}/schema").json()["request"]["required"]) == {"city", "size", "income"}
        assert httpx.get(f"{server.url}/docs").status_code == 200


def test_a_batch_and_predict_answer_the_same(folder, truth, nb2svc):
    """A table goes through the whole; a column that no step reads passes by."""
    _, answers, _ = truth
    nb2svc("batch", "run", "credit", "-i", "data/applications.csv", "-o", "answers.parquet", cwd=folder)
    found = pd.read_parquet(folder / "answers.parquet")
    stamp = ["run_id", "logical_date", "logical_time", "version"]
    assert list(found.columns) == ["city", "size", "income", "note", "score", "zone", "error", *stamp]
    assert_same(found.to_dict("records"), answers)
    assert "outside the training range" not in (folder / "answers.report.html").read_text()
    pd.DataFrame(truth[0]).to_csv(folder / "rows.csv", index=False)
    said = nb2svc("predict", "credit@1", "-i", "rows.csv", cwd=folder).stdout
    assert_same([json.loads(line) for line in said.splitlines()], answers)


def test_show_and_versions_tell_of_the_steps_and_how_good_the_whole_is(folder, truth, nb2svc):
    """The metrics are those of both notebooks together."""
    shown = nb2svc("show", "credit", cwd=folder).stdout
    lines = textwrap.dedent(shown[shown.index("steps\n") : shown.index("checks against")]).splitlines()
    assert [line.split(None, 2)[::2] for line in lines[1:3]] == [
        ["step", "reads"],
        ["enrich@1", "city, size"],
    ]
    assert lines[3].endswith("area = enrich.zone, expected_rent = enrich.expected_rent, income")
    facts = json.loads(nb2svc("versions", "credit", "--json", cwd=folder).stdout)
    assert facts["versions"][0]["metrics"]["accuracy_score"] == pytest.approx(truth[2])
