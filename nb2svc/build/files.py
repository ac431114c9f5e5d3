"""Writes the files of a bundle into a staged folder."""

from __future__ import annotations

import json
import platform
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from nb2svc.build.container import emit_container_files
from nb2svc.build.explanations import EXPLANATION_FILE, encode_explanation
from nb2svc.build.orders import Results
from nb2svc.build.report import write_report
from nb2svc.compiler.backend.emit_package import Package
from nb2svc.compiler.explain import Explanation
from nb2svc.manifest import Manifest, encode_manifest
from nb2svc.store.content import hash_files

__all__ = ["write_bundle"]


def write_bundle(
    staged: Path,
    work: Path,
    manifest: Manifest,
    package: Package,
    results: Results,
    lock: str,
    *,
    text: str,
    suffix: str,
    explanation: Explanation | None = None,
) -> Manifest:
    """Write all files, and a first manifest with which the bundle can be loaded and verified.

    Args:
        staged: an empty folder of the store.
        work: the build's working folder, with the state and the executed notebook.
        manifest: without the hashes of the files.
        package: the generated package.
        results: of the run.
        lock: text of requirements.lock.
        text: of the notebook file.
        suffix: ending of the notebook file.
        explanation: what became of each statement, for `nb2svc explain`.

    Returns:
        The manifest with the hashes of the files.
    """
    folder = staged / package.name
    folder.mkdir()
    for name, content in package.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    if (work / "state").exists():
        shutil.copytree(work / "state", staged / "state")
    (staged / "golden").mkdir()
    _write_json(staged / "golden" / "rows.json", results.golden)
    _write_json(staged / "profile.json", results.profile)
    if explanation is not None:
        (staged / EXPLANATION_FILE).write_bytes(encode_explanation(explanation))
    (staged / f"notebook{suffix}").write_text(text, encoding="utf-8")
    shutil.copyfile(work / "run.ipynb", staged / "run.ipynb")
    _write_report(staged, manifest)
    (staged / "requirements.lock").write_text(lock, encoding="utf-8")
    python = ".".join(platform.python_version_tuple()[:2])
    size = sum(path.stat().st_size for path in (staged / "state").rglob("*") if path.is_file())
    container = emit_container_files(
        manifest.service,
        created=manifest.created,
        python=python,
        lock=lock,
        state_bytes=size,
        variables=manifest.variables,
    )
    for name, content in container.items():
        (staged / name).write_text(content, encoding="utf-8")
    manifest = replace(manifest, files=hash_files(staged))
    (staged / "manifest.json").write_bytes(encode_manifest(manifest))
    return manifest


def _write_report(staged: Path, manifest: Manifest) -> None:
    """Write what the evaluate and report cells showed as one page; a version without such cells has none."""
    metrics = {name: f"{value:.4g}" for name, value in manifest.metrics.items()}
    facts = {"notebook": manifest.notebook.name, "built": manifest.created}
    page = staged / "report.html"
    shows = write_report(
        staged / "run.ipynb",
        page,
        title=manifest.service,
        kicker="training run",
        facts=facts,
        tiles=metrics,
        tags={"evaluate", "report"},
    )
    if not shows and not metrics:
        page.unlink()


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
