"""numpy arrays as npz, without pickle."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from nb2svc.runtime.state.errors import UnfitError, type_name

__all__ = ["array_from_npz", "array_to_npz"]


def array_to_npz(value: Any) -> bytes:
    """Return an ndarray as an npz file with the one entry `value`.

    Raises:
        UnfitError: no ndarray, a subclass of it, or one that holds Python objects.
    """
    if type(value) is not np.ndarray:
        raise UnfitError(f"a `{type_name(value)}` is no ndarray")
    if value.dtype.hasobject:
        raise UnfitError("the array holds Python objects")
    buffer = io.BytesIO()
    np.savez(buffer, value=value)
    return buffer.getvalue()


def array_from_npz(data: bytes) -> Any:
    """Return the ndarray that `array_to_npz` wrote."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        return arrays["value"]
