"""What a repository says of its tests: the table `[tool.nb2svc.test]` of its pyproject.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from nb2svc.diagnostics import Nb2svcError
from nb2svc.regress.tolerance import KEYS, Tolerance

__all__ = ["Settings", "read_settings"]

_TABLE: Final = "[tool.nb2svc.test]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the notebooks of a repository are tested.

    Attributes:
        root: the folder that notebooks are named from.
        general: name -> value of tolerances for all notebooks.
        own: path of a notebook -> what holds for it alone: tolerances and `parameters`.
        given: tolerances of the command line, which go before those of a file.
        parameters: those of the command line, which take the place of a file's.
    """

    root: Path
    general: Mapping[str, Any] = field(default_factory=dict)
    own: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def tolerance(self, notebook: Path) -> Tolerance:
        """Return what holds for a notebook.

        Raises:
            Nb2svcError: a setting is no number.
        """
        tolerance = Tolerance()
        of_notebook = {key: value for key, value in self._own(notebook).items() if key in KEYS}
        for values, where in ((self.general, _TABLE), (of_notebook, _TABLE), (self.given, "the command line")):
            for key, value in values.items():
                tolerance = tolerance.change(key, value, where)
        return tolerance

    def parameters_of(self, notebook: Path) -> dict[str, Any]:
        """Return the values with which a notebook is tested; none where it is tested as it is."""
        return dict(self.parameters or self._own(notebook).get("parameters", {}))

    def _own(self, notebook: Path) -> Mapping[str, Any]:
        for name, values in self.own.items():
            if (self.root / name).resolve() == notebook.resolve():
                return values
        return {}


def read_settings(root: Path, *, given: Mapping[str, Any], parameters: Mapping[str, Any]) -> Settings:
    """Return the settings of the repository in a folder; there need be none.

    Args:
        root: the folder of its pyproject.toml.
        given: tolerances of the command line.
        parameters: parameters of the command line.

    Raises:
        Nb2svcError: the file is no TOML, or the table has a setting that does not exist.
    """
    path = root / "pyproject.toml"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        content = {}
    except tomllib.TOMLDecodeError as error:
        raise Nb2svcError(f"`{path}` is no TOML: {error}") from error
    table = content.get("tool", {}).get("nb2svc", {}).get("test", {})
    own = {name: values for name, values in table.items() if isinstance(values, dict)}
    general = {name: value for name, value in table.items() if name not in own}
    _check_names(general, KEYS, _TABLE)
    for name, values in own.items():
        _check_names(values, (*KEYS, "parameters"), f'[tool.nb2svc.test."{name}"]')
        if not (root / name).is_file():
            raise Nb2svcError(f'[tool.nb2svc.test."{name}"]: there is no notebook `{name}` in `{root}`')
        if not isinstance(values.get("parameters", {}), dict):
            raise Nb2svcError(
                f'[tool.nb2svc.test."{name}"]: `parameters` is a table, such as `parameters = {{ n_trees = 10 }}`'
            )
    return Settings(root=root, general=general, own=own, given=given, parameters=parameters)


def _check_names(values: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for name in values:
        if name not in known:
            raise Nb2svcError(f"{where}: there is no setting `{name}`; there are {', '.join(f'`{k}`' for k in known)}")
