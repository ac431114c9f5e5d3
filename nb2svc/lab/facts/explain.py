"""A notebook at a glance, with what the newest version of its service knows of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from nb2svc.build.built_of import latest_of
from nb2svc.build.explanations import read_explanation
from nb2svc.compiler.ends import find_ends, kept_values, served_stages
from nb2svc.compiler.explain import Explanation
from nb2svc.compiler.outline import outline
from nb2svc.diagnostics import BundleError
from nb2svc.lab.drawing.graph import draw_graph
from nb2svc.lab.facts.analysis import analyse_notebook
from nb2svc.lab.facts.text import Notebook
from nb2svc.lab.facts.words import words_of
from nb2svc.manifest import Field, OutputField
from nb2svc.store import Store

__all__ = ["explain"]


def explain(notebook: Notebook, file: Path, store: Path) -> dict[str, Any]:
    """Return a notebook at a glance, with what the newest version of its service knows of it.

    Raises:
        NotebookReadError: it is no notebook that can be compiled.
    """
    analysis = analyse_notebook(notebook, file)
    version, built = _newest(file, store)
    glance = outline(analysis.program, analysis.run, built=built)
    ends = find_ends(analysis.program, analysis.run, glance.edges)
    facts = {
        "version": version,
        **msgspec.to_builtins(glance),
        "meanings": [{**msgspec.to_builtins(each), "words": words_of(each, version)} for each in glance.meanings],
        "on_request": served_stages(analysis.program, built),
        "kept": msgspec.to_builtins(kept_values(built)),
        "request": {"rows": ends.rows, "fields": _fields(built.request if built else ())},
        "answer": {"names": ends.answers, "fields": _fields(built.answer if built else ())},
    }
    return {**facts, "graph": draw_graph(facts)}


def _fields(fields: Iterable[Field | OutputField]) -> list[dict[str, str]]:
    return [{"name": field.name, "kind": field.kind} for field in fields]


def _newest(file: Path, store: Path) -> tuple[str | None, Explanation | None]:
    """Return the version that was built last of a notebook and what it says of it; nothing where there is none."""
    try:
        version = latest_of(file, Store(store))
        return (version.name, read_explanation(version.path)) if version is not None else (None, None)
    except BundleError:
        return None, None
