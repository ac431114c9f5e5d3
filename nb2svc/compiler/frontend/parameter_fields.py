"""Parameters as fields of a form: what a person may write into each. Values go back as text, as on a command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from nb2svc.compiler.frontend.parameter_values import Expected, ValueTypeError, expected_type, fit_value
from nb2svc.compiler.ir import Parameter

__all__ = ["ParameterField", "list_fields", "why_unfit"]

_Kind = Literal["integer", "number", "text", "choice", "literal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterField:
    """A field.

    Attributes:
        name: the parameter.
        kind: what is written into it; `literal` is whatever Python writes as a literal.
        type: what it may be, in words: `list[int]`.
        entry: the text that it has where nobody changes it.
        choices: texts of which one is chosen; empty where others are possible.
        about: what the notebook says of it.
    """

    name: str
    kind: _Kind
    type: str
    entry: str
    choices: tuple[str, ...] = ()
    about: str = ""


def list_fields(parameters: Iterable[Parameter], values: Mapping[str, Any] | None = None) -> tuple[ParameterField, ...]:
    """Return a field for each parameter, in order.

    Args:
        parameters: of a notebook.
        values: those that are not the notebook's own.
    """
    return tuple(_field_of(parameter, (values or {}).get(parameter.name, parameter.value)) for parameter in parameters)


def why_unfit(parameters: Iterable[Parameter], entries: Mapping[str, Any]) -> dict[str, str]:
    """Return in words what is wrong with what was entered: name -> fault, of those that have one."""
    faults = {}
    for parameter in parameters:
        if parameter.name in entries:
            try:
                fit_value(entries[parameter.name], expected_type(parameter))
            except ValueTypeError as error:
                faults[parameter.name] = f"expected {error.expected}, found {error.found}"
    return faults


def _field_of(parameter: Parameter, value: Any) -> ParameterField:
    expected = expected_type(parameter)
    kind, choices = _kind_of(expected)
    return ParameterField(
        name=parameter.name,
        kind=kind,
        type=expected.text,
        entry=_entry(value),
        choices=tuple(map(_entry, choices)),
        about=parameter.comment,
    )


def _kind_of(expected: Expected) -> tuple[_Kind, tuple[Any, ...]]:
    if expected.choices:
        return "choice", expected.choices
    match expected.types:
        case (only,) if only is bool:
            return "choice", (True, False)
        case (only,) if only is int:
            return "integer", ()
        case (only,) if only is float:
            return "number", ()
        case (*_, last) if last is str:  # whatever is written is one
            return "text", ()
    return "literal", ()


def _entry(value: Any) -> str:
    return value if isinstance(value, str) else repr(value)
