"""requirements.lock: the exact packages that a service needs, read from what is installed, without a network."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Collection, Iterable
from importlib.metadata import requires
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement

from nb2svc.build.distributions import Pin, close_requirements, find_distributions, pin
from nb2svc.diagnostics import BuildError

__all__ = ["add_hashes", "find_unlocked", "lock_requirements"]

_OURSELVES: Final = "nb2svc"
_UV_SECONDS: Final = 300
_NO_HASHES: Final = (
    "the hashes of requirements.lock come from a package index, and uv cannot get them: "
    "build without --hashes, or with a network"
)


def lock_requirements(imports: Collection[str], *, hashes: bool = False) -> str:
    """Return the text of a requirements file in which everything that a service needs has its exact version.

    That is the installed closure of what the generated package imports and of nb2svc's own run-time dependencies.
    The same installation gives the same text.

    Args:
        imports: dotted names that the generated package imports, as `find_imports` gives them.
        hashes: add the hashes of all files of each version, which uv asks an index for.

    Raises:
        BuildError: hashes are wanted and there is no uv, or uv cannot reach an index; the message says which.
    """
    found, unknown = find_distributions(imports)
    pins = [pin(name) for name in sorted(close_requirements({*found, *_base_requirements()} | {_OURSELVES}))]
    lines = [each.line for each in pins if not each.is_local]
    if hashes:
        lines = add_hashes(lines)
    return "\n".join([*_header(), *_beside(pins), *_unknown(unknown), *lines]) + "\n"


def find_unlocked(imports: Collection[str]) -> tuple[str, ...]:
    """Return the top-level names that are imported and that no installed package brings, such as files beside a
    notebook: a service in a fresh environment could not import them.
    """
    return tuple(sorted(find_distributions(imports)[1]))


def _base_requirements() -> list[str]:
    """Return what nb2svc needs to serve, without its extras."""
    every = map(Requirement, requires(_OURSELVES) or ())
    return [str(each) for each in every if each.marker is None or each.marker.evaluate({"extra": ""})]


def _header() -> list[str]:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return [
        f"# Exact versions of what this service needs, as installed for its build: Python {python} on {sys.platform}.",
        "# In a fresh environment: pip install -r requirements.lock",
    ]


def _beside(pins: Iterable[Pin]) -> list[str]:
    return [
        f"# {each.name} {each.version} was installed from a local folder or file: install it beside these."
        for each in pins
        if each.is_local
    ]


def _unknown(names: Iterable[str]) -> list[str]:
    return [
        f"# {name} is imported, and no installed package brings it: install it beside these." for name in sorted(names)
    ]


def add_hashes(lines: list[str]) -> list[str]:
    """Return exact requirements with the hashes of all files of each, lines of their own after it.

    Raises:
        BuildError: there is no uv, or it cannot reach an index.
    """
    command = [
        _find_uv(),
        "pip",
        "compile",
        "--generate-hashes",
        "--no-deps",
        "--no-header",
        "--no-annotate",
        "--quiet",
    ]
    try:
        done = subprocess.run(  # noqa: S603 - a program we found, with fixed arguments
            [*command, "--python", sys.executable, "-"],
            input="\n".join(lines),
            capture_output=True,
            text=True,
            timeout=_UV_SECONDS,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        raise BuildError(f"{_NO_HASHES}. uv says: {error.stderr.strip()}") from error
    except subprocess.TimeoutExpired as error:
        raise BuildError(f"{_NO_HASHES}. uv gave no answer in {_UV_SECONDS} seconds") from error
    hashed = done.stdout.splitlines()
    if missing := [line for line in lines if f"{line} \\" not in hashed]:
        # without an index uv takes exact versions as they are: a lock that looks finished and holds no hash
        raise BuildError(f"{_NO_HASHES}. No hash was found for {', '.join(missing[:3])}")
    return hashed


def _find_uv() -> str:
    beside = Path(sys.executable).with_name("uv")
    found = shutil.which("uv") or (str(beside) if beside.exists() else None)
    if found is None:
        raise BuildError("the hashes of requirements.lock need uv: pip install uv, or build without --hashes")
    return found
