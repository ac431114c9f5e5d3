"""What an expression is, as far as the text tells: a frame, a column, the dtypes of a frame, an imported class ...

Nothing is run: a name is what the statement that bound it says, found through `Statement.sources`. Where no statement
says it (the argument of a helper, the result of an unknown call), a *guess* goes by what else is done with the name.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from nb2svc.compiler.flow import find_definition, index_statements
from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.traps import pandas_members as members
from nb2svc.compiler.traps.bindings import (
    Bindings,
    Function,
    bindings_of,
    functions_in,
    imported,
    keeps_kind,
    local_bindings,
    own_nodes,
    uses_of,
)

__all__ = ["Kind", "Kinds", "Place"]

Kind: TypeAlias = str
"""`frame`, `series`, `row` (a series with column names for labels), `groupby`, `dtypes`, `dtype`, `index`, `label`,
`labels` (a list of them), `number`, `frames` (a list of frames), `array` (what a model predicts); `<package>.<Class>`
for what a class makes; empty where nothing is known."""

_FRAME_FUNCTIONS: Final = frozenset(
    [
        "DataFrame",
        "get_dummies",
        "merge",
        "crosstab",
        "pivot_table",
        "melt",
        "json_normalize",
        "load_dataset",
        "wide_to_long",
        "merge_asof",
    ]
)
_NO_FRAME_WITH: Final = frozenset({"chunksize", "iterator", "sheet_name", "squeeze", "typ", None})
_MODELS: Final = frozenset({"sklearn", "lightgbm", "xgboost"})
_MOST_STEPS: Final = 40  # how deep definitions are followed


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands.

    Attributes:
        statement: the statement of the notebook.
        functions: functions around it, the innermost last.
        bound: what comprehensions and lambdas around it bind.
    """

    statement: Statement
    functions: tuple[Function, ...] = ()
    bound: dict[str, Kind] = field(default_factory=dict)


class Kinds:
    """Answers what expressions of one program are; short-lived.

    Args:
        program: with `sources` filled.
        guess: whether to go by the use of a name where its definition says nothing; kept as `guesses`.
    """

    def __init__(self, program: Program, *, guess: bool) -> None:
        self._program = program
        self._statements = index_statements(program)
        self.guesses = guess
        self._asked: set[tuple[int, str]] = set()
        self._defined: dict[tuple[str, str], frozenset[Kind]] = {}
        self._bound: dict[int, Bindings] = {}
        self._uses: dict[int, dict[str, set[str]]] = {}
        self._locals: dict[int, Bindings] = {}
        self._definers: dict[str, Statement] = {}
        self._calls: dict[str, list[tuple[ast.Call, Statement]]] | None = None

    # -- paths

    def path(self, node: ast.expr, place: Place) -> str:
        """Return the dotted name of something imported, such as `pandas.read_csv`; empty for anything else."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or self._is_local(node.id, place):
            return ""
        definition = self._definition(node.id, place.statement)
        if definition is None or not isinstance(definition.node, ast.Import | ast.ImportFrom):
            return ""
        root = imported(definition.node, node.id)
        return ".".join((root, *reversed(parts))) if root else ""

    def alias(self, package: str) -> str:
        """Return the name that a package is imported under, or empty."""
        for statement in self._program.statements:
            if isinstance(statement.node, ast.Import):
                for alias in statement.node.names:
                    if alias.name == package:
                        return alias.asname or alias.name
        return ""

    def uses(self, name: str) -> set[str]:
        """Return the attributes that the notebook asks of a name."""
        if 0 not in self._uses:
            self._uses[0] = uses_of(s.node for s in self._program.statements)
        return self._uses[0].get(name, set())

    def _definition(self, name: str, statement: Statement) -> Statement | None:
        """Return what binds a name; the body of a function sees what is bound when it is called, so any."""
        found = find_definition(self._statements, statement, name)
        if found is None:
            if not self._definers:
                self._definers = {n: s for s in self._program.statements for n in s.effects.defines}
            found = self._definers.get(name)
        return found if found is not statement else None

    def _is_local(self, name: str, place: Place) -> bool:
        return name in place.bound or any(name in self._bindings(function) for function in place.functions)

    def _bindings(self, function: Function) -> Bindings:
        if id(function) not in self._locals:
            self._locals[id(function)] = local_bindings(function)
        return self._locals[id(function)]

    # -- kinds

    def of(self, node: ast.expr, place: Place) -> Kind:  # noqa: C901 - one flat table
        """Return what an expression is, or empty."""
        match node:
            case ast.Name(id=name):
                return self._of_name(name, place)
            case ast.Constant(value=value):
                return "label" if isinstance(value, str) else "number" if isinstance(value, int | float) else ""
            case ast.Attribute():
                return self._of_attribute(node, place)
            case ast.Subscript():
                return self._of_subscript(node, place)
            case ast.Call():
                return self._of_call(node, place)
            case ast.BinOp(left=left, right=right):
                return _stronger(self.of(left, place), self.of(right, place))
            case ast.Compare(left=left):
                return _only(self.of(left, place), "frame", "series", "row")
            case ast.UnaryOp(operand=operand):
                return self.of(operand, place)
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return _container_of(self._agreed(items, place))
            case ast.IfExp(body=body, orelse=orelse):
                return self._agreed([body, orelse], place)
            case _:
                return ""

    def _agreed(self, nodes: Iterable[ast.expr], place: Place) -> Kind:
        found = {self.of(node, place) for node in nodes}
        return found.pop() if len(found) == 1 else ""

    def _of_attribute(self, node: ast.Attribute, place: Place) -> Kind:
        owner = self.of(node.value, place)
        if node.attr in ("dtypes", "dtype"):
            if owner in ("series", "row") or node.attr == "dtype":
                return "dtype" if owner in ("series", "row", "index") else ""
            return "dtypes" if owner in ("frame", "") else ""  # only pandas has `dtypes`
        if owner == "frame":
            kind = {"columns": "index", "index": "index", "T": "frame"}.get(node.attr, "")
            return kind if node.attr in members.FRAME_MEMBERS else "series"
        if owner == "series" and node.attr in ("str", "dt", "cat"):
            return f"series.{node.attr}"
        if owner == "series.dt":
            return "series"
        if owner == "dtypes" and node.attr == "index":
            return "index"
        return "labels" if owner in ("index", "labels") and node.attr == "values" else ""

    def _of_subscript(self, node: ast.Subscript, place: Place) -> Kind:
        if isinstance(node.value, ast.Attribute) and node.value.attr in members.INDEXERS:
            return self._of_indexer(self.of(node.value.value, place), node.value.attr, node.slice, place)
        owner = self.of(node.value, place)
        if owner == "frame":
            return self._of_part(node.slice, place)
        if owner in ("series", "row", "index"):
            return owner if isinstance(node.slice, ast.Slice | ast.Compare | ast.BinOp | ast.List) else ""
        if owner == "dtypes":
            return "dtypes" if isinstance(node.slice, ast.Compare | ast.BinOp) else "dtype"
        if owner == "labels":
            return "labels" if isinstance(node.slice, ast.Slice) else "label"
        if owner == "frames":
            return "frames" if isinstance(node.slice, ast.Slice) else "frame"
        return owner if owner == "groupby" else ""

    def _of_part(self, index: ast.expr, place: Place) -> Kind:
        """Return what `frame[index]` is."""
        if isinstance(index, ast.Slice | ast.List | ast.ListComp | ast.Compare | ast.BinOp | ast.UnaryOp):
            return "frame"
        kind = self.of(index, place)
        return "series" if kind == "label" else "frame" if kind in ("series", "frame", "labels", "index") else ""

    def _of_indexer(self, owner: Kind, indexer: str, index: ast.expr, place: Place) -> Kind:
        if owner == "series":
            return "series" if isinstance(index, ast.Slice | ast.Compare | ast.BinOp | ast.List) else ""
        if owner != "frame" or indexer in ("at", "iat"):
            return ""
        if not isinstance(index, ast.Tuple):
            if isinstance(index, ast.Constant) or (indexer == "iloc" and isinstance(index, ast.UnaryOp)):
                return "row"
            return "frame" if isinstance(index, ast.Slice | ast.Compare | ast.BinOp | ast.List) else ""
        if len(index.elts) != 2:
            return ""
        rows, columns = index.elts
        if isinstance(rows, ast.Constant):
            return ""
        many = isinstance(columns, ast.Slice | ast.List | ast.ListComp)
        one = isinstance(columns, ast.Constant | ast.UnaryOp) or self.of(columns, place) == "label"
        return "frame" if many else "series" if one else ""

    # -- calls

    def _of_call(self, node: ast.Call, place: Place) -> Kind:
        path = self.path(node.func, place)
        if path:
            return self._of_library_call(path, node, place)
        match node.func:
            case ast.Name(id="list" | "sorted" | "tuple" | "set" | "reversed") if node.args:
                return _container_of("label") if self._elements(node.args[0], place) == "label" else ""
            case ast.Name(id=name):
                return self._of_helper_call(name, place)
            case ast.Attribute(value=value, attr=method):
                return self._of_method(self.of(value, place), method, node)
            case _:
                return ""

    def _of_library_call(self, path: str, node: ast.Call, place: Place) -> Kind:
        package, _, rest = path.partition(".")
        name = rest.rpartition(".")[2]
        if package in ("pandas", "seaborn"):
            if name == "read_html":
                return "frames"
            if name.startswith("read_") and name != "read_pickle":
                # parts of a file, or several sheets, are no frame
                return "" if {k.arg for k in node.keywords} & _NO_FRAME_WITH else "frame"
            if name in _FRAME_FUNCTIONS:
                return "frame"
            if name == "concat" and node.args:
                parts = node.args[0]
                inner = self._agreed(parts.elts, place) if isinstance(parts, ast.List | ast.Tuple) else ""
                return "frame" if inner == "frame" or _has(node, "axis", 1) else inner
            return "series" if name in members.SERIES_MAKERS else ""
        return f"{package}.{name}" if name[:1].isupper() else ""

    def _of_helper_call(self, name: str, place: Place) -> Kind:
        definition = self._definition(name, place.statement)
        if definition is None or not isinstance(definition.node, ast.FunctionDef) or not self.guesses:
            return ""
        function = definition.node
        inner = Place(definition, (*place.functions[-2:], function))
        with_value = [r.value for r in own_nodes(function) if isinstance(r, ast.Return) and r.value is not None]
        return self._once((id(function), "return"), lambda: self._agreed(with_value, inner))

    def _of_method(self, owner: Kind, method: str, node: ast.Call) -> Kind:  # noqa: C901 - one flat table
        if owner == "frame":
            if method in members.SAME_KIND or method in members.FRAME_MAKERS:
                return "frame"
            if method in members.REDUCTIONS:
                return "" if _has(node, "axis", 1) else "row"
            return {"groupby": "groupby", "pop": "series", "iterrows": "rows", "duplicated": "series"}.get(method, "")
        if owner == "series":
            if method == "to_frame" or (method == "reset_index" and not _has(node, "drop", True)):
                return "frame"
            if method == "value_counts":
                return "counts"
            return "series" if method in members.SAME_KIND or method in members.SERIES_METHODS else ""
        if owner in ("series.str", "series.dt", "series.cat"):
            return "frame" if _has(node, "expand", True) else "series"
        if owner in ("index", "labels"):
            kept = ("tolist", "to_list", "drop", "difference", "intersection", "union", "copy", "sort_values")
            return owner if method in kept else ""
        if owner == "dtypes" and method == "items":
            return "items of dtypes"
        if "." in owner and method in ("fit", "set_params"):
            return owner
        if owner.partition(".")[0] in _MODELS and method in ("predict", "predict_proba", "decision_function"):
            return "array"
        return ""

    # -- names

    def _of_name(self, name: str, place: Place) -> Kind:
        if name in place.bound:
            return place.bound[name]
        for function in reversed(place.functions):
            if name in self._bindings(function):
                return self._of_local(function, name, place)
        return self._once((id(place.statement.node), name), lambda: self._of_global(name, place.statement))

    def _once(self, key: tuple[int, str], ask: Callable[[], Kind]) -> Kind:
        """Ask unless the question is being asked already: definitions may go in circles."""
        if key in self._asked or len(self._asked) > _MOST_STEPS:
            return ""
        self._asked.add(key)
        try:
            return ask()
        finally:
            self._asked.discard(key)

    def _of_global(self, name: str, statement: Statement) -> Kind:
        definitions = [statement] if isinstance(statement.node, ast.For | ast.If | ast.With | ast.Try) else []
        before = self._definition(name, statement)
        if before is not None and before is not statement:
            definitions.append(before)
        kinds = {kind for definition in definitions for kind in self.defined(definition, name)}
        if not kinds and before is not None and before is not statement:
            return self._of_global(name, before)  # a branch or a loop that leaves it what it was
        kinds -= {""} if self.guesses else set()
        if len(kinds) == 1 and "" not in kinds:
            return kinds.pop()
        return self._by_use(name, before.node if before else None)

    def defined(self, definition: Statement, name: str) -> frozenset[Kind]:
        """Return what a statement may bind a name to; asked in notebook order, no answer needs a long way back."""
        key = (definition.id, name)
        if key not in self._defined:
            if id(definition.node) not in self._bound:
                self._bound[id(definition.node)] = bindings_of(definition.node)
            bindings = self._bound[id(definition.node)].get(name, ())
            place = Place(definition)
            is_block = not isinstance(definition.node, ast.Assign)
            self._defined[key] = frozenset(
                self._of_binding(bound, target, place)
                for bound, target in bindings
                if not (is_block and keeps_kind(bound, name))
            )
        return self._defined[key]

    def _by_use(self, name: str, definition: ast.stmt | None) -> Kind:
        if not self.guesses or isinstance(definition, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
            return ""
        return "frame" if self.uses(name) & members.FRAME_ONLY else ""

    def _of_local(self, function: Function, name: str, place: Place) -> Kind:
        at = place.functions.index(function)
        inner = Place(place.statement, place.functions[: at + 1])
        bindings = self._bindings(function)[name]

        def ask() -> Kind:
            kinds = {
                self._of_binding(bound, target, inner) if bound is not None else self._of_argument(function, name)
                for bound, target in bindings
            }
            kinds -= {""} if self.guesses else set()
            if len(kinds) == 1:
                return kinds.pop()
            uses = self._uses.setdefault(id(function), uses_of(function.body))
            return "frame" if self.guesses and uses.get(name, set()) & members.FRAME_ONLY else ""

        return self._once((id(function), name), ask)

    def _of_argument(self, function: Function, name: str) -> Kind:
        """Return what the calls of a helper give for an argument; a guess, as there may be other calls."""
        if not self.guesses:
            return ""
        if self._calls is None:
            self._calls = {}
            for statement in self._program.statements:
                for node in ast.walk(statement.node):
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                        self._calls.setdefault(node.func.id, []).append((node, statement))
        names = [argument.arg for argument in function.args.args]
        kinds = set()
        for call, statement in self._calls.get(function.name, ()):
            given = {k.arg: k.value for k in call.keywords} | dict(zip(names, call.args, strict=False))
            if name in given and not any(f.name == function.name for f in functions_in(statement)):
                kinds.add(self.of(given[name], Place(statement)))
        return kinds.pop() if len(kinds) == 1 else ""

    # -- bindings

    def _of_binding(self, bound: ast.AST | None, target: ast.expr, place: Place) -> Kind:
        """Return what a binding gives its target: `bound` is an assigned value, or the loop or `with` that binds."""
        match bound:
            case ast.For(iter=iterated, target=whole):
                position = whole.elts.index(target) if isinstance(whole, ast.Tuple) else None
                return self.element(iterated, position, place)
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                together = dict(zip(map(id, targets), values, strict=False))
                return self.of(together[id(target)], place) if id(target) in together else ""
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Call() as value):
                return self._of_split(targets, target, value, place)
            case ast.Assign(targets=targets, value=value):
                return self.of(value, place) if target in targets else ""
            case ast.AnnAssign(value=ast.expr() as value):
                return self.of(value, place)
            case _:
                return ""

    def _of_split(self, targets: list[ast.expr], target: ast.expr, value: ast.Call, place: Place) -> Kind:
        """Return what one of the parts of `train_test_split(X, y)` is."""
        if not self.path(value.func, place).endswith("train_test_split") or target not in targets:
            return ""
        position = targets.index(target) // 2
        return self.of(value.args[position], place) if position < len(value.args) else ""

    def element(self, iterated: ast.expr, position: int | None, place: Place) -> Kind:
        """Return what a loop over `iterated` binds its target to, or the part of its target at `position`."""
        kind = self.of(iterated, place)
        if kind in ("rows", "items of dtypes"):
            return ("label", "row" if kind == "rows" else "dtype")[position] if position in (0, 1) else ""
        return self._elements(iterated, place) if position is None else ""

    def _elements(self, iterated: ast.expr, place: Place) -> Kind:
        kind = self.of(iterated, place)
        if kind == "dtypes":
            return "dtype"
        return "label" if kind in ("index", "labels", "frame") else "frame" if kind == "frames" else ""


def _stronger(left: Kind, right: Kind) -> Kind:
    return next((kind for kind in ("frame", "series", "row", "index", "array") if kind in (left, right)), "")


def _only(kind: Kind, *kinds: Kind) -> Kind:
    return kind if kind in kinds else ""


def _container_of(kind: Kind) -> Kind:
    return {"label": "labels", "frame": "frames"}.get(kind, "")


def _has(node: ast.Call, name: str, value: object) -> bool:
    return any(k.arg == name and isinstance(k.value, ast.Constant) and k.value.value == value for k in node.keywords)
