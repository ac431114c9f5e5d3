"""Installed packages as the metadata on this machine tells them: who brings an import, and what it needs."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution, packages_distributions
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

__all__ = ["Pin", "close_requirements", "find_distributions", "pin"]

# functions that import a package by themselves: no text of a notebook names it
_HIDDEN: Final[dict[str, tuple[str, ...]]] = {
    "pandas.ExcelFile": ("openpyxl", "xlrd"),
    "pandas.ExcelWriter": ("openpyxl", "xlsxwriter"),
    "pandas.HDFStore": ("tables",),
    "pandas.read_excel": ("openpyxl", "xlrd"),
    "pandas.read_hdf": ("tables",),
    "pandas.read_html": ("lxml", "html5lib", "beautifulsoup4"),
    "pandas.read_sql": ("sqlalchemy",),
    "pandas.read_sql_query": ("sqlalchemy",),
    "pandas.read_sql_table": ("sqlalchemy",),
    "pandas.read_xml": ("lxml",),
    "sklearn.datasets.fetch_openml": ("pandas",),
    "xarray.open_dataset": ("netcdf4", "h5netcdf"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """An installed package as a line of a requirements file.

    Attributes:
        name: canonical name.
        version: without a local label.
        address: where it comes from when that is no index: `git+https://host/repo@commit`.
        is_local: it was installed from a file or folder of this machine, which other machines do not have.
    """

    name: str
    version: str
    address: str = ""
    is_local: bool = False

    @property
    def line(self) -> str:
        """The requirement."""
        return f"{self.name} @ {self.address}" if self.address else f"{self.name}=={self.version}"


def find_distributions(imports: Collection[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the packages that bring dotted import names, and the top-level names that no installed package brings.

    Args:
        imports: `pandas`, `sklearn.linear_model`, `pandas.read_excel`; the standard library is left out.
    """
    brought_by = packages_distributions()
    tops = {name.partition(".")[0] for name in imports} - set(sys.stdlib_module_names) - {"__future__"}
    found = {canonicalize_name(name) for top in tops for name in _bringing(top, imports, brought_by)}
    hidden = {name for call, names in _HIDDEN.items() if call in imports for name in names if _installed(name)}
    return frozenset(found | hidden), frozenset(top for top in tops if not _bringing(top, imports, brought_by))


def close_requirements(names: Iterable[str]) -> frozenset[str]:
    """Return canonical names with everything they require, as far as it is installed.

    Extras are followed where a requirement asks for them; markers are those of this Python and machine. What is
    required and absent (CUDA libraries beside a CPU build) is what the notebook ran without, so it is left out.

    Args:
        names: requirements as text, `pandas` or `uvicorn[standard]`.
    """
    closed: set[tuple[str, str]] = set()
    waiting = [(canonicalize_name(r.name), extra) for r in map(Requirement, names) for extra in ("", *r.extras)]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in closed or (installed := _installed(name)) is None:
            continue
        closed.add((name, extra))
        for requirement in map(Requirement, installed.requires or ()):
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                waiting += [(canonicalize_name(requirement.name), each) for each in ("", *requirement.extras)]
    return frozenset(name for name, _ in closed)


def pin(name: str) -> Pin:
    """Return an installed package as it is now."""
    installed = distribution(name)
    origin = json.loads(installed.read_text("direct_url.json") or "{}")
    url = origin.get("url", "")
    vcs = origin.get("vcs_info", {})
    address = f"{vcs['vcs']}+{url}@{vcs['commit_id']}" if vcs else url
    is_local = url.startswith("file:")
    return Pin(
        name=canonicalize_name(name),
        version=Version(installed.version).public,
        address="" if is_local else address,
        is_local=is_local,
    )


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _bringing(top: str, imports: Collection[str], brought_by: Mapping[str, list[str]]) -> list[str]:
    """Return the packages that bring a top-level name; of a namespace that many share, those that are reached."""
    names = sorted(set(brought_by.get(top, ())))
    if not names:  # editable installs do not list their modules: the name is all there is
        return [top] if _installed(top) else []
    if len(names) == 1:
        return names
    reached = [name.replace(".", "/") for name in imports if name.startswith(f"{top}.")]
    return [name for name in names if _has_file(distribution(name), reached)] or names


def _has_file(installed: Distribution, reached: list[str]) -> bool:
    files = [file.as_posix() for file in installed.files or ()]
    return any(file.startswith((f"{path}/", f"{path}.")) for file in files for path in reached)
