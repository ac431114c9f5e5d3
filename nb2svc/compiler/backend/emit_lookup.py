"""lookup.py: what is looked up for the rows of each request, and what it talks through."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

from nb2svc.compiler.backend.module import Imports, ModuleText
from nb2svc.compiler.backend.names import Sources, mentioned_names
from nb2svc.compiler.backend.source import cut_statement
from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.passes.find_clock import ClockRead

__all__ = ["emit_lookup"]


def emit_lookup(
    program: Program,
    classified: Classified,
    found: Collection[Statement],
    connections: Mapping[str, ClockRead],
    sources: Sources,
) -> ModuleText | None:
    """Return lookup.py, or None where nothing is looked up.

    Args:
        program: the notebook.
        classified: the names of frozen values.
        found: the functions of look-up cells.
        connections: what they talk through.
        sources: where names come from.
    """
    if not found:
        return None
    imports = Imports()
    for statement in found:
        sources.add(statement, mentioned_names(statement.node), imports)
    lines = []
    for key, made in sorted(connections.items(), key=lambda item: classified.names[item[0]]):
        for statement in made.read:
            sources.add(statement, mentioned_names(made.expression), imports)
        lines.append(f'        "{classified.names[key]}": {ast.unparse(made.expression)},')
    module = ModuleText("lookup.py", program.notebook.path, "What is looked up for the rows of each request.")
    module.add_imports(imports)
    if lines:
        module.blank(2)
        about = "Return what look-ups talk through; every process makes its own."
        module.add(f'def connect() -> dict[str, object]:\n    """{about}"""')
        module.add("\n".join(["    return {", *lines, "    }"]))
    for statement in found:
        module.blank(2)
        module.add_piece(cut_statement(program.notebook.cell(statement.span.cell_id), statement.node, []), spaces=0)
    return module
