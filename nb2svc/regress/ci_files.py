"""Writes what a continuous integration runs for a repository of notebooks: a GitHub workflow, or a Jenkinsfile."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Final, Literal

from nb2svc.diagnostics import Nb2svcError
from nb2svc.regress.tagged import find_notebooks, is_tagged
from nb2svc.runtime.templates import render_template

__all__ = ["write_ci_file"]

_FILES: Final = {"github": Path(".github/workflows/notebooks.yml"), "jenkins": Path("Jenkinsfile")}
_TEMPLATES: Final = {"github": "ci/github.yml.j2", "jenkins": "ci/Jenkinsfile.j2"}


def write_ci_file(system: Literal["github", "jenkins"], folder: Path) -> Path:
    """Write the file of a CI system into a repository.

    Args:
        system: which.
        folder: the top of the repository.

    Returns:
        The file.

    Raises:
        Nb2svcError: it is there already, cannot be written, or there is no tagged notebook.
    """
    target = folder / _FILES[system]
    if target.exists():
        raise Nb2svcError(f"`{target}` is there already: move it away, and compare the two afterwards")
    notebooks = sorted(path.relative_to(folder).as_posix() for path in find_notebooks(folder) if is_tagged(path))
    if not notebooks:
        raise Nb2svcError(f"`{folder}` has no notebook with tagged cells: `nb2svc tags` shows and sets tags")
    text = render_template(
        _TEMPLATES[system],
        {
            "notebooks": [shlex.quote(notebook) for notebook in notebooks],
            "python": f"{sys.version_info.major}.{sys.version_info.minor}",
            "requirements": (folder / "requirements.txt").is_file(),
        },
    )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Nb2svcError(f"`{target}` cannot be written: {error.strerror or error}") from error
    return target
