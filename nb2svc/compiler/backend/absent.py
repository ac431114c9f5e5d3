"""Columns that a request need not have, such as the target: the text of a stage does without them.

for col in columns:              ->     for col in [column for column in columns if column != "target"]:
df.drop(columns=["target"])      ->     df.drop(columns=["target"], errors="ignore")
df[["age", "target"]]            ->     df[["age"]]
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from nb2svc.compiler.backend.source import Edit, write_literal
from nb2svc.compiler.ir import Cell
from nb2svc.compiler.loops import is_left_early
from nb2svc.compiler.places import slice_text
from nb2svc.compiler.sites import Place
from nb2svc.compiler.trace import Capture

__all__ = ["AbsentColumns"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsentColumns:
    """Writes expressions of one cell without the columns that a request need not have.

    Attributes:
        cell: the cell.
        names: of the columns.
        captures: frozen values by key.
        reference: capture -> the text that stands for it.
        constants: variables that hold a list of texts written in the notebook.
        items: loops over names -> the names.
    """

    cell: Cell
    names: frozenset[str]
    captures: Mapping[str, Capture]
    reference: Callable[[Capture], str]
    constants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def among(self, text: str) -> list[str]:
        """Return the absent ones in a list of columns that is frozen or a constant."""
        labels = next((c.labels for c in self.captures.values() if c.labels and self.reference(c) == text), ())
        return [label for label in labels or self.constants.get(text, ()) if label in self.names]

    def without(self, text: str) -> str:
        """Return a frozen list of columns without the absent ones."""
        return _filtered(text, self.among(text))

    def kept(self, columns: Sequence[object]) -> list[object]:
        """Return the columns that a request has, of those that an expression picks."""
        return [column for column in columns if column not in self.names]

    def fewer_rounds(self, place: Place, frozen: Mapping[str, str], text: Callable[[ast.expr], str]) -> Edit | None:
        """Return the edit of `for col in columns:` that leaves the absent columns out.

        Args:
            place: the head of a loop.
            frozen: variables that are frozen there; the names in a variable that is not are those that the run saw.
            text: the serve-time text of an expression.
        """
        if not isinstance(place.node, ast.For):
            return None
        columns = place.node.iter
        rounds = self.items.get(place.id, ())
        seen = [name for name in rounds if name in self.names]
        if is_left_early(place.node):  # without the column at which it ends it would go on: the rounds are written down
            kept = ", ".join(write_literal(name) for name in rounds if name not in self.names)
            return (
                Edit.of(self.cell, columns, f"[{kept}]") if seen and isinstance(place.node.target, ast.Name) else None
            )
        if isinstance(columns, ast.List | ast.Tuple):
            left = [e for e in columns.elts if not self._is_absent(e)]
            is_shorter = len(left) < len(columns.elts) and (left or seen)
            return self._list(columns, left) if is_shorter else None
        written = text(columns)
        missing = self.among(written)
        if isinstance(columns, ast.Name) and columns.id not in frozen:
            missing = seen or missing
        return Edit.of(self.cell, columns, _filtered(written, missing)) if missing else None

    def pick_frozen(self, node: ast.expr, text: Callable[[ast.expr], str]) -> list[Edit] | None:
        """Return the edits of `df[names]` where some of the frozen names are absent."""
        match node:
            case ast.Subscript(value=receiver, slice=ast.Name() | ast.Call() | ast.Attribute() as part):
                columns = text(part)
            case _:
                return None
        if not self.among(columns):
            return None
        if isinstance(node.ctx, ast.Store):
            root = slice_text(self.cell, receiver)
            return [Edit.of(self.cell, part, f"[column for column in {columns} if column in {root}]")]
        return [Edit.of(self.cell, node, f"{text(receiver)}.filter(items={columns})")]

    def pick_written(self, node: ast.expr) -> Edit | None:
        """Return the edit of `df[["a", "target"]]` and of `df.dropna(subset=["a", "target"])`."""
        match node:
            case ast.Call(func=ast.Attribute(value=receiver, attr="dropna"), keywords=keywords):
                named = next((k.value for k in keywords if k.arg == "subset"), None)
                labels = named.elts if isinstance(named, ast.List | ast.Tuple) else [named]
                left = [e for e in labels if e is not None and not self._is_absent(e)]
                if any(not isinstance(e, ast.Constant) for e in labels) or len(left) == len(labels):
                    return None
                assert named is not None
                return self._list(named, left) if left else Edit.of(self.cell, node, slice_text(self.cell, receiver))
            case ast.Subscript(value=ast.Name(), slice=ast.List(elts=elements) as columns):
                left = [e for e in elements if not self._is_absent(e)]
                if len(left) == len(elements) or not all(isinstance(e, ast.Constant) for e in elements):
                    return None
                return self._list(columns, left)
            case _:
                return None

    def tolerant_drop(self, node: ast.expr) -> Edit | None:
        """Return the edit that lets `df.drop(columns=["target"])` pass over columns that are not there."""
        if not self._drops(node):
            return None
        whole = Edit.of(self.cell, node, "")
        end = whole.end_column - 1
        return Edit(line=whole.end_line, column=end, end_line=whole.end_line, end_column=end, text=', errors="ignore"')

    def _drops(self, node: ast.expr) -> bool:
        """Whether a call drops absent columns, or columns that are not written there."""
        match node:
            case ast.Call(func=ast.Attribute(attr="drop"), keywords=keywords) if all(
                k.arg != "errors" for k in keywords
            ):
                named = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
                given = [*node.args, *(k.value for k in node.keywords)]
                literal = not any(isinstance(part, ast.Name) for argument in given for part in ast.walk(argument))
                return not literal or bool(named & self.names)
            case _:
                return False

    def _is_absent(self, label: ast.expr) -> bool:
        return isinstance(label, ast.Constant) and label.value in self.names

    def _list(self, node: ast.expr, labels: Sequence[ast.expr]) -> Edit:
        """Return the edit that leaves these labels of a list."""
        return Edit.of(self.cell, node, f"[{', '.join(slice_text(self.cell, e) for e in labels)}]")


def _filtered(text: str, missing: Sequence[str]) -> str:
    """Return a list of columns without some of them."""
    names = [json.dumps(label, ensure_ascii=False) for label in missing]
    test = f"!= {names[0]}" if len(names) == 1 else f"not in ({', '.join(names)})"
    return f"[column for column in {text} if column {test}]" if names else text
