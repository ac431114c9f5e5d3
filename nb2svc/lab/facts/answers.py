"""What a service answered to a form, in words: each value, faults at their fields, and whether the notebook agrees."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from nb2svc.manifest import Manifest
from nb2svc.runtime.loading.bundle import Bundle, read_golden, read_manifest

__all__ = ["answer_facts", "request_code"]

_MOST_SHARES: Final = 24
_DIGITS: Final = 6


def answer_facts(folder: Path, row: Mapping[str, Any], body: bytes) -> dict[str, Any]:
    """Return what a service answered: {"values", "notebook", "faults", "message"}.

    Of each value the name, its text, and where it is a probability or a list of them the `shares`. `notebook` says
    whether the notebook computed the same, and is empty for a row that is none of its own. `faults` are by field;
    `message` is what is about none of them.

    Args:
        folder: of the version.
        row: what was sent.
        body: the answer.

    Raises:
        BundleError: the version cannot be read.
    """
    manifest = read_manifest(folder)
    try:
        answer = json.loads(body)
    except ValueError:
        answer = {}
    if isinstance(answer, dict) and _is_refusal(answer.get("detail")):
        faults, message = _faults(answer["detail"], row)
        return {"values": [], "notebook": "", "faults": faults, "message": message}
    if not isinstance(answer, dict) or not answer:
        return {"values": [], "notebook": "", "faults": {}, "message": "the service gave no answer that can be read"}
    values = [
        {
            "name": field.name,
            "text": _text(answer.get(field.name)),
            "shares": _shares(answer.get(field.name), field.kind),
        }
        for field in sorted(manifest.response, key=lambda field: field.kind == "array")  # single values first
    ]
    return {"values": values, "notebook": _agreement(folder, manifest, row, answer), "faults": {}, "message": ""}


def request_code(folder: Path, store: Path, row: Mapping[str, Any]) -> dict[str, str]:
    """Return the same request for a shell, once `nb2svc serve` runs, and for a cell of a notebook.

    Args:
        folder: of the version.
        store: the folder of the services.
        row: what to send.
    """
    version = read_manifest(folder).version
    body = shlex.quote(json.dumps(row, ensure_ascii=False))
    lines = "".join(f"    {name!r}: {value!r},\n" for name, value in row.items())
    return {
        "curl": f"# nb2svc serve {version} --store {shlex.quote(str(store))}\n"
        f"curl -s http://127.0.0.1:8000/predict -H 'content-type: application/json' -d {body}",
        "python": f"import nb2svc\n\nservice = nb2svc.load({version!r}, store={str(store)!r})\n"
        f"service.predict([{{\n{lines}}}])",
    }


def _is_refusal(detail: Any) -> bool:
    """Return whether this is why there is no answer, and not a value that a notebook calls so."""
    return (
        isinstance(detail, list) and bool(detail) and all(isinstance(each, dict) and "loc" in each for each in detail)
    )


def _faults(detail: Sequence[Mapping[str, Any]], row: Mapping[str, Any]) -> tuple[dict[str, str], str]:
    faults: dict[str, str] = {}
    others: list[str] = []
    for each in detail:
        place = [part for part in each["loc"][1:] if isinstance(part, str)]
        if place and place[0] in row and place[0] not in faults:
            faults[place[0]] = each["msg"]
        else:
            others.append(": ".join([*place, each["msg"]]))
    return faults, "; ".join(others)


def _text(value: Any) -> str:
    if value is None:
        return "missing"
    if isinstance(value, float):
        return f"{value:.{_DIGITS}g}"
    if isinstance(value, list):
        return _list_text(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _list_text(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_list_text, value))}]"
    return f"{value:.{_DIGITS}g}" if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def _shares(value: Any, kind: str) -> list[float] | None:
    """Return probabilities as a list; None for what is none."""
    if kind == "number" and _is_share(value):
        return [value]
    is_list = isinstance(value, list) and 1 < len(value) <= _MOST_SHARES
    return list(value) if is_list and all(map(_is_share, value)) else None


def _is_share(value: Any) -> bool:
    return isinstance(value, float) and 0 <= value <= 1


def _agreement(folder: Path, manifest: Manifest, row: Mapping[str, Any], answer: dict[str, Any]) -> str:
    """Return whether the notebook computed the same, where this is one of its rows."""
    from nb2svc.build.comparison import compare  # numpy, which only this needs

    golden = read_golden(Bundle(folder=folder, manifest=manifest))
    for own, expected in zip(golden.rows, golden.answers, strict=False):
        values = own if isinstance(own, dict) else dict.fromkeys(row, own)
        if isinstance(expected, dict) and all(values.get(name) == value for name, value in row.items()):
            check = compare("one row", [answer], [expected])
            return "The notebook computed the same for this row." if check.passed else check.detail
    return ""
