"""Forms of parameters and of requests, as data: what stands in a field, and what an entry means."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from unit.store.version_files import publish

from nb2svc.lab.facts.forms import (
    FormError,
    check_build_form,
    example_entries,
    parameters_form,
    read_entries,
    read_entry,
    request_form,
)
from nb2svc.manifest import Field, RequestSchema
from nb2svc.store import Store

FIELDS = (
    Field(name="age", kind="number", dtype="float64", nullable=True, minimum=18.0, maximum=90.0, example=30.5),
    Field(name="plan", kind="string", dtype="str", categories=("basic", "gold"), example="gold"),
    Field(name="is_new", kind="boolean", dtype="bool", example=True),
    Field(name="pixels", kind="array", dtype="float64", shape=(2, 2), example=[[0, 1], [1, 0]]),
    Field(name="churned", kind="integer", dtype="int64", required=False),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A version without golden rows."""
    return publish(Store(tmp_path), request=RequestSchema(name="df", input="frame", fields=FIELDS)).path


def notebook(source: str) -> dict[str, Any]:
    """Return a notebook of one parameters cell."""
    cell = {"cell_type": "code", "id": "p", "metadata": {"tags": ["parameters"]}, "source": source}
    return {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def test_parameters_are_fields(tmp_path):
    """The form of parameters is that of the notebook as it stands in the editor."""
    form = parameters_form(notebook("n_trees: int = 200  # more is slower"), tmp_path / "a.ipynb")
    assert form == [
        {
            "name": "n_trees",
            "kind": "integer",
            "type": "int",
            "about": "more is slower",
            "entry": "200",
            "choices": None,
        }
    ]


def test_what_does_not_fit_is_told_at_its_field(tmp_path):
    """A build is not even started with a wrong name or a wrong value, and every fault is told at once."""
    text, file = notebook("n_trees: int = 200"), tmp_path / "a.ipynb"
    check_build_form(text, file, None, {"n_trees": "300"})
    with pytest.raises(FormError, match="n_trees") as caught:
        check_build_form(text, file, "no name", {"n_trees": "many"})
    assert caught.value.fields == {
        "name": "`no name` cannot name a service: use letters, digits, `-`, `_` and `.`, and begin with a letter or "
        "digit",
        "parameters.n_trees": "expected int, found `'many'`",
    }


def test_a_request_is_a_form(folder):
    """The fields that are read, with what training showed of them and a row to try."""
    fields = {field.pop("name"): field for field in request_form(folder)}
    assert fields["age"] == {
        "kind": "number",
        "type": "number or missing",
        "about": "float64 in the notebook; training rows from 18.0 to 90.0; empty means missing",
        "nullable": True,
        "entry": "30.5",
        "choices": None,
    }
    assert {name: field["choices"] for name, field in fields.items()} == {
        "age": None,
        "plan": ["basic", "gold"],
        "is_new": ["true", "false"],
        "pixels": None,
    }


def test_entries_are_the_row_that_they_came_from(folder):
    """What the form holds before anybody types is sent as the very row."""
    (entries,) = example_entries(folder)
    assert entries["pixels"] == "[[0, 1],\n [1, 0]]"
    assert read_entries(folder, entries) == {
        "age": 30.5,
        "plan": "gold",
        "is_new": True,
        "pixels": [[0, 1], [1, 0]],
    }


@pytest.mark.parametrize(
    ("kind", "nullable", "entry", "meant"),
    [
        ("number", False, "3", 3),
        ("number", False, "3,5", "3,5"),
        ("number", False, "NaN", "NaN"),
        ("number", False, "1e400", "1e400"),
        ("number", False, "", None),
        ("integer", True, "", None),
        ("boolean", False, "True", True),
        ("string", False, "", ""),
        ("string", True, "", None),
        ("string", False, "3", "3"),
        ("datetime", False, "2026-01-01", "2026-01-01"),
        ("array", False, "[1, [2]]", [1, [2]]),
        ("array", False, "[1,", "[1,"),
    ],
)
def test_an_entry_means_a_value(kind, nullable, entry, meant):
    """What fits becomes a value of JSON; what does not stays text, which the service refuses in words."""
    value = read_entry({"kind": kind, "nullable": nullable}, entry)
    assert (value, type(value)) == (meant, type(meant))
    json.dumps(value, allow_nan=False)
