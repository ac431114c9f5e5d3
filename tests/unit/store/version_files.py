"""Small real versions for tests: a bundle's files without a build."""

from __future__ import annotations

from pathlib import Path

from nb2svc.manifest import Check, Field, Manifest, NotebookSource, OutputField, RequestSchema, StageSignature
from nb2svc.store import Store, Version


def make_manifest(service: str = "churn", **changes) -> Manifest:
    facts = {
        "service": service,
        "package": "churn",
        "number": 0,
        "content_hash": "",
        "created": "2030-01-02T03:04:05Z",
        "notebook": NotebookSource(name="churn.ipynb", sha256="0" * 64),
        "parameters": {"n_trees": 200},
        "request": RequestSchema(
            name="df", input="frame", fields=(Field(name="age", kind="number", dtype="float64", nullable=True),)
        ),
        "response": (OutputField(name="proba", kind="number", dtype="float64"),),
        "stages": (
            StageSignature(name="preprocess", inputs=("df",), outputs=("X",)),
            StageSignature(name="predict", inputs=("X",), outputs=("proba",)),
        ),
        "state": (),
        "rows_independent": True,
        "checks": (Check(name="one-batch", passed=True, rows=20),),
        "metrics": {"auc": 0.9},
    }
    return Manifest(**{**facts, **changes})


def write_files(folder: Path, *, median: float = 41.0, report: str = "") -> None:
    (folder / "churn").mkdir()
    (folder / "churn" / "__init__.py").write_text("")
    (folder / "churn" / "predict.py").write_text("def predict(X, state):\n    return {'proba': X['age']}\n")
    (folder / "state").mkdir()
    (folder / "state" / "age_median.json").write_text(str(median))
    (folder / "requirements.lock").write_text("pandas==3.1.1\n")
    (folder / "report.html").write_text(report)


def publish(store: Store, service: str = "churn", *, median: float = 41.0, report: str = "", **changes) -> Version:
    with store.stage(service) as staged:
        write_files(staged, median=median, report=report)
        return store.publish(staged, make_manifest(service, **changes))
