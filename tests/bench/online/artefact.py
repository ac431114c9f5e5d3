"""The notebook as a version of nb2svc, and the same artefact for the peers.

Peers get the generated package as it is, its state by joblib, the dtypes of a row, and nothing else: what a careful
colleague would have written by hand.
"""

import importlib
import json
import shutil
import sys
from dataclasses import dataclass, fields
from pathlib import Path

import joblib

import nb2svc

__all__ = ["Artefact", "make_artefact"]


@dataclass(frozen=True, kw_only=True)
class Artefact:
    """One notebook, built.

    Attributes:
        name: of the service.
        store: where nb2svc finds it.
        folder: where peers find it.
        rows: golden rows.
        answers: what the notebook answered to them.
    """

    name: str
    store: Path
    folder: Path
    rows: tuple
    answers: tuple


def make_artefact(notebook: Path, work: Path) -> Artefact:
    """Build a notebook into a store in `work`, and export it for the peers."""
    store, folder = work / "store", work / "artefacts" / notebook.stem
    nb2svc.build(notebook, store=store)
    service = nb2svc.load(notebook.stem, store=store)
    manifest, package = service.manifest, service.manifest.package
    shutil.copytree(service.folder / package, folder / package)
    joblib.dump(_importable_state(folder, package, service.package.state), folder / "state.joblib")
    facts = {
        "package": package,
        "fields": {field.name: field.dtype for field in manifest.request.fields if field.required},
        "answers": [field.name for field in manifest.response],
    }
    (folder / "facts.json").write_text(json.dumps(facts, indent=1))
    golden = service.golden
    return Artefact(name=notebook.stem, store=store, folder=folder, rows=golden.rows, answers=golden.answers)


def _importable_state(folder: Path, package: str, state: object) -> object:
    """Return a state whose class is found by its name, as pickles need it."""
    sys.path.insert(0, str(folder))
    try:
        made = importlib.import_module(f"{package}.state").State
    finally:
        sys.path.remove(str(folder))
    return made(**{field.name: getattr(state, field.name) for field in fields(state)})
