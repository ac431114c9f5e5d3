"""Whether two values are the same down to types, dtypes, bits and labels: the proof that a codec lost nothing.

`==` is no such proof: it equates 1, 1.0 and True, 0.0 and -0.0, and forgets dtypes; NaN differs from itself.
"""

from __future__ import annotations

import math
import struct
import sys
from types import BuiltinFunctionType, FunctionType
from typing import Any, Final

__all__ = ["ADDRESSES", "is_same"]

ADDRESSES: Final = frozenset({"_stop_words_id"})
"""Attributes of scikit-learn objects that hold an address in memory: in another process they mean nothing."""

_BY_VALUE: Final = (str, bytes, int, bool, type(None), range, slice)
_BY_NAME: Final = (type, FunctionType, BuiltinFunctionType)


def is_same(a: Any, b: Any) -> bool:
    """Return whether a stored and loaded value cannot be told from the original.

    Identity inside the value (two names for one list) and the device of a tensor are not compared.
    """
    return _Comparison().same(a, b)


class _Comparison:
    """One comparison; remembers the pairs under way, so that objects that refer to themselves end."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, int], tuple[Any, Any]] = {}

    def same(self, a: Any, b: Any) -> bool:
        if a is b:
            return True
        if isinstance(a, _BY_NAME):
            return isinstance(b, _BY_NAME) and _qualified(a) == _qualified(b)
        if type(a) is not type(b):
            return False
        if isinstance(a, float) and type(a) is float:
            return struct.pack("d", a) == struct.pack("d", b) or (math.isnan(a) and math.isnan(b))
        if type(a) in _BY_VALUE:
            return bool(a == b)
        key = (id(a), id(b))
        if key in self._seen:
            return True
        self._seen[key] = (a, b)  # kept alive: ids of dead objects are used again
        return self._same_inside(a, b)

    def _same_inside(self, a: Any, b: Any) -> bool:
        if isinstance(a, (list, tuple)) and type(a) in (list, tuple):
            return len(a) == len(b) and all(map(self.same, a, b))
        if isinstance(a, dict) and type(a) is dict:
            return self.same(list(a), list(b)) and all(map(self.same, a.values(), b.values()))
        if isinstance(a, (set, frozenset)):
            return bool(a == b) and sorted(map(_with_type, a)) == sorted(map(_with_type, b))
        for library, compare in (
            ("numpy", self._same_numpy),
            ("pandas", self._same_pandas),
            ("torch", self._same_torch),
            ("scipy.sparse", self._same_sparse),
        ):
            if library in sys.modules:
                answer = compare(a, b)
                if answer is not None:
                    return answer
        return self._same_objects(a, b)

    def _same_numpy(self, a: Any, b: Any) -> bool | None:
        import numpy as np  # loaded already: the value is of it

        if isinstance(a, np.dtype):
            return bool(a == b)
        if isinstance(a, np.random.RandomState):
            return self.same(a.get_state(legacy=False), b.get_state(legacy=False))
        if isinstance(a, np.random.BitGenerator):
            return self.same(a.state, b.state)
        if not isinstance(a, (np.ndarray, np.generic)):
            return None
        if a.dtype != b.dtype or a.shape != b.shape:
            return False
        left: Any = a
        right: Any = b
        if a.dtype.names:  # bytes between the fields are noise
            return all(self.same(left[name], right[name]) for name in a.dtype.names)
        if a.dtype.hasobject:
            return self.same(a.tolist(), b.tolist())
        if a.tobytes() == b.tobytes():
            return True
        return a.dtype.kind in "fc" and _same_with_nan(a, b)

    def _same_pandas(self, a: Any, b: Any) -> bool | None:
        import pandas as pd  # loaded already: the value is of it

        if isinstance(a, pd.DataFrame) and type(a) is pd.DataFrame:
            return (
                self.same(a.columns, b.columns)
                and self.same(a.index, b.index)
                and self.same(a.attrs, b.attrs)
                and all(self.same(a.iloc[:, i].array, b.iloc[:, i].array) for i in range(a.shape[1]))
            )
        if isinstance(a, pd.Series) and type(a) is pd.Series:
            named = self.same(a.name, b.name) and self.same(a.attrs, b.attrs)
            return named and self.same(a.index, b.index) and self.same(a.array, b.array)
        if isinstance(a, pd.Index):
            return self._same_indexes(a, b)
        if isinstance(a, pd.CategoricalDtype):
            return a.ordered == b.ordered and self.same(a.categories, b.categories)
        if isinstance(a, pd.api.extensions.ExtensionDtype):
            return bool(a == b)
        if isinstance(a, pd.api.extensions.ExtensionArray):
            return self._same_arrays(a, b)
        return None

    def _same_indexes(self, a: Any, b: Any) -> bool:
        import pandas as pd  # loaded already: the value is of it

        if not self.same(list(a.names), list(b.names)):
            return False
        if isinstance(a, pd.RangeIndex):
            return bool(a.start == b.start and a.stop == b.stop and a.step == b.step)
        if isinstance(a, pd.MultiIndex):
            same_levels = len(a.levels) == len(b.levels) and all(map(self.same, a.levels, b.levels))
            return same_levels and [c.tolist() for c in a.codes] == [c.tolist() for c in b.codes]
        return getattr(a, "freq", None) == getattr(b, "freq", None) and self.same(a.array, b.array)

    def _same_arrays(self, a: Any, b: Any) -> bool:
        import pandas as pd  # loaded already: the value is of it

        if a.dtype != b.dtype or len(a) != len(b):
            return False
        if isinstance(a, pd.Categorical):
            same_order = a.ordered == b.ordered and self.same(a.categories, b.categories)
            return same_order and a.codes.tolist() == b.codes.tolist()
        if isinstance(a, pd.arrays.NumpyExtensionArray):
            return self.same(a.to_numpy(), b.to_numpy())
        if hasattr(a, "asi8"):
            return bool((a.asi8 == b.asi8).all())
        return bool(a.equals(b))

    def _same_torch(self, a: Any, b: Any) -> bool | None:
        import torch  # loaded already: the value is of it

        if isinstance(a, torch.device):
            return True
        if isinstance(a, torch.Tensor):
            if a.dtype != b.dtype or a.shape != b.shape or a.requires_grad != b.requires_grad or a.layout != b.layout:
                return False
            left, right = (t.detach().cpu().contiguous() for t in (a, b))
            return bool(torch.equal(left.flatten().view(torch.uint8), right.flatten().view(torch.uint8)))
        return None

    def _same_sparse(self, a: Any, b: Any) -> bool | None:
        import scipy.sparse as sp  # loaded already: the value is of it

        if not sp.issparse(a):
            return None
        left, right = a.tocoo(), b.tocoo()  # whether indices are known to be sorted is no part of the value
        return self.same([a.shape, left.row, left.col, left.data], [b.shape, right.row, right.col, right.data])

    def _same_objects(self, a: Any, b: Any) -> bool:
        """Compare what a copy of the objects would be made from."""
        return self.same(_parts(a), _parts(b))


def _parts(value: Any) -> list[Any]:
    reduced = value.__reduce_ex__(4)
    if isinstance(reduced, str):
        return [reduced]
    build, arguments, state, items, pairs = (*reduced, None, None, None)[:5]
    if type(state) is dict:
        state = {name: part for name, part in state.items() if name not in ADDRESSES}
    return [build, arguments, state, items and list(items), pairs and list(pairs)]


def _qualified(value: Any) -> tuple[str, str]:
    return str(value.__module__), str(value.__qualname__)


def _with_type(value: Any) -> tuple[str, str]:
    return type(value).__name__, repr(value)


def _same_with_nan(a: Any, b: Any) -> bool:
    """NaN has many bit patterns; which one it is means nothing."""
    import numpy as np  # loaded already: the values are of it

    missing = np.isnan(a)
    same_missing = bool((missing == np.isnan(b)).all())
    return same_missing and bool(np.where(missing, 0, a).tobytes() == np.where(missing, 0, b).tobytes())
