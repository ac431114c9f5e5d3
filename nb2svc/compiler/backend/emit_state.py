"""state.py: a typed record of what training fixed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from nb2svc.compiler.backend.module import Imports, ModuleText, type_name
from nb2svc.compiler.ir import Program
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.trace import Capture

__all__ = ["emit_state"]

LONGEST_SOURCE: Final = 50


def emit_state(
    program: Program, classified: Classified, package: str, clock: Collection[str], connections: Collection[str] = ()
) -> ModuleText:
    """Return state.py."""
    imports = Imports()
    imports.add_member("dataclasses", "dataclass")
    fields = []
    for key, name in sorted(classified.names.items(), key=lambda item: item[1]):
        capture = classified.captures[key]
        origin = _origin(program, capture) + (", read anew for each request" if key in clock else "")
        origin += ", made anew by every process" if key in connections else ""
        kind = type_name(capture.type, package, imports)
        fields.append((f"    {name}: {f'dict[object, {kind}]' if capture.loops else kind}", origin))
    module = ModuleText(
        "state.py",
        program.notebook.path,
        "What training fixed, and serving only reads.",
        extra=f"After each value: the cell and line of {program.notebook.path} that gave it.",
    )
    module.add_imports(imports)
    module.blank(2)
    module.add("@dataclass(frozen=True)\nclass State:")
    if not fields:
        module.add('    """Nothing: every answer depends on its row alone."""')
        return module
    module.add('    """Values of the training run."""')
    module.blank()
    width = max(len(text) for text, _ in fields)
    for text, origin in fields:
        module.add(f"{text:<{width}}  # {origin}")
    return module


def _origin(program: Program, capture: Capture) -> str:
    if not capture.site:
        writer = next(s for s in program.statements if s.id == capture.key.split(":", 2)[2])
        return f"#{writer.span.cell_id}, line {writer.span.line}"
    cell_id, line, _ = capture.place.split(":")
    source = " ".join(capture.source.split())
    shown = source if len(source) <= LONGEST_SOURCE else f"{source[:LONGEST_SOURCE]}..."
    number = program.notebook.cell(cell_id).source_line(int(line))
    return f"#{cell_id}, line {number}: {shown}"
