"""What a service answered to a form, in words."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from unit.store.version_files import publish

from nb2svc.lab.facts.answers import answer_facts, request_code
from nb2svc.manifest import OutputField
from nb2svc.store import Store

RESPONSE = (
    OutputField(name="shares", kind="array", dtype="float64", shape=(3,)),
    OutputField(name="proba", kind="number", dtype="float64"),
    OutputField(name="label", kind="string", dtype="str"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A version without golden rows."""
    return publish(Store(tmp_path), response=RESPONSE).path


def told(folder: Path, answer: Any) -> dict[str, Any]:
    """Return an answer to a row of one field in words."""
    return answer_facts(folder, {"age": 3}, json.dumps(answer).encode())


def test_values_are_told_single_ones_first(folder):
    """Numbers are rounded to what a person reads, a missing value is a word, and probabilities come as numbers, too."""
    facts = told(folder, {"shares": [0.1, 0.7, 0.2], "proba": 0.123456789, "label": None})
    assert facts["values"] == [
        {"name": "proba", "text": "0.123457", "shares": [0.123456789]},
        {"name": "label", "text": "missing", "shares": None},
        {"name": "shares", "text": "[0.1, 0.7, 0.2]", "shares": [0.1, 0.7, 0.2]},
    ]
    assert (facts["faults"], facts["message"], facts["notebook"]) == ({}, "", "")


@pytest.mark.parametrize("value", [2.0, -0.1, 1, [0.5, 1.5], [0.5], [[0.5, 0.5]], ["a"], [0.1] * 25])
def test_what_is_no_probability_has_no_shares(folder, value):
    """A bar is drawn of numbers between 0 and 1, and of lists that can be taken in."""
    (proba, *_, shares) = told(folder, {"shares": value, "proba": value, "label": "a"})["values"]
    assert (proba["shares"], shares["shares"]) == (None, None)


def test_faults_are_told_at_their_fields(folder):
    """What is about a field of the form stands there; all else is a message."""
    detail = [
        {"loc": ["body", "age"], "msg": "found null", "type": "null"},
        {"loc": ["body", "agee"], "msg": "no such field", "type": "unknown-field"},
        {"loc": [], "msg": "too busy", "type": "overload"},
    ]
    facts = told(folder, {"detail": detail})
    assert facts["faults"] == {"age": "found null"}
    assert facts["message"] == "agee: no such field; too busy"
    assert facts["values"] == []


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"3"])
def test_an_answer_that_is_none_says_so(folder, body):
    """Whatever stands between here and the service may have answered instead."""
    assert answer_facts(folder, {}, body)["message"] == "the service gave no answer that can be read"


def test_a_request_is_there_as_code(folder, tmp_path):
    """A shell and Python read the very row, whatever its texts hold."""
    row = {"age": None, "name": 'O\'Neil "x"\n$HOME'}
    code = request_code(folder, tmp_path, row)
    assert json.loads(shlex.split(code["curl"], comments=True)[-1]) == row
    assert eval(code["python"].partition("service.predict(")[2].removesuffix(")")) == [row]
