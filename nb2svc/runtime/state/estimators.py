"""Objects of scikit-learn, xgboost and lightgbm through skops, trusting only what the list in this file allows.

What a file asks to be trusted is never the answer: the list is code of this service, the file may be anyone's.
"""

from __future__ import annotations

import sys
from typing import Any, Final

from nb2svc.runtime.state.archives import settle_archive
from nb2svc.runtime.state.errors import UnfitError
from nb2svc.runtime.state.names import follow_import, is_of_package

__all__ = ["estimator_from_bytes", "estimator_to_bytes"]

_BRIDGES: Final = tuple(f"sklearn.externals.array_api_compat.{name}" for name in ("torch", "cupy", "dask"))


def _import_skops() -> Any:
    """Import skops without what its tour of scikit-learn's packages would bring along where it is installed.

    The bridge to torch alone costs two seconds and 200 MB, in services that have nothing to do with torch.
    """
    absent = [name for name in _BRIDGES if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type] # None: an import finds that it is not there
    try:
        from skops import io
    finally:
        for name in absent:
            del sys.modules[name]
    return io


skops_io: Final = _import_skops()

_LIBRARIES: Final = ("sklearn", "numpy", "scipy", "pandas")
_BOOSTING: Final = ("xgboost.core", "xgboost.sklearn", "lightgbm.basic", "lightgbm.sklearn")
"""Their objects hold the trained trees in the library's own format, which its own parser reads."""
_FUNCTION_LIBRARIES: Final = ("sklearn", "scipy.special", "scipy._lib.array_api_compat")
_BUILTINS: Final = frozenset(
    f"builtins.{name}"
    for name in (
        "bool", "bytes", "complex", "dict", "float", "frozenset", "int", "list", "object", "range", "set", "slice",
        "str", "tuple", "type",
    )
) | {"collections.OrderedDict", "collections.defaultdict", "collections.Counter", "functools.partial"}  # fmt: skip


def estimator_to_bytes(value: Any, *, package: str) -> bytes:
    """Return an estimator, or containers of them, as a skops file.

    Args:
        value: what to store.
        package: the generated package, whose classes are trusted.

    Raises:
        UnfitError: skops cannot hold it, or would need types that are not on the list.
    """
    # skops asks objects of any library for their state, and each refuses in its own way
    try:
        data = settle_archive(skops_io.dumps(value))
        refused = _refused(data, package)
    except Exception as error:
        raise UnfitError(f"skops cannot hold it: {error}") from error
    if refused:
        raise UnfitError(f"skops would need to trust {', '.join(f'`{name}`' for name in refused)}")
    return data


def estimator_from_bytes(data: bytes, *, package: str) -> Any:
    """Return the value that `estimator_to_bytes` wrote.

    Raises:
        ValueError: the file asks for a type that is not on the list.
    """
    refused = _refused(data, package)
    if refused:
        raise ValueError(f"it asks for {', '.join(f'`{name}`' for name in refused)}, which a service never trusts")
    return skops_io.loads(data, trusted=skops_io.get_untrusted_types(data=data))


def _refused(data: bytes, package: str) -> list[str]:
    return [name for name in skops_io.get_untrusted_types(data=data) if not _is_trusted(name, package)]


def _is_trusted(name: str, package: str) -> bool:
    """Trust classes of the libraries, not their functions: `pandas.read_pickle` is one of them."""
    if name in _BUILTINS:
        return True
    module, _, attribute = name.rpartition(".")
    if is_of_package(module, package):
        return True
    if module not in _BOOSTING and not any(is_of_package(module, library) for library in _LIBRARIES):
        return False
    try:
        found = follow_import(module, attribute)
    except (ImportError, AttributeError):
        return False
    is_function_of_ours = any(is_of_package(module, library) for library in _FUNCTION_LIBRARIES)
    return isinstance(found, type) or is_function_of_ours
