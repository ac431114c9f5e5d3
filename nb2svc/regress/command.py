"""What `nb2svc test` does: finds what a name stands for, and runs pytest with our plugin on it, in its own process."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nb2svc.build.names import service_name
from nb2svc.build.source import read_source
from nb2svc.diagnostics import MissingExtraError, Nb2svcError
from nb2svc.manifest import decode_manifest
from nb2svc.regress.tagged import MANIFEST, find_notebooks
from nb2svc.store import Store, find_bundle

if TYPE_CHECKING:
    from nb2svc.regress.facts import Facts

__all__ = ["Outcome", "Targets", "find_targets", "run_tests"]

_PLUGIN: Final = "nb2svc.regress.plugin"
_NO_TESTS: Final = 5  # pytest's own exit status


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What is to be tested.

    Attributes:
        notebooks: notebooks, or folders of them.
        versions: folders of versions, whose generated notebooks are run.
        notes: what a person should know about what is not tested.
    """

    notebooks: tuple[Path, ...] = ()
    versions: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the tests ended.

    Attributes:
        status: pytest's exit status.
        facts: what was found, part by part.
    """

    status: int
    facts: list[Facts] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to test."""
        return self.status == _NO_TESTS


def find_targets(name: str, store: Path) -> Targets:
    """Return what a name stands for: a notebook, a folder of notebooks, or a service of the store.

    A service goes before a folder of its name. With a notebook goes the latest version of its service, where there is
    one; with a service the notebook that it was built from, where one of its name is found below the current folder.

    Raises:
        Nb2svcError: it stands for nothing that can be tested.
    """
    path = Path(name)
    services = Store(store).services()
    if path.is_dir() and name not in services and not (path / MANIFEST).is_file():
        return Targets(notebooks=(path,))
    if path.suffix == ".py":
        raise Nb2svcError(f"`{path}` keeps no outputs, as no script does: there is nothing to compare with")
    if path.suffix == ".toml":
        raise Nb2svcError(
            f"`{path}` declares a pipeline, which has no cells: test its version, `nb2svc test {path.stem}`"
        )
    if path.suffix == ".ipynb":
        read_source(path)  # refuses what is not there
        return _with_version(path, store, services)
    folder = find_bundle(name, store)
    manifest = decode_manifest((folder / MANIFEST).read_bytes())
    if manifest.steps:
        return Targets(versions=(folder,))
    found = [each for each in find_notebooks(Path()) if each.name == manifest.notebook.name]
    if len(found) > 1:
        listing = ", ".join(f"`{each}`" for each in found)
        raise Nb2svcError(f"{manifest.version} was built from one of {listing}: name the notebook instead")
    note = (
        f"no `{manifest.notebook.name}` is below this folder: only the notebook that was generated for {name} is tested"
    )
    return Targets(notebooks=tuple(found), versions=(folder,), notes=() if found else (note,))


def _with_version(path: Path, store: Path, services: Collection[str]) -> Targets:
    if service_name(path) in services:
        return Targets(notebooks=(path,), versions=(find_bundle(service_name(path), store),))
    note = f"`{store}` has no version of it: `nb2svc build {path}` makes one, whose batch notebook is tested as well"
    return Targets(notebooks=(path,), notes=(note,))


def run_tests(
    targets: Targets,
    *,
    parameters: Mapping[str, str],
    tolerances: Mapping[str, float | None],
    updates: bool,
    options: Sequence[str],
    quiet: bool,
) -> Outcome:
    """Run pytest on notebooks and versions.

    Args:
        targets: what to test.
        parameters: name -> text, for the source notebooks.
        tolerances: name -> number; None where it is not given.
        updates: whether what differs is saved.
        options: pytest's own.
        quiet: whether what pytest prints goes to stderr.

    Raises:
        MissingExtraError: pytest or nbval is not installed.
    """
    if not all(importlib.util.find_spec(name) for name in ("pytest", "nbval")):
        raise MissingExtraError("`nb2svc test`", "ci")
    with tempfile.TemporaryDirectory(prefix="nb2svc-") as work:
        facts = Path(work) / "facts.json"
        command = [sys.executable, "-m", "pytest", *_plugin(), "-q", "--no-header"]
        command += ["--nb2svc", f"--nb2svc-json={facts}"]
        command += [f"--nb2svc-parameter={name}={value}" for name, value in parameters.items()]
        command += [f"--nb2svc-{name}={value}" for name, value in tolerances.items() if value is not None]
        command += ["--nb2svc-update"] if updates else []
        command += [*options, *map(str, targets.notebooks), *(str(v / MANIFEST) for v in targets.versions)]
        done = subprocess.run(command, check=False, stdout=sys.stderr if quiet else None)  # noqa: S603 - our own words
        held: Any = json.loads(facts.read_bytes()) if facts.is_file() else []
    return Outcome(status=done.returncode, facts=held)


def _plugin() -> list[str]:
    """Return what makes pytest load our plugin where it does not find it, or may not look for any."""
    if os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD"):
        return ["-p", "nbval.plugin", "-p", _PLUGIN]
    return [] if entry_points(group="pytest11", name="nb2svc") else ["-p", _PLUGIN]
