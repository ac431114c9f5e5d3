"""Forms as data: the parameters of a notebook, the fields of a request with rows to try, and what entries mean.

What stands in a field is text, its `entry`; what it means is decided here and by whoever is asked, never by a front
end. `choices` are the entries that are possible, null where others are.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from nb2svc.build.names import service_name
from nb2svc.compiler.frontend.parameter_fields import list_fields, why_unfit
from nb2svc.diagnostics import BundleError, Nb2svcError
from nb2svc.lab.facts.analysis import analyse_notebook
from nb2svc.lab.facts.text import Notebook
from nb2svc.manifest import Field
from nb2svc.runtime.loading.bundle import Bundle, read_golden, read_manifest
from nb2svc.runtime.web.schemas import describe_field, example_row
from nb2svc.store.reference import check_service_name

__all__ = [
    "FormError",
    "build_form",
    "check_build_form",
    "example_entries",
    "parameter_faults",
    "parameters_form",
    "read_entries",
    "read_entry",
    "request_form",
]

_MOST_EXAMPLES: Final = 20


class FormError(Nb2svcError):
    """Something was entered that does not fit.

    Args:
        faults: what is wrong, in words, by the field: `name` or `parameters.n_trees`.
    """

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(
            "; ".join(f"`{field.removeprefix('parameters.')}`: {fault}" for field, fault in faults.items())
        )
        self.fields = dict(faults)


def build_form(notebook: Notebook, file: Path) -> dict[str, Any]:
    """Return what a build can be told: {"service": the name if none is given, "fields": the parameters}.

    Raises:
        NotebookReadError: it is no notebook that can be compiled.
    """
    return {"service": service_name(file), "fields": parameters_form(notebook, file)}


def check_build_form(notebook: Notebook, file: Path, name: str | None, parameters: Mapping[str, Any]) -> None:
    """Refuse what does not fit before a build is started; unknown parameters are for the build to tell.

    Raises:
        FormError: the name, or the value of a parameter, is none that is possible.
        NotebookReadError: it is no notebook that can be compiled.
    """
    faults: dict[str, str] = {}
    try:
        check_service_name(name or service_name(file))
    except BundleError as error:
        faults["name"] = error.message
    if parameters:
        wrong = parameter_faults(notebook, file, parameters)
        faults |= {f"parameters.{each}": fault for each, fault in wrong.items()}
    if faults:
        raise FormError(faults)


def parameters_form(notebook: Notebook, file: Path) -> list[dict[str, Any]]:
    """Return the parameters of a notebook as fields, each with the value that is written there.

    A field is {"name", "kind": "integer" | "number" | "text" | "choice" | "literal", "type": in words, "about",
    "entry", "choices"}.

    Raises:
        NotebookReadError: it is no notebook that can be compiled.
    """
    program = analyse_notebook(notebook, file).program
    return [{**asdict(field), "choices": field.choices or None} for field in list_fields(program.parameters)]


def parameter_faults(notebook: Notebook, file: Path, entries: Mapping[str, Any]) -> dict[str, str]:
    """Return in words what is wrong with entries of a form of parameters: name -> fault, of those that have one.

    Raises:
        NotebookReadError: it is no notebook that can be compiled.
    """
    return why_unfit(analyse_notebook(notebook, file).program.parameters, entries)


def request_form(folder: Path) -> list[dict[str, Any]]:
    """Return the fields that a version reads, each with the value of the first golden row.

    A field is {"name", "kind": as in the manifest, "type": in words, "about", "nullable", "entry", "choices"}.

    Args:
        folder: of the version.

    Raises:
        BundleError: the version cannot be read.
    """
    first = example_entries(folder)[0]
    return [_request_field(field, first[field.name]) for field in _read_fields(folder)]


def example_entries(folder: Path) -> list[dict[str, str]]:
    """Return golden rows as the entries of the form, or training values where there are none; never empty.

    Args:
        folder: of the version.

    Raises:
        BundleError: the version cannot be read.
    """
    manifest = read_manifest(folder)
    golden = read_golden(Bundle(folder=folder, manifest=manifest))
    first = example_row(manifest.request, golden)
    others = [row if isinstance(row, dict) else dict.fromkeys(first, row) for row in golden.rows[1:_MOST_EXAMPLES]]
    return [{name: _entry(row.get(name)) for name in first} for row in (first, *others)]


def read_entries(folder: Path, entries: Mapping[str, str]) -> dict[str, Any]:
    """Return entries of a form as the row that they mean; what does not fit is for the service to refuse.

    Args:
        folder: of the version.
        entries: field -> what stands in it.

    Raises:
        BundleError: the version cannot be read.
    """
    fields = {field.name: field for field in _read_fields(folder)}
    return {
        name: read_entry(_request_field(fields[name], ""), entry) if name in fields else entry
        for name, entry in entries.items()
    }


def read_entry(field: Mapping[str, Any], entry: str) -> Any:
    """Return what was entered into a field of a request, as JSON; what is no number stays text, to be refused.

    Args:
        field: of `request_form`.
        entry: the text; an empty one is a missing value, but for a text that may not be missing.
    """
    is_text = field["kind"] in {"string", "datetime"}
    if entry == "" and (field["nullable"] or not is_text):
        return None
    if is_text:
        return entry
    try:
        value = json.loads(entry.strip().lower() if field["kind"] == "boolean" else entry, parse_constant=str)
    except (ValueError, RecursionError):
        return entry
    return entry if isinstance(value, float) and math.isinf(value) else value  # JSON has no word for it


def _read_fields(folder: Path) -> list[Field]:
    return [field for field in read_manifest(folder).request.fields if field.required]


def _request_field(field: Field, entry: str) -> dict[str, Any]:
    choices = (True, False) if field.kind == "boolean" else field.categories
    return {
        "name": field.name,
        "kind": field.kind,
        "type": field.kind + (" or missing" if field.nullable else ""),
        "about": describe_field(field) + ("; empty means missing" if field.nullable and choices is None else ""),
        "nullable": field.nullable,
        "entry": entry,
        "choices": None if choices is None else [*map(_entry, choices), *([""] if field.nullable else [])],
    }


def _entry(value: Any) -> str:
    """Return a value as one would type it."""
    if value is None:
        return ""
    if isinstance(value, list) and value and all(isinstance(line, list) for line in value):
        lines = ",\n ".join(_entry(line).replace("\n", "\n ") for line in value)
        return f"[{lines}]"  # a line of a matrix on a line of its own
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
