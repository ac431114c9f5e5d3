"""The file that declares a pipeline: `credit.toml`, or a table of a pyproject.toml. What it names is not looked up."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from nb2svc.build.names import service_name
from nb2svc.diagnostics import Diagnostic, PipelineReadError, Span
from nb2svc.manifest import NotebookSource

__all__ = ["Declaration", "Evaluation", "is_declaration", "read_declaration"]

_KEYS: Final = ("steps", "rows", "rename", "inputs", "answer", "evaluate")
_EVALUATE_KEYS: Final = ("rows", "target", "answer", "metrics")
_PROJECT: Final = "pyproject.toml"
_NAMED: Final = re.compile(r"(\S+)\s+as\s+([^\s.@]+)")
"""A step with a name of its own: `enrich@7 as second`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How the whole is measured.

    Attributes:
        rows: file of labelled rows, beside the declaration.
        target: its column that has the truth.
        answer: the answer that is compared with it: `risk.will_default`, or a name of the pipeline's answer.
        metrics: names of `sklearn.metrics`.
    """

    rows: str
    target: str
    answer: str
    metrics: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A pipeline as it is written down.

    Attributes:
        name: of the service.
        path: the file.
        text: its content.
        start: 0-based line on which the pipeline's part of it begins.
        steps: references of services, in order.
        rows: file of rows to verify with, or empty.
        rename: `service.answer` -> what later steps call it.
        inputs: `service.field` -> `request.field` or `service.answer`, where that is not told by its name.
        answer: field of the answer -> `service.answer`, or `request.field`; empty for the answer of the last step.
        evaluate: how the whole is measured, if it is.
    """

    name: str
    path: Path
    text: str
    start: int = 0
    steps: tuple[str, ...]
    rows: str = ""
    rename: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    answer: Mapping[str, str] = field(default_factory=dict)
    evaluate: Evaluation | None = None

    @property
    def source(self) -> NotebookSource:
        """What a manifest says of it."""
        return NotebookSource(name=self.path.name, sha256=hashlib.sha256(self.text.encode()).hexdigest())

    @property
    def references(self) -> tuple[str, ...]:
        """The steps as the store knows them."""
        return tuple(_split_step(step)[0] for step in self.steps)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that steps are given here; empty for one that is known as its service."""
        return tuple(_split_step(step)[1] for step in self.steps)

    def finding(self, code: str, message: str, *, at: str, hint: str = "") -> Diagnostic:
        """Return a finding at the first line that has a word in quotes, or as a key.

        Args:
            code: its kind.
            message: what is wrong.
            at: the word.
            hint: what to do.
        """
        for number, line in enumerate(self.text.splitlines()[self.start :], self.start + 1):
            column = _find(line, at)
            if column:
                end = column + len(at)
                place = Span(path=self.path.name, line=number, column=column, end_line=number, end_column=end)
                return Diagnostic(code=code, message=message, span=place, hint=hint, frame=(line,))
        return Diagnostic(code=code, message=message, span=Span(path=self.path.name), hint=hint)


def is_declaration(path: Path | str) -> bool:
    """Return whether a file declares a pipeline, by its name."""
    return Path(path).suffix == ".toml"


def read_declaration(path: Path, *, name: str | None = None) -> Declaration:
    """Return the pipeline that a file declares.

    Args:
        path: a TOML file.
        name: of the service; else that of the file. In a pyproject.toml it says which of its pipelines is meant.

    Raises:
        PipelineReadError: the file is missing, no TOML, or declares no pipeline; the message says what to write.
    """
    text = _read_text(path)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PipelineReadError(f"`{path}` is no TOML: {error}") from error
    start = 0
    if path.name == _PROJECT:
        name, content = _choose(path, content, name)
        start = _start_of(text, name)
    shown = f"`{path}`"
    _check_keys(content, _KEYS, shown)
    steps = _texts(content.get("steps"), "steps", shown, 'steps = ["enrich", "risk"]')
    return Declaration(
        name=name or service_name(path),
        path=path,
        text=text,
        start=start,
        steps=steps,
        rows=_text(content.get("rows", ""), "rows", shown, 'rows = "data/rows.csv"'),
        rename=_names(_flatten(content.get("rename", {})), "rename", shown, '"enrich.zone" = "area"'),
        inputs=_names(_flatten(content.get("inputs", {})), "inputs", shown, '"second.city" = "request.work_city"'),
        answer=_names(content.get("answer", {}), "answer", shown, 'score = "risk.probability"'),
        evaluate=_evaluation(content, shown) if "evaluate" in content else None,
    )


def _split_step(step: str) -> tuple[str, str]:
    found = _NAMED.fullmatch(step.strip())
    return (found[1], found[2]) if found is not None else (step, "")


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError as error:
        near = get_close_matches(path.name, [each.name for each in path.parent.glob("*.toml")], n=1)
        guess = f"; did you mean `{path.with_name(near[0])}`?" if near else ""
        raise PipelineReadError(f"`{path}` does not exist{guess}") from error
    except UnicodeDecodeError as error:
        raise PipelineReadError(f"`{path}` is no TOML: byte {error.start} is no text in UTF-8") from error
    except OSError as error:
        raise PipelineReadError(f"`{path}` cannot be read: {error.strerror or error}") from error


def _choose(path: Path, content: dict[str, Any], name: str | None) -> tuple[str, dict[str, Any]]:
    """Return name and table of a pipeline in a pyproject.toml; the only one needs no name."""
    declared: Any = content
    for key in ("tool", "nb2svc", "pipelines"):
        declared = declared.get(key) if isinstance(declared, dict) else None
    if not isinstance(declared, dict) or not declared:
        raise PipelineReadError(f"`{path}` declares no pipeline: write a table `[tool.nb2svc.pipelines.NAME]`")
    listing = ", ".join(f"`{each}`" for each in declared)
    if name is None and len(declared) > 1:
        raise PipelineReadError(f"`{path}` declares the pipelines {listing}: say which with `--name NAME`")
    chosen = next(iter(declared)) if name is None else name
    if not isinstance(declared.get(chosen), dict):
        raise PipelineReadError(f"`{path}` declares no pipeline `{chosen}`{_guess(chosen, declared)}; it has {listing}")
    return chosen, declared[chosen]


def _start_of(text: str, name: str) -> int:
    heads = (f"pipelines.{name}", f'pipelines."{name}"')
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines) if any(head in line for head in heads)), 0)


def _check_keys(content: Mapping[str, Any], known: tuple[str, ...], shown: str) -> None:
    for key in content:
        if key not in known:
            listing = ", ".join(f"`{each}`" for each in known)
            raise PipelineReadError(f"{shown} has a key `{key}`{_guess(key, known)}; a pipeline knows {listing}")


def _evaluation(content: Mapping[str, Any], shown: str) -> Evaluation:
    given = content["evaluate"]
    if not isinstance(given, dict):
        raise _wrong("evaluate", shown, 'a table: target = "defaulted"')
    inside = f"`[evaluate]` of {shown}"
    _check_keys(given, _EVALUATE_KEYS, inside)
    rows = _text(given.get("rows", content.get("rows", "")), "rows", inside, 'rows = "data/labelled.csv"')
    found = {
        key: _text(given.get(key, ""), key, inside, example)
        for key, example in (("target", 'target = "defaulted"'), ("answer", 'answer = "risk.will_default"'))
    }
    lacking = next((key for key, value in (("rows", rows), *found.items()) if not value), None)
    if lacking is not None:
        raise PipelineReadError(f"{inside} has no `{lacking}`: the whole is measured by `rows`, `target` and `answer`")
    metrics = _texts(given.get("metrics"), "metrics", inside, 'metrics = ["accuracy_score"]')
    return Evaluation(rows=rows, target=found["target"], answer=found["answer"], metrics=metrics)


def _text(value: Any, key: str, shown: str, example: str) -> str:
    if not isinstance(value, str):
        raise _wrong(key, shown, f"a text: {example}")
    return value


def _texts(value: Any, key: str, shown: str, example: str) -> tuple[str, ...]:
    if value is None:
        raise PipelineReadError(f"{shown} has no `{key}`: write {example}")
    if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
        raise _wrong(key, shown, f"a list of texts: {example}")
    return tuple(value)


def _names(value: Any, key: str, shown: str, example: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(each, str) and each for each in value.values()):
        raise _wrong(key, shown, f"a table of names: {example}")
    return value


def _flatten(value: Any) -> Any:
    """Return a table in which `enrich.zone`, which TOML reads as a table in a table, is one key again."""
    if not isinstance(value, dict):
        return value
    flat: dict[str, Any] = {}
    for key, inner in value.items():
        inside = _flatten(inner)
        flat |= {f"{key}.{name}": each for name, each in inside.items()} if isinstance(inside, dict) else {key: inside}
    return flat


def _wrong(key: str, shown: str, expected: str) -> PipelineReadError:
    return PipelineReadError(f"`{key}` of {shown} is not {expected}")


def _guess(word: str, known: Any) -> str:
    near = get_close_matches(word, list(known), n=1)
    return f" (did you mean `{near[0]}`?)" if near else ""


def _find(line: str, word: str) -> int:
    """Return the 1-based column of a word in quotes or at the start of a line, or 0."""
    for quote in ('"', "'"):
        position = line.find(f"{quote}{word}{quote}")
        if position >= 0:
            return position + 2
    bare = line.lstrip()
    is_key = bare.startswith(word) and bare[len(word) :].lstrip().startswith(("=", "]"))
    return len(line) - len(bare) + 1 if is_key or bare.startswith(f"[{word}") else 0
