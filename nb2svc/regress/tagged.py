"""Which notebooks of a repository are people's own and have tagged cells."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from nb2svc.compiler.frontend.stage_tags import stages_of

__all__ = ["MANIFEST", "find_notebooks", "is_generated", "is_tagged"]

MANIFEST: Final = "manifest.json"
_NOT_OURS: Final = frozenset({"node_modules", "venv", "site-packages"})


def is_tagged(path: Path) -> bool:
    """Return whether a notebook has a stage tag; one that cannot be read is taken for one, so that it is told."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8-sig"))["cells"]
        return any(stages_of(cell["metadata"].get("tags", ())) for cell in cells)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return True


def is_generated(path: Path) -> bool:
    """Return whether a notebook lies in a version's folder, or is what a batch run left."""
    return path.with_name(MANIFEST).is_file() or path.name.endswith(".run.ipynb")


def find_notebooks(top: Path) -> Iterator[Path]:
    """Yield the notebooks below a folder that people wrote, but for those in hidden folders and installed packages."""
    for folder, folders, files in os.walk(top):
        folders[:] = sorted(each for each in folders if not each.startswith(".") and each not in _NOT_OURS)
        for name in sorted(files):
            path = Path(folder) / name
            if path.suffix == ".ipynb" and not is_generated(path):
                yield path
