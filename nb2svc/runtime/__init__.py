"""What a service runs: read a bundle, validate rows, answer them, over HTTP or from Python.

    service = nb2svc.runtime.load_bundle("services/churn/7-3f9a2c1d")
    service.predict([{"tenure": 3, "charge": 29.9, "plan": "plus"}])

Importing this package loads no library; its parts do when they are used.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nb2svc.runtime.service import Service

__all__ = ["load_bundle"]


def load_bundle(folder: str | Path) -> Service:
    """Return the service in a bundle's folder, ready to answer.

    Args:
        folder: a version's folder, `services/churn/7-3f9a2c1d`.

    Raises:
        BundleError: the folder holds no sound bundle, or one that cannot be loaded here.
    """
    # pandas and the model's libraries come with these: only now
    from nb2svc.runtime.load import load_service
    from nb2svc.runtime.loading.bundle import read_bundle

    return load_service(read_bundle(Path(folder)))
