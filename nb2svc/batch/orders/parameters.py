"""The report cells of a version, and the parameters that a run may set because one of these cells reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from nb2svc.batch.errors import BatchError, at_field
from nb2svc.batch.notebook.report_cells import ReportCells, choose_report_cells
from nb2svc.batch.tables.references import Reference, is_reference
from nb2svc.compiler.frontend.parameter_values import Expected, ValueTypeError, expected_type, fit_value
from nb2svc.compiler.ir import Parameter
from nb2svc.manifest import Manifest

__all__ = ["bind_parameters", "read_report_cells", "settable_parameters"]


def read_report_cells(folder: Path, manifest: Manifest) -> ReportCells:
    """Return the report cells of the notebook that a version was built from.

    Args:
        folder: of the version.
        manifest: of the version.
    """
    path = folder / f"notebook{Path(manifest.notebook.name).suffix}"
    if not path.is_file():
        return ReportCells()
    stages = [name for stage in manifest.stages if stage.name == "preprocess" for name in stage.outputs]
    answers = [field.name for field in manifest.response]
    available = {manifest.request.name, *stages, *answers, *manifest.parameters}
    return choose_report_cells(path.read_text(encoding="utf-8"), path=manifest.notebook.name, available=available)


def bind_parameters(manifest: Manifest, given: Mapping[str, Any], cells: ReportCells) -> dict[str, Any]:
    """Return the values of parameters that report cells read, each of its type; what would change nothing is refused.

    A text such as `env:TOKEN` or `file:/run/secrets/token` becomes a reference, which only the cell itself reads.

    Args:
        manifest: of the version.
        given: name -> value; a text is converted, as the command line needs it.
        cells: the report cells.

    Raises:
        BatchError: the notebook has no such parameter, nothing reads it any more, or the value is of another type,
            or names a secret and is no text.
    """
    for name in given:
        with at_field(f"parameters.{name}"):
            _check_name(name, manifest, cells)
    known = {parameter.name: parameter for parameter in cells.parameters}
    return {
        **manifest.parameters,
        **{name: _fit(value, known[name]) if name in known else value for name, value in given.items()},
    }


def settable_parameters(manifest: Manifest, cells: ReportCells) -> tuple[Parameter, ...]:
    """Return the parameters that a run may set, each with the value that it has where nobody sets it."""
    can_be_set = [parameter for parameter in cells.parameters if parameter.name in cells.names]
    return tuple(
        replace(parameter, value=manifest.parameters[parameter.name])
        for parameter in can_be_set
        if parameter.name in manifest.parameters
    )


def _check_name(name: str, manifest: Manifest, cells: ReportCells) -> None:
    if name in cells.fixed:
        raise BatchError(
            f"`{name}` cannot be set: {manifest.notebook.name} computes it in its `parameters` cell. A parameter "
            f'is a number, a text, a list and the like; a day is a text, `{name}: str = "2026-11-01"`, of which '
            f"the cell that needs a time makes one: `pd.Timestamp({name})`"
        )
    if name not in manifest.parameters:
        near = get_close_matches(name, manifest.parameters, n=1)
        guess = f"; did you mean `{near[0]}`?" if near else ""
        raise BatchError(f"{manifest.version} has no parameter `{name}`{guess}")
    if name not in cells.names:
        raise BatchError(
            f"`{name}` was fixed when {manifest.version} was built, and no report cell reads it: it would change "
            f"nothing. Build a version with another value: nb2svc build {manifest.notebook.name} -p {name}=..."
        )


def _fit(value: Any, parameter: Parameter) -> Any:
    with at_field(f"parameters.{parameter.name}"):
        return _fit_or_refuse(value, parameter)


def _fit_or_refuse(value: Any, parameter: Parameter) -> Any:
    expected = expected_type(parameter)
    if is_reference(value):
        return _refer(value, parameter.name, expected)
    try:
        return fit_value(value, expected)
    except ValueTypeError as error:
        raise BatchError(f"the parameter `{parameter.name}` expects {error.expected}, found {error.found}") from error


def _refer(text: str, name: str, expected: Expected) -> Reference:
    if expected.types and str not in expected.types:
        raise BatchError(f"the parameter `{name}` expects {expected.text}, and only a text can be read from `{text}`")
    return Reference(text, f"the parameter `{name}`")
