"""A first notebook for `nb2svc new`: tagged, with data, ready to be built."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.templates import read_template, render_template

__all__ = ["write_starter"]

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def write_starter(folder: Path) -> tuple[Path, ...]:
    """Write a starter notebook, its data and a README into a new folder of the notebook's name.

    Returns:
        The files, the notebook first.

    Raises:
        Nb2svcError: the name cannot be a service's, or the folder has files already.
    """
    name = folder.name
    if not _NAME.fullmatch(name):
        raise Nb2svcError(f"`{name}` cannot name a service: use letters, digits, `-` and `_`, and begin with a letter")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Nb2svcError(f"`{folder}` has files already: name a new folder")
        files = {
            f"{name}.ipynb": read_template("starter/notebook.ipynb"),
            "flats.csv": read_template("starter/flats.csv"),
            "README.md": render_template("starter/README.md.j2", {"name": name}).encode(),
        }
        for file, content in files.items():
            (folder / file).write_bytes(content)
    except OSError as error:
        raise Nb2svcError(f"cannot write `{folder}`: {error.strerror or error}") from error
    return tuple(folder / file for file in files)
