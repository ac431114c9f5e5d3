"""Small real bundles, written by hand as a build would write them."""

from __future__ import annotations

import hashlib
import json
import textwrap
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from nb2svc.manifest import (
    Check,
    Field,
    LineMapping,
    Manifest,
    NotebookSource,
    OutputField,
    RequestSchema,
    StageSignature,
    StateValue,
    encode_manifest,
)
from nb2svc.runtime.state import encode_state

LIBRARY = '''
def ratio(a, b):
    """Charge per month of tenure; new customers count as one month."""
    return a / b.clip(lower=1)


class Threshold:
    """A class of the notebook, kept in the state."""

    def __init__(self, value):
        self.value = value

    def above(self, values):
        return values > self.value
'''

STATE = """
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class State:
    NUM: list
    age_median: float
    X_columns: Any
    scaler: Any
    model: Any
    threshold: Any
"""

PREPROCESS = """
import pandas as pd

from .library import ratio
from .state import State


def preprocess(df: pd.DataFrame, state: State) -> pd.DataFrame:
    # %% churn.ipynb #e6f2
    df["age"] = df["age"].fillna(state.age_median)
    df["per_month"] = ratio(df["charge"], df["tenure"])
    if (df["charge"] == 13).any():
        raise ValueError("thirteen is not a charge")
    df = df[df["charge"] >= 0]
    X = pd.get_dummies(df.drop(["churn"], axis=1, errors="ignore"), columns=["plan", "region"])
    X = X.reindex(columns=state.X_columns, fill_value=False)
    # %% churn.ipynb #f713
    X[state.NUM] = state.scaler.transform(X[state.NUM])
    state.NUM.append("spoiled")
    return X
"""

PREDICT = """
from .state import State


def predict(X, state: State) -> dict[str, object]:
    # %% churn.ipynb #0824
    proba = state.model.predict_proba(X)[:, 1]
    will_churn = state.threshold.above(proba)
    return {"proba": proba, "will_churn": will_churn}
"""

NUM = ["tenure", "charge", "age"]


@dataclass
class Written:
    """A bundle on disk, its manifest, and what the notebook answers to the golden rows."""

    folder: Path
    manifest: Manifest
    rows: list[dict[str, Any]]
    answers: list[dict[str, Any]]


def training_rows(count: int = 200) -> pd.DataFrame:
    """Customers with a missing age here and there; the target depends on charge and plan."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "tenure": rng.integers(0, 72, count),
            "charge": rng.uniform(10, 120, count).round(2),
            "age": np.where(rng.random(count) < 0.1, np.nan, rng.integers(18, 90, count)),
            "plan": rng.choice(["basic", "plus", "pro"], count),
            "region": rng.choice(["E", "N", "S", "W"], count),
        }
    )
    frame["churn"] = np.where(frame["charge"] + rng.normal(0, 20, count) > 65, "Yes", "No")
    return frame


def write_churn(folder: Path, *, number: int = 7, threshold: float = 0.5) -> Written:
    """Write the churn service of the worked example.

    Args:
        folder: where; must be empty or missing.
        number: the version.
        threshold: answers of two versions differ by it.
    """
    sources = {"__init__": "", "library": LIBRARY, "state": STATE, "preprocess": PREPROCESS, "predict": PREDICT}
    _write_package(folder / "churn", sources)
    frame = training_rows()
    library = _run_library(LIBRARY)
    state, features = _fit(frame, library, threshold)
    proba = state["model"].predict_proba(features)[:, 1]
    answers = [{"proba": float(p), "will_churn": bool(p > threshold)} for p in proba[:10]]
    rows = json.loads(frame.head(10).drop(columns="churn").to_json(orient="records", double_precision=15))
    manifest = _manifest(frame, number, [_encode(name, value, folder) for name, value in state.items()])
    return finish(folder, manifest, rows, answers)


def finish(folder: Path, manifest: Manifest, rows: list[Any], answers: list[Any]) -> Written:
    """Write golden rows and manifest, with the hash of every file."""
    (folder / "golden").mkdir(parents=True, exist_ok=True)
    (folder / "golden" / "rows.json").write_text(json.dumps({"rows": rows, "answers": answers}))
    manifest = rehash(folder, manifest)
    return Written(folder=folder, manifest=manifest, rows=rows, answers=answers)


def rehash(folder: Path, manifest: Manifest) -> Manifest:
    """Write a manifest for the files as they are now."""
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / "manifest.json" and "__pycache__" not in path.parts
    }
    manifest = replace(manifest, files=files)
    (folder / "manifest.json").write_bytes(encode_manifest(manifest))
    return manifest


def write_plain(
    folder: Path,
    *,
    request: RequestSchema,
    predict: str,
    response: tuple[OutputField, ...],
    rows: list[Any],
    state: dict[str, Any] | None = None,
    independent: bool = True,
    service: str = "plain",
    library: str = "",
    number: int = 1,
    threads: dict[str, int] | None = None,
) -> Written:
    """Write a service that has only a predict stage.

    Args:
        folder: where.
        request: what a row is.
        predict: the body of `predict(<request.name>, state)`.
        response: what it returns.
        rows: golden rows.
        state: values of its state.
        independent: whether the build proved that rows are.
        service: its name.
        library: source of the package's `library.py`.
        number: the version.
        threads: the caps under which the notebook ran.
    """
    state = state or {}
    fields = "\n".join(f"    {name}: object" for name in state) or "    pass"
    body = textwrap.indent(textwrap.dedent(predict).strip(), "    ")
    imports = "import numpy as np\nimport pandas as pd\n"
    sources = {
        "__init__": "",
        "library": library,
        "state": f"from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass State:\n{fields}\n",
        "predict": f"{imports}\nfrom .library import *\n\n\ndef predict({request.name}, state):\n{body}\n",
    }
    _write_package(folder / service, sources)
    values = tuple(_encode(name, value, folder, package=service) for name, value in state.items())
    manifest = Manifest(
        service=service,
        package=service,
        number=number,
        content_hash="0" * 64,
        created="2026-05-17T08:30:00Z",
        notebook=NotebookSource(name=f"{service}.ipynb", sha256="1" * 64),
        parameters={},
        request=request,
        response=response,
        stages=(StageSignature(name="predict", inputs=(request.name,), outputs=tuple(f.name for f in response)),),
        state=values,
        rows_independent=independent,
        threads=threads or {},
        line_map=(LineMapping(module="predict.py", first=8, last=99, cell=5, cell_id="c5", cell_line=1),),
    )
    return finish(folder, manifest, rows, [])


def _fit(frame: pd.DataFrame, library: dict[str, Any], threshold: float) -> tuple[dict[str, Any], pd.DataFrame]:
    df = frame.copy()
    age_median = df["age"].median()
    df["age"] = df["age"].fillna(age_median)
    df["per_month"] = library["ratio"](df["charge"], df["tenure"])
    y = (df["churn"] == "Yes").astype(int)
    X = pd.get_dummies(df.drop(["churn"], axis=1), columns=["plan", "region"])  # noqa: N806 - as in the notebook
    columns = X.columns
    scaler = StandardScaler()
    X[NUM] = scaler.fit_transform(X[NUM])
    model = LogisticRegression(max_iter=1000).fit(X, y)
    state = {
        "NUM": list(NUM),
        "age_median": age_median,
        "X_columns": columns,
        "scaler": scaler,
        "model": model,
        "threshold": library["Threshold"](threshold),
    }
    return state, X


def _manifest(frame: pd.DataFrame, number: int, state: list[StateValue]) -> Manifest:
    def limits(name: str) -> dict[str, Any]:
        return {"minimum": frame[name].min().item(), "maximum": frame[name].max().item()}

    def seen(name: str) -> tuple[str, ...]:
        return tuple(sorted(frame[name].unique()))

    fields = (
        Field(name="tenure", kind="integer", dtype="int64", example=12, **limits("tenure")),
        Field(name="charge", kind="number", dtype="float64", example=29.9, **limits("charge")),
        Field(name="age", kind="number", dtype="float64", nullable=True, example=41.0, **limits("age")),
        Field(name="plan", kind="string", dtype="str", categories=seen("plan"), example="plus"),
        Field(name="region", kind="string", dtype="str", categories=seen("region"), example="N"),
        Field(name="churn", kind="string", dtype="str", categories=("No", "Yes"), required=False),
    )
    return Manifest(
        service="churn",
        package="churn",
        number=number,
        content_hash="3f9a2c1d" + "0" * 56,
        created="2026-05-17T08:30:00Z",
        notebook=NotebookSource(name="churn.ipynb", sha256="5e" * 32),
        parameters={"path": "data/churn.csv", "n_trees": 200},
        request=RequestSchema(name="df", input="frame", fields=fields),
        response=(
            OutputField(name="proba", kind="number", dtype="float64"),
            OutputField(name="will_churn", kind="boolean", dtype="bool"),
        ),
        stages=(
            StageSignature(name="preprocess", inputs=("df",), outputs=("X",)),
            StageSignature(name="predict", inputs=("X",), outputs=("proba", "will_churn")),
        ),
        state=tuple(state),
        rows_independent=True,
        line_map=(
            LineMapping(module="preprocess.py", first=9, last=15, cell=6, cell_id="e6f2", cell_line=1),
            LineMapping(module="preprocess.py", first=17, last=18, cell=7, cell_id="f713", cell_line=1),
            LineMapping(module="predict.py", first=6, last=7, cell=8, cell_id="0824", cell_line=1),
        ),
        data={"name": "df", "rows": len(frame), "columns": 6, "sha256": "ab" * 32},
        metrics={"auc": 0.9312},
        environment={"python": "3.11.7"},
        threads={"blas": 1, "openmp": 1, "torch": 1},
        checks=(
            Check(name="one-batch", passed=True, rows=10),
            Check(name="row-by-row", passed=True, rows=10, largest_difference=1.1e-16),
            Check(name="shuffled", passed=True, rows=10),
            Check(name="json-round-trip", passed=True, rows=10),
        ),
    )


def _encode(name: str, value: Any, folder: Path, *, package: str = "churn") -> StateValue:
    stored = encode_state(name, value, folder, package=package)
    return StateValue(name=name, codec=stored.codec, files=stored.files, type=stored.type)


def _write_package(folder: Path, sources: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    for name, source in sources.items():
        (folder / f"{name}.py").write_text(source.lstrip("\n"))


def _run_library(source: str) -> dict[str, Any]:
    """Run the notebook's definitions as a kernel would hold them, under their name in the package."""
    names: dict[str, Any] = {"__name__": "churn.library"}
    exec(source, names)
    return names
