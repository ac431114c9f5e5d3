"""The explanation of a version: a file of its bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from nb2svc.compiler.explain import Explanation
from nb2svc.diagnostics import BundleError

__all__ = ["EXPLANATION_FILE", "encode_explanation", "read_explanation"]

EXPLANATION_FILE: Final = "explanation.json"


def encode_explanation(explanation: Explanation) -> bytes:
    """Return the explanation as indented JSON, the same bytes for the same explanation."""
    return msgspec.json.format(msgspec.json.encode(explanation, order="deterministic"), indent=1) + b"\n"


def read_explanation(folder: Path) -> Explanation:
    """Return what a version's bundle says of its notebook.

    Raises:
        BundleError: the version was built before explanations were kept, or the file is damaged.
    """
    try:
        data = (folder / EXPLANATION_FILE).read_bytes()
    except FileNotFoundError:
        raise BundleError(f"`{folder}` holds no explanation: it is older than `nb2svc explain`; build again") from None
    try:
        return msgspec.json.decode(data, type=Explanation)
    except msgspec.MsgspecError as error:
        raise BundleError(f"`{folder / EXPLANATION_FILE}` is damaged: {error}") from error
