"""nb2svc: a tagged notebook becomes a verified service.

Three functions are all that most programs need, and a fourth shows a notebook in a cell of it; each imports what it
uses when it is called.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from nb2svc.build.progress import OnProgress
    from nb2svc.diagnostics import Diagnostic
    from nb2svc.runtime.service import Service
    from nb2svc.store import Version

__all__ = ["__version__", "build", "check", "load", "panel"]

__version__ = "0.1.0"

DEFAULT_STORE = "services"


def check(path: Path | str, *, store: Path | str = DEFAULT_STORE, name: str | None = None) -> tuple[Diagnostic, ...]:
    """Return what keeps a notebook from becoming a service, and what is worth knowing, without running it.

    Args:
        path: an `.ipynb` file, a percent script (`.py`), or the declaration of a pipeline (`.toml`).
        store: the folder of the services, where the steps of a pipeline are.
        name: which of the pipelines of a pyproject.toml is meant.

    Raises:
        NotebookReadError: the file is missing, damaged or no notebook.
        PipelineReadError: likewise for a pipeline.
    """
    if str(path).endswith(".toml"):
        from nb2svc.build.pipelines.check import check_pipeline

        return check_pipeline(Path(path), store=store, name=name)
    from nb2svc.build.checking import analyse_source
    from nb2svc.build.source import read_source

    return analyse_source(read_source(path), Path(path)).findings


def load(reference: str, *, store: Path | str = DEFAULT_STORE) -> Service:
    """Return a version, ready to predict: `load("churn@champion").predict(rows)`.

    Args:
        reference: `churn` (the latest version), `churn@7`, `churn@champion`, or the path of a version's folder.
        store: the folder of the services.

    Raises:
        BundleError: there is no such version, or its files are not what its manifest says.
    """
    from nb2svc.runtime.load import load_service
    from nb2svc.runtime.loading.bundle import read_bundle
    from nb2svc.store import find_bundle

    return load_service(read_bundle(find_bundle(reference, store)))


def panel(path: Path | str | None = None, *, store: Path | str | None = None) -> Any:
    """Show a notebook in a cell of it: its pipeline and findings, builds, versions, and a form to try them.

    Args:
        path: an `.ipynb` file; without it the notebook of the cell, as it is in the editor where the editor tells.
        store: the folder of the services; without it that of JupyterLab's server, or `services`.

    Raises:
        MissingExtraError: the packages of the extra `lab` are not installed.
        NotebookReadError: which notebook it is cannot be seen.
    """
    from nb2svc.build.extras import require_lab_extra

    require_lab_extra("the panel")
    return import_module("nb2svc.lab.panel").open_panel(path, store=store)  # by its name: `lab` stands above this


if TYPE_CHECKING:

    def build(
        path: Path | str,
        *,
        name: str | None = None,
        parameters: Mapping[str, Any] | None = None,
        store: Path | str = DEFAULT_STORE,
        allow: Collection[str] = (),
        timeout: float | None = 3600.0,
        all_cells: bool = False,
        hashes: bool = False,
        state_from: Literal["train"] | None = None,
        on_progress: OnProgress | None = None,
        text: str | None = None,
    ) -> Version:
        """Run a notebook once, prove that its service answers the same, and publish the version."""


def __getattr__(name: str) -> Any:
    if name == "build":
        return import_module("nb2svc.build")  # the folder of that name, which can be called
    raise AttributeError(f"module `nb2svc` has no attribute `{name}`")
