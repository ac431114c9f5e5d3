"""Colab, which keeps a notebook nowhere that its kernel could read and hands it over when it is asked."""

from __future__ import annotations

import sys
from typing import Any, Final

__all__ = ["ask_colab"]

_SECONDS: Final = 5


def ask_colab() -> tuple[str, dict[str, Any]] | None:
    """Return the name and the content of the notebook that Colab shows; None elsewhere, or where it does not answer."""
    if "google.colab" not in sys.modules:  # it is there before the first cell, or never
        return None
    try:
        from google.colab import _message  # Colab's own package

        answer = _message.blocking_request("get_ipynb", timeout_sec=_SECONDS)
    except Exception:  # noqa: BLE001 - it is no public interface: whatever it does, the user names the file instead
        return None
    notebook = answer.get("ipynb") if isinstance(answer, dict) else None
    if not isinstance(notebook, dict):
        return None
    name = str(notebook.get("metadata", {}).get("colab", {}).get("name") or "notebook.ipynb")
    return (name if name.endswith(".ipynb") else f"{name}.ipynb"), notebook
