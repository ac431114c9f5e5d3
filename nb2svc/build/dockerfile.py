"""The Dockerfile of a version. Its words are in the templates; this file only prepares the values."""

from __future__ import annotations

from nb2svc import __version__
from nb2svc.runtime.templates import render_template

__all__ = ["emit_dockerfile"]


def emit_dockerfile(service: str, *, python: str, lock: str) -> str:
    """Return the text of a Dockerfile that installs a version's lock file and serves the version.

    Args:
        service: the service's name.
        python: version of the image's Python, `3.11`.
        lock: the text of requirements.lock; where it does not pin nb2svc, the image takes it from a wheel.
    """
    is_pinned = any(line.startswith(("nb2svc==", "nb2svc @")) for line in lock.splitlines())
    values = {"service": service, "python": python, "nb2svc": __version__, "is_pinned": is_pinned}
    return render_template("Dockerfile.j2", values)
