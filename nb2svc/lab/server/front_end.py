"""Whether the pages of this server can show our part: an installation from sources that were never built has none."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

__all__ = ["MISSING", "is_front_end_missing"]

MISSING: Final = (
    "nb2svc: JupyterLab will show nothing of nb2svc, because this installation is without the JupyterLab extension."
    " Install it from the sources with `pip install -e '.[lab]'`, or with `NB2SVC_LABEXTENSION=1 pip install '.[lab]'`,"
    " and start `jupyter lab` again"
)

_NAME: Final = "nb2svc-labextension"


def is_front_end_missing(applications: Iterable[Any]) -> bool:
    """Whether one of a server's applications shows JupyterLab's extensions, and ours is not where it looks for them.

    Args:
        applications: all that the server has loaded; most have no pages of JupyterLab's kind.
    """
    looked = [folders for each in applications if (folders := _folders_of(each))]
    return any(not any((folder / _NAME / "package.json").is_file() for folder in folders) for folders in looked)


def _folders_of(application: Any) -> list[Path]:
    """Return where an application looks for extensions; nowhere, also if it is told to run without any."""
    traits = ("extra_labextensions_path", "labextensions_path")
    return [Path(folder) for trait in traits for folder in getattr(application, trait, ())]
