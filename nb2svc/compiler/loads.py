"""Which statements bring rows in; where a cell loads and goes on, those before the first that reads loaded rows."""

from __future__ import annotations

import ast

from nb2svc.compiler.ir import Statement
from nb2svc.compiler.operations import is_split
from nb2svc.compiler.scope import Scope

__all__ = ["Loads"]


class Loads:
    """Tells load statements from others; remembers what it has found out."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._known: dict[str, bool] = {}

    def is_load(self, statement: Statement) -> bool:
        """Whether the statement brings rows in: in a load cell; where that has more stages, before rows are read."""
        if "load" not in statement.stages or statement.kind in {"import", "function", "class", "display"}:
            return False
        if set(statement.stages) <= {"load", "parameters"}:
            return not self._is_after_split(statement)
        return not self._stands_on_load(statement)

    def _is_after_split(self, statement: Statement) -> bool:
        """Whether a load cell has dealt its rows into parts by now: what is loaded is what was there before."""
        cell_id = statement.id.rpartition(".")[0]
        own = [s for s in self.scope.statements.values() if s.id.rpartition(".")[0] == cell_id and s.kind == "code"]
        until = own[: own.index(statement) + 1]
        splits = (any(is_split(part) for part in ast.walk(s.node) if isinstance(part, ast.expr)) for s in until)
        return next((i for i, found in enumerate(splits) if found), 0) > 0

    def _stands_on_load(self, statement: Statement) -> bool:
        """Whether a statement reads, directly or through others, what a load statement gave."""
        known = self._known.get(statement.id)
        if known is None:
            sources = [self.scope.statements[writer] for writer in statement.sources.values()]
            known = any(self.is_load(source) or self._stands_on_load(source) for source in sources)
            self._known[statement.id] = known
        return known
