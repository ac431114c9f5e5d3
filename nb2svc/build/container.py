"""How a version runs in a container: Dockerfile, Compose file and Kubernetes manifests.

Their words are in the templates; this file only prepares the values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from nb2svc import __version__
from nb2svc.runtime.templates import render_template

__all__ = ["emit_container_files", "image_name", "image_tag"]

_TEMPLATES: Final = {
    "Dockerfile": "container/Dockerfile.j2",
    "compose.yaml": "container/compose.yaml.j2",
    "kubernetes.yaml": "container/kubernetes.yaml.j2",
}
_LIBRARIES_MIB: Final = 400
"""What Python with pandas, scikit-learn and a web server takes before any model is loaded."""


def emit_container_files(
    service: str,
    *,
    created: str,
    python: str,
    lock: str,
    state_bytes: int,
    variables: Mapping[str, bool] | None = None,
) -> dict[str, str]:
    """Return file name -> text of what builds a version's image and runs it.

    Args:
        service: the service's name.
        created: when it was built, ISO 8601; images are told apart by it.
        python: version of the image's Python, `3.11`.
        lock: the text of requirements.lock; where it does not pin nb2svc, the image takes it from a wheel.
        state_bytes: size of the version's state on disk, of which the memory that it needs is guessed.
        variables: environment variables that its code reads -> whether it fails without them.
    """
    lines = lock.splitlines()
    values = {
        "service": service,
        "name": image_name(service),
        "tag": image_tag(created),
        "python": python,
        "nb2svc": __version__,
        "is_pinned": any(line.startswith(("nb2svc==", "nb2svc @")) for line in lines),
        "has_hashes": any("--hash=" in line for line in lines),
        "memory_mib": _memory_mib(state_bytes, lines),
        "variables": dict(variables or {}),
    }
    return {name: render_template(template, values) for name, template in _TEMPLATES.items()}


def image_name(service: str) -> str:
    """Return a service's name as images and Kubernetes take it: lower-case letters, digits and hyphens."""
    plain = re.sub(r"[^a-z0-9]+", "-", service.lower()).strip("-")[:50].strip("-")
    return plain or "service"


def image_tag(created: str) -> str:
    """Return the tag of a version's image, from the time at which it was built."""
    return re.sub(r"\D", "", created)[:14] or "latest"


def _memory_mib(state_bytes: int, lock: list[str]) -> int:
    """Return a first guess of the memory: models are packed on disk, and torch is as large as everything else."""
    torch = 400 if any(line.startswith("torch==") for line in lock) else 0
    needed = _LIBRARIES_MIB + torch + 4 * state_bytes / 2**20
    return 256 * -(-int(needed) // 256)
