"""clock.py: what a request reads from the clock, under the names of the state."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from nb2svc.compiler.backend.module import Imports, ModuleText
from nb2svc.compiler.backend.names import Sources, mentioned_names
from nb2svc.compiler.ir import Program
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.passes.find_clock import ClockRead

__all__ = ["emit_clock"]


def emit_clock(
    program: Program, classified: Classified, reads: Mapping[str, ClockRead], sources: Sources
) -> ModuleText | None:
    """Return clock.py, or None where the service reads no clock."""
    if not reads:
        return None
    imports = Imports()
    lines = []
    for key, read in sorted(reads.items(), key=lambda item: classified.names[item[0]]):
        for statement in read.read:
            sources.add(statement, mentioned_names(read.expression), imports)
        lines.append(f'        "{classified.names[key]}": {ast.unparse(read.expression)},')
    module = ModuleText("clock.py", program.notebook.path, "What is read from the clock, not kept from training.")
    module.add_imports(imports)
    module.blank(2)
    module.add(
        'def read_clock() -> dict[str, object]:\n    """Return what a request has in place of the time of training."""'
    )
    module.add("\n".join(["    return {", *lines, "    }"]))
    return module
