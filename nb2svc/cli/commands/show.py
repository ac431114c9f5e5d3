"""`nb2svc show`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import nb2svc
from nb2svc.cli.facts import draw_checks
from nb2svc.cli.options import JsonOption, ServiceArgument, StoreOption
from nb2svc.cli.output import draw_table, print_json, print_text
from nb2svc.diagnostics import Diagnostic
from nb2svc.manifest import Field, Manifest, OutputField, Step
from nb2svc.store import find_bundle, read_manifest

__all__ = ["show"]

_LONGEST = 60


def show(service: ServiceArgument, store: StoreOption = Path(nb2svc.DEFAULT_STORE), as_json: JsonOption = False) -> int:
    """Show a version: its request and answer, state, checks, metrics and findings."""
    folder = find_bundle(service, store)
    manifest = read_manifest(folder)
    if as_json:
        print_json({"path": str(folder), **_plain(manifest)})
    else:
        print_text("\n\n".join(_sections(manifest, folder)))
    return 0


def _plain(manifest: Manifest) -> dict[str, Any]:
    import msgspec  # only with --json

    return dict(msgspec.to_builtins(manifest))


def _sections(manifest: Manifest, folder: Path) -> Iterator[str]:
    yield "\n".join([manifest.version, *_indent(_facts(manifest, folder).splitlines())])
    yield _section(f"request: a row of {manifest.request.name}", _draw_request(manifest.request.fields))
    yield _section("answer", _draw_answer(manifest.response))
    if manifest.steps:
        yield _section("steps", _draw_steps(manifest.steps))
    if manifest.state:
        values = [(value.name, value.type, value.codec, _shorten(value.source)) for value in manifest.state]
        yield _section("state", draw_table(("name", "type", "stored as", "from"), values))
    truth = "the steps, one after the other" if manifest.steps else "the notebook"
    yield _section(f"checks against {truth}", draw_checks(manifest.checks))
    if manifest.metrics:
        yield _section("metrics", draw_table(("name", "value"), ((k, f"{v:.6g}") for k, v in manifest.metrics.items())))
    if manifest.findings:
        found = (Diagnostic.from_json(each).render() for each in manifest.findings)
        yield _section("findings", "\n\n".join(found))


def _facts(manifest: Manifest, folder: Path) -> str:
    facts = {
        "pipeline" if manifest.steps else "notebook": manifest.notebook.name,
        "built": manifest.created,
        "folder": folder,
        "content": manifest.content_hash,
        "parameters": " ".join(f"{name}={value!r}" for name, value in manifest.parameters.items()),
        "data": _data(manifest.data),
        "rows": "independent: answered together or alone, the same" if manifest.rows_independent else "answered alone",
        "environment": " ".join(f"{name} {version}" for name, version in manifest.environment.items()),
        "threads": " ".join(f"{name}={count}" for name, count in manifest.threads.items()),
        "allowed": " ".join(manifest.allowed),
    }
    width = max(map(len, facts))
    return "\n".join(f"{name:<{width}}  {value}" for name, value in facts.items() if value)


def _data(data: Mapping[str, Any]) -> str:
    return f"{data['name']}, {data['rows']} rows, {len(data['columns'])} columns" if data else ""


def _draw_request(fields: Iterable[Field]) -> str:
    rows = [
        (
            field.name,
            _kind(field),
            "yes" if field.nullable else "",
            "" if field.required else "not needed",
            _values(field),
            _shorten(json.dumps(field.example, ensure_ascii=False)),
        )
        for field in fields
    ]
    return draw_table(("field", "type", "may be null", "", "values seen", "example"), rows)


def _draw_answer(fields: Iterable[OutputField]) -> str:
    return draw_table(("field", "type", "in the notebook"), ((each.name, _kind(each), each.dtype) for each in fields))


def _draw_steps(steps: Sequence[Step]) -> str:
    rows = [(step.title, step.content_hash[:8], _sources(step, steps)) for step in steps]
    return draw_table(("step", "content", "reads"), rows)


def _sources(step: Step, steps: Sequence[Step]) -> str:
    """Return what a step reads from other steps: `area = enrich.zone`; the rest is the request's."""
    given = [f"{link.name} = {steps[link.step - 1].known_as}.{link.field}" for link in step.inputs if link.step]
    asked = [link for link in step.inputs if not link.step]
    told = [link.name if link.name == link.field else f"{link.name} = request.{link.field}" for link in asked]
    return ", ".join([*given, *told])


def _kind(field: Field | OutputField) -> str:
    return field.kind + (f" {'x'.join(map(str, field.shape))}" if field.shape else "")


def _values(field: Field) -> str:
    if field.categories is not None:
        return _shorten(", ".join(map(str, field.categories)))
    return f"{field.minimum} to {field.maximum}" if field.minimum is not None else ""


def _section(title: str, body: str) -> str:
    return "\n".join([title, *_indent(body.splitlines())])


def _indent(lines: Iterable[str]) -> list[str]:
    return [f"  {line}".rstrip() for line in lines]


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
