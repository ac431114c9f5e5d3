"""What papermill saved becomes the executed notebook that we keep: the same cells, no machine's paths, no claims."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

__all__ = ["tidy"]

_MARKER_TAG: Final = "papermill-error-cell-tag"


def tidy(saved: Path, output: Path) -> None:
    """Write the notebook in `saved` to `output` in one step, without what papermill added.

    Cells that announce an error would shift the others; its metadata hold absolute paths, and after a crash a status
    that is not true. A run that ended before anything was saved leaves no output.

    Raises:
        OSError: there is no space for it.
    """
    try:
        notebook = json.loads(saved.read_bytes())
    except (FileNotFoundError, ValueError):  # never saved, or killed in the middle of saving
        return
    notebook["metadata"].pop("papermill", None)
    notebook["cells"] = [cell for cell in notebook["cells"] if _MARKER_TAG not in cell["metadata"].get("tags", ())]
    for cell in notebook["cells"]:
        cell["metadata"].pop("papermill", None)
        if not cell["metadata"].get("tags", True):  # papermill adds an empty list
            del cell["metadata"]["tags"]
    output.parent.mkdir(parents=True, exist_ok=True)
    part = output.with_name(f".{output.name}.part")
    try:
        part.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
