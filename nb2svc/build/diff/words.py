"""Facts of a version in words that can be compared at a glance."""

from __future__ import annotations

from typing import Final

from nb2svc.build.diff.contents import Contents
from nb2svc.manifest import Field, Manifest, OutputField, StateValue

__all__ = ["describe_facts", "describe_field", "describe_state"]

_UNITS: Final = ("B", "KB", "MB", "GB")


def describe_field(field: Field | OutputField) -> str:
    """Return what a field holds: `number (float64), may be null`. What values were seen says nothing of its form."""
    parts = [f"{field.kind}{' ' if field.shape else ''}{'x'.join(map(str, field.shape))} ({field.dtype})"]
    if isinstance(field, Field):
        parts += ["may be null"] if field.nullable else []
        parts += [] if field.required else ["not needed"]
        parts += [f"one of {', '.join(map(str, field.categories))}"] if field.categories is not None else []
    return ", ".join(parts)


def describe_state(value: StateValue, contents: Contents) -> str:
    """Return what a value is: its preview where there is one, else its type, with its size on disk."""
    seen = contents.values.get(value.name) or value.type
    return f"{seen} ({_size(contents.sizes[value.name])})"


def describe_facts(manifest: Manifest) -> dict[str, str]:
    """Return what else is known of a version, without dates and places."""
    data = manifest.data
    passed = sum(check.passed for check in manifest.checks)
    facts = {
        "notebook": manifest.notebook.name,
        "training rows": f"{data['name']}, {data['rows']} rows, {len(data['columns'])} columns" if data else "",
        "training rows' sha256": str(data.get("sha256", "")),
        "rows are answered": "together or alone, the same" if manifest.rows_independent else "alone",
        "checks": f"{passed} of {len(manifest.checks)} equal",
        "allowed": " ".join(manifest.allowed),
        "look-ups": ", ".join(each.name for each in manifest.lookups),
        "environment variables": ", ".join(manifest.variables),
        "steps": ", ".join(step.title for step in manifest.steps),
        "threads": " ".join(f"{name}={count}" for name, count in manifest.threads.items()),
        "Python": manifest.environment.get("python", ""),
        "platform": manifest.environment.get("platform", ""),
        "nb2svc": manifest.environment.get("nb2svc", ""),
    }
    return {name: value for name, value in facts.items() if value}


def _size(count: float) -> str:
    """Return a number of bytes in three digits or so."""
    for unit in _UNITS[:-1]:
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} {_UNITS[-1]}"
