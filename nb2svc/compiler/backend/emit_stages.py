"""preprocess.py and predict.py: the live statements of the notebook, as one function each."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final, TypeGuard

from nb2svc.compiler.backend.absent import AbsentColumns
from nb2svc.compiler.backend.module import Imports, ModuleText, input_type, type_name
from nb2svc.compiler.backend.names import Sources, mentioned_names
from nb2svc.compiler.backend.render import Renderer, parts_inside
from nb2svc.compiler.backend.source import Edit, Piece, cut_statement, write_call, write_literal
from nb2svc.compiler.branches import is_print
from nb2svc.compiler.flow import find_definition, index_statements, is_literal
from nb2svc.compiler.ir import Cell, Program, Statement
from nb2svc.compiler.operations import removes_column
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.passes.literal_request import argument
from nb2svc.compiler.sites import PART, Instrumented, Place, place_of
from nb2svc.compiler.trace import Capture, Decision, Output, Trace
from nb2svc.manifest import Field, StageSignature

__all__ = ["Service", "StageEmitter", "plan_stages"]


_JUMPS: Final = (ast.Break, ast.Continue)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Which statements make up which stage function.

    Attributes:
        preprocess: live top-level statements before the prediction, in order.
        predict: live top-level statements of the prediction, in order.
        signatures: of both functions.
    """

    preprocess: tuple[Statement, ...]
    predict: tuple[Statement, ...]
    signatures: tuple[StageSignature, ...]


def plan_stages(program: Program, code: Instrumented, trace: Trace, classified: Classified) -> Service:
    """Return the stage functions: their statements, what they take and what they return."""
    tops = {code.places[place].statement for place in classified.live if place in code.places}
    live = [s for s in program.statements if s.id in tops]
    if classified.request.input == "call":
        asked, answered = classified.arguments.values(), (f.name for o in classified.outputs for f in o.fields)
        signature = StageSignature(name="predict", inputs=tuple(asked), outputs=tuple(answered))
        return Service(preprocess=(), predict=tuple(live), signatures=(signature,))
    first = next((i for i, s in enumerate(live) if _predicts(s, code, classified)), len(live))
    preprocess, predict = live[:first], live[first:]
    source = classified.request.name
    bound: dict[str, None] = {source: None}
    for statement in preprocess:
        bound |= dict.fromkeys(_bound_live(statement, code, classified))
    frozen = frozenset(
        id(code.sites[s].node) for s, d in trace.decisions.items() if s in code.sites and d.action == "state"
    )
    made: set[str] = set()
    needed: dict[str, None] = {}
    for statement in predict:
        for place in _live_places(statement, code, classified):
            needed |= dict.fromkeys(n for n in _read(place, frozen) if n in bound and n not in made)
        made |= set(_bound_live(statement, code, classified))
    outputs = tuple(output.variable or "prediction" for output in classified.outputs)
    needed |= dict.fromkeys(n for n in outputs if n in bound and n not in made)
    features = tuple(needed) or (source,)
    names = tuple(f.name for o in classified.outputs for f in o.fields)
    return Service(
        preprocess=tuple(preprocess),
        predict=tuple(predict),
        signatures=(
            StageSignature(name="preprocess", inputs=(source,), outputs=features),
            StageSignature(name="predict", inputs=features, outputs=names),
        ),
    )


def _predicts(statement: Statement, code: Instrumented, classified: Classified) -> bool:
    """Whether the prediction begins here; in a cell of several stages, where a model is called or an answer is made."""
    if "predict" not in statement.stages:
        return False
    if set(statement.stages) <= {"predict", "evaluate", "report"}:
        return True
    answers = {o.place for o in classified.outputs}
    calls = {
        c.func.attr for c in ast.walk(statement.node) if isinstance(c, ast.Call) and isinstance(c.func, ast.Attribute)
    }
    return bool(calls & {"predict", "predict_proba", "decision_function"}) or any(
        p.id in answers for p in code.places.values() if p.statement == statement.id
    )


def _live_places(statement: Statement, code: Instrumented, classified: Classified) -> list[Place]:
    return [p for p in code.places.values() if p.statement == statement.id and p.id in classified.live]


def _bound_live(statement: Statement, code: Instrumented, classified: Classified) -> list[str]:
    names: list[str] = []
    for place in _live_places(statement, code, classified):
        node = place.node
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if place.unit is not None:
            names += place.unit.binds
        parts = classified.parts.get(place.id)
        for target in targets:
            if isinstance(target, ast.Name):
                names.append(target.id)
            elif isinstance(target, ast.Tuple | ast.List):
                chosen = [target.elts[i] for i, _ in parts] if parts else target.elts
                names += [t.id for t in chosen if isinstance(t, ast.Name)]
    return names


def _read(place: Place, frozen: frozenset[int] = frozenset()) -> list[str]:
    """Return the names a place reads: all it loads outside of frozen expressions, and the root of what it changes."""
    whole = place.unit is not None
    head = [value for field, value in ast.iter_fields(place.node) if whole or field not in {"body", "orelse"}]
    pending = [n for value in head for n in (value if isinstance(value, list) else [value]) if isinstance(n, ast.AST)]
    found: dict[str, None] = {}
    while pending:
        node = pending.pop(0)
        if id(node) in frozen:
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and not node.id.startswith(PART):
            found[node.id] = None
        pending += ast.iter_child_nodes(node)
    return list(dict.fromkeys([*found, *place.also]))


class StageEmitter:
    """Writes the stage functions."""

    def __init__(
        self,
        program: Program,
        code: Instrumented,
        trace: Trace,
        classified: Classified,
        library: frozenset[str],
        package: str,
    ) -> None:
        self.program = program
        self.code = code
        self.trace = trace
        self.classified = classified
        self.package = package
        self.statements = index_statements(program)
        self.sources = Sources(self.statements, library, program.surroundings.modules)
        asked = classified.arguments
        self.decisions = {s: d for s, d in trace.decisions.items() if d.action != "ask" or d.captures[""] in asked} | {
            site: Decision(action="select", captures={"": str(operand)})
            for site, operand in classified.all_rows.items()
        }
        self.library = library
        self.helpers = {n: s for s in program.statements if s.kind == "function" for n in s.effects.defines}
        tops = {code.places[place].statement for place in classified.live if place in code.places}
        made = (n for s in program.statements if s.id in tops for n in _bound_live(s, code, classified))
        self.bound = frozenset({classified.request.name, *made})

    def reference(self, capture: Capture) -> str:
        """Return the text that stands for a frozen value."""
        name = f"state.{self.classified.names[capture.key]}"
        return name if not capture.loops else f"{name}[{', '.join(capture.loops)}]"

    def preprocess(self, service: Service) -> ModuleText:
        """Return preprocess.py."""
        request, features = self.classified.request, service.signatures[0].outputs
        imports = Imports()
        imports.add_member(".state", "State")
        pieces = self._pieces(service.preprocess, imports)
        takes = type_name(input_type(request), self.package, imports)
        gives = [type_name(self._type(name), self.package, imports) for name in features]
        beside = imports.beside("preprocess")
        module = ModuleText(
            "preprocess.py", self.program.notebook.path, "From raw rows to the features that the model was trained on."
        )
        module.add_imports(imports)
        module.blank(2)
        returns = gives[0] if len(gives) == 1 else f"tuple[{', '.join(gives)}]"
        module.add(f"def preprocess({request.name}: {takes}, state: State) -> {returns}:")
        module.add(self._docstring(features))
        for line in beside:
            module.add(line)
        for line in self._placeholders(imports):
            module.add(f"    {line}")
        for piece in pieces:
            module.add_piece(piece, spaces=4)
        module.add(f"    return {', '.join(features)}")
        return module

    def _placeholders(self, imports: Imports) -> list[str]:
        """Return the lines that put back columns which a request does not have and later lines name or count."""
        request, put_back = self.classified.request, self.classified.placeholders
        if not put_back:
            return []
        there = [f.name for f in request.fields if f.required or f in put_back]
        return [
            "# a request has none of these; later lines need the columns, and no answer depends on their values",
            *(
                f"{request.name}.insert({there.index(f.name)}, {write_literal(f.name)}, {_typical(f, imports)})"
                for f in put_back
            ),
        ]

    def predict(self, service: Service) -> ModuleText:
        """Return predict.py."""
        features = service.signatures[1].inputs
        imports = Imports()
        imports.add_member(".state", "State")
        pieces = self._pieces(service.predict, imports)
        takes = ", ".join(f"{name}: {type_name(self._type(name), self.package, imports)}" for name in features)
        beside = imports.beside("predict")
        module = ModuleText("predict.py", self.program.notebook.path, "From features to the service's answer.")
        module.add_imports(imports)
        module.blank(2)
        module.add(f"def predict({takes}, state: State) -> dict[str, object]:")
        answers = ", ".join(f"{f.name} ({_kind_word(f.kind)})" for o in self.classified.outputs for f in o.fields)
        module.add(f'    """Return {answers}: one value for each row of {features[0]}."""')
        for line in beside:
            module.add(line)
        for piece in pieces:
            module.add_piece(piece, spaces=4)
        entries = [entry for output in self.classified.outputs for entry in _answer_entries(output)]
        module.add(f"    return {{{', '.join(entries)}}}")
        return module

    def answer_request(self, service: Service) -> ModuleText:
        """Return predict.py of a service whose requests are arguments: all there is, from them to the answer."""
        imports = Imports()
        imports.add_member(".state", "State")
        pieces = self._pieces(service.predict, imports)
        fields = self.classified.request.fields
        takes = [f"{argument(f.name)}: {_python_type(f)}" for f in fields]
        module = ModuleText("predict.py", self.program.notebook.path, "From one request to the service's answer.")
        beside = imports.beside("predict")
        module.add_imports(imports)
        module.blank(2)
        module.add(write_call("def predict", [*takes, "state: State"], " -> dict[str, object]:"))
        answers = ", ".join(f"{f.name} ({_kind_word(f.kind)})" for o in self.classified.outputs for f in o.fields)
        module.add(f'    """Return {answers} for one request."""')
        for line in beside:
            module.add(line)
        for piece in pieces:
            module.add_piece(piece, spaces=4)
        entries = [entry for output in self.classified.outputs for entry in _answer_entries(output)]
        module.add(f"    return {{{', '.join(entries)}}}")
        return module

    def _docstring(self, features: tuple[str, ...]) -> str:
        request = self.classified.request
        first = f'    """Return {" and ".join(features)} for the rows of {request.name}, one output row per input row.'
        if request.input != "frame":
            return f'{first}"""'
        needed = [f.name for f in request.fields if f.required]
        missing = [f.name for f in request.fields if f.required and f.nullable]
        columns = "column" if len(needed) == 1 else "columns"
        lines = _wrap(f"{request.name} needs the {columns} {', '.join(needed)}.")
        if missing:
            lines += _wrap(f"A value may be missing in {', '.join(missing)}.")
        return "\n".join([first, "", *(f"    {line}" for line in lines), '    """'])

    def _type(self, name: str) -> str:
        """Return the type that the run saw under a name, where it was bound last on the way to the answer."""
        found = [
            kind
            for key, kind in self.trace.types.items()
            if key.endswith(f"|{name}") and key.split("|")[0] in self.classified.live
        ]
        return found[-1] if found else "object"

    def _pieces(self, statements: tuple[Statement, ...], imports: Imports) -> list[Piece]:
        pieces: list[Piece] = []
        nested: set[str] = set()
        for statement in statements:
            pieces += self._helpers(statement, imports, nested)
            pieces += self._statement(statement, imports)
        return pieces

    def _helpers(self, statement: Statement, imports: Imports, nested: set[str]) -> list[Piece]:
        """Return helper functions that read frozen values: they stand inside the stage function, next to the values."""
        pieces: list[Piece] = []
        for name in mentioned_names(statement.node):
            definition = find_definition(self.statements, statement, name)
            if definition is None or definition.kind != "function" or name in self.library or definition.id in nested:
                continue
            pieces += self._helper(statement, definition, imports, nested)
        return pieces

    def _helper(self, statement: Statement, definition: Statement, imports: Imports, nested: set[str]) -> list[Piece]:
        """Return a helper function with what it reads: values, and other helpers that stand inside as well."""
        nested.add(definition.id)
        cell = self.program.notebook.cell(definition.span.cell_id)
        pieces = []
        edits: list[Edit] = []
        for free, capture in self._closure(statement, definition):
            path = capture.source if capture.source.startswith(f"{free}.") else ""
            local = capture.hint if path else free
            text = f"{local} = {self.reference(capture)}"
            pieces.append(Piece(text=text, cell=cell, line=definition.span.line))
            edits += [Edit.of(cell, n, local) for n in ast.walk(definition.node) if path and _is_path(n, path)]
        for name in mentioned_names(definition.node):
            other = self.helpers.get(name)
            if other is not None and name not in self.library and other.id not in nested:
                pieces += self._helper(statement, other, imports, nested)
        self.sources.add(definition, mentioned_names(definition.node), imports)
        return [*pieces, cut_statement(cell, definition.node, edits)]

    def _closure(self, statement: Statement, definition: Statement) -> list[tuple[str, Capture]]:
        found: dict[str, Capture] = {}
        for free in mentioned_names(definition.node):
            for key, decision in self.trace.decisions.items():
                site, _, name = key.partition("|")
                known = self.code.sites.get(site)
                if name == free and known and self.code.places[known.place].statement == statement.id:
                    capture = self.classified.captures.get(decision.captures.get("", ""))
                    if capture is not None:
                        found.setdefault(free, capture)
        return list(found.items())

    def _absent(self, statement: Statement, cell: Cell) -> AbsentColumns:
        return AbsentColumns(
            cell=cell,
            names=self.classified.absent,
            captures=self.classified.captures,
            reference=self.reference,
            constants=self._constants(statement),
            items=self.trace.items,
        )

    def _constants(self, statement: Statement) -> dict[str, tuple[str, ...]]:
        """Return the lists of texts that a statement reads under the name of a constant."""
        found = {}
        for name in mentioned_names(statement.node):
            definition = find_definition(self.statements, statement, name)
            if name in self.library and definition is not None and is_literal(definition):
                assert isinstance(definition.node, ast.Assign | ast.AnnAssign)
                assert definition.node.value is not None
                value = ast.literal_eval(definition.node.value)
                if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
                    found[name] = tuple(value)
        return found

    def _statement(self, statement: Statement, imports: Imports) -> list[Piece]:
        inner = _always_taken(statement.node)
        if inner is not None:  # an exception that the training run did not see is the row's own error
            return [piece for node in inner for piece in self._statement(replace(statement, node=node), imports)]
        cell = self.program.notebook.cell(statement.span.cell_id)
        renderer = Renderer(
            cell=cell,
            code=self.code,
            decisions=self.decisions,
            captures=self.classified.captures,
            reference=self.reference,
            absent=self._absent(statement, cell),
            shown=self.classified.shown,
            units=self.trace.units,
            bound=self.bound,
            live=self.classified.live,
            arguments={key: argument(name) for key, name in self.classified.arguments.items()},
        )
        places = [p for p in _live_places(statement, self.code, self.classified) if _is_in(p.node, statement.node)]
        if not places:
            return []
        top = place_of(cell.id, statement.node)
        if removes_column(statement.node) in self.classified.absent:
            return []
        pieces = [
            Piece(text=line, cell=cell, line=statement.span.line)
            for place in places
            for line in renderer.frozen_in_strings(place)
        ]
        parts = [p for p in places if "/" in p.id]
        if parts:
            return [*pieces, *self._parts(statement, parts, renderer, imports)]
        selected = (
            self._selection(statement, self.code.places[top], renderer, imports)
            if top in self.classified.parts
            else None
        )
        if selected is not None:
            return [*pieces, *selected]
        renaming = renderer.renaming(self.code.places[top]) if top in self.code.places else None
        if renaming is not None:
            moved = cut_statement(cell, statement.node, [])
            return [*pieces, replace(moved, text="\n".join([*_comments(moved.text), renaming]))]
        within = {part for place in places for part in parts_inside(place)}  # they are written where they stand
        edits = list(dict.fromkeys(e for place in places if place.id not in within for e in renderer.edits(place)))
        edits += _prune(cell, statement.node, cell.id, self.classified.live, self.trace.units)
        if isinstance(statement.node, ast.Expr) and any(
            o.place == top and not o.variable for o in self.classified.outputs
        ):
            first = Edit.of(cell, statement.node, "")
            edits.append(
                Edit(
                    line=first.line,
                    column=first.column,
                    end_line=first.line,
                    end_column=first.column,
                    text="prediction = ",
                )
            )
        moved = cut_statement(cell, statement.node, edits)
        steps = renderer.two_steps(self.code.places[top]) if top in self.code.places else None
        if steps is not None:
            moved = replace(moved, text="\n".join([*_comments(moved.text), *steps]))
        if _is_idle(moved.text):
            return pieces
        self._import(statement, moved.text, imports)
        return [*pieces, moved]

    def _import(self, statement: Statement, text: str, imports: Imports) -> None:
        """Import what the text mentions."""
        asked = {argument(name) for name in self.classified.arguments.values()}
        names = [name for name in mentioned_names(ast.parse(text)) if name not in asked]
        self.sources.add(statement, names, imports)

    def _parts(self, statement: Statement, parts: list[Place], renderer: Renderer, imports: Imports) -> list[Piece]:
        """Return the needed parts of `a, b = x, y`, a line each."""
        pieces = []
        for place in parts:
            assert isinstance(place.node, ast.Assign)
            (target,) = place.node.targets
            assert isinstance(target, ast.Name)
            text = f"{target.id} = {renderer.text(place.node.value, place)}"
            if _is_idle(text):
                continue
            self._import(statement, text, imports)
            pieces.append(Piece(text=text, cell=renderer.cell, line=statement.span.line))
        return pieces

    def _selection(
        self, statement: Statement, place: Place, renderer: Renderer, imports: Imports
    ) -> list[Piece] | None:
        """Return `X_test = X` for a split: the rows of a request are all of them."""
        node = statement.node
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Tuple | ast.List | ast.Name):
            return None
        if isinstance(node.targets[0], ast.Name):
            return self._kept_together(statement, node.targets[0].id, place, renderer, imports)
        call = node.value
        assert isinstance(call, ast.Call)
        cell = renderer.cell
        pieces = []
        for part, operand in self.classified.parts[place.id]:
            target = node.targets[0].elts[part]
            source = call.args[operand]
            assert isinstance(target, ast.Name)
            own = self.code.places.get(f"{place.id}~{operand}", place)
            text = renderer.text(source, own)
            copied = f"{text}.copy()" if self._read_later(statement, source, part, place) else text
            self._import(statement, copied, imports)
            pieces.append(Piece(text=f"{target.id} = {copied}", cell=cell, line=statement.span.line))
        return pieces

    def _kept_together(
        self, statement: Statement, target: str, place: Place, renderer: Renderer, imports: Imports
    ) -> list[Piece]:
        """Return `parts = [None, X, None, None]` for a split whose parts are kept under one name."""
        call = getattr(statement.node, "value", None)
        assert isinstance(call, ast.Call)
        needed = dict(self.classified.parts[place.id])
        repeated = {operand for operand in needed.values() if [*needed.values()].count(operand) > 1}
        texts = []
        for part in range(2 * len(call.args)):
            own = self.code.places.get(f"{place.id}~{part // 2}", place)
            text = renderer.text(call.args[part // 2], own) if part in needed else "None"
            texts.append(f"{text}.copy()" if part in needed and part // 2 in repeated else text)
        text = f"{target} = [{', '.join(texts)}]"
        self._import(statement, text, imports)
        return [Piece(text=text, cell=renderer.cell, line=statement.span.line)]

    def _read_later(self, statement: Statement, source: ast.expr, part: int, place: Place) -> bool:
        """Whether the rows that were split are used again, so that a change of the part must not reach them."""
        if not isinstance(source, ast.Name):
            return False
        order = [s.id for s in self.program.statements]
        later = set(order[order.index(statement.id) + 1 :])
        parts = self.classified.parts[place.id]
        shared = [p for p, operand in parts if operand == dict(parts)[part] and p != part]
        return bool(shared) or any(
            source.id in _read(p)
            for p in self.code.places.values()
            if p.id in self.classified.live and p.statement in later
        )


def _always_taken(node: ast.stmt) -> list[ast.stmt] | None:
    """Return the statements of a `try` without exceptions, or of a `match`, of which one case is live; else None."""
    match node:
        case ast.Try():
            return [*node.body, *node.orelse, *node.finalbody]
        case ast.Match():
            return [inner for case in node.cases for inner in case.body]
    return None


def _is_in(part: ast.stmt, node: ast.stmt) -> bool:
    """Whether a statement lies in another, or is it."""
    start, end = (part.lineno, part.col_offset), (part.end_lineno or 0, part.end_col_offset or 0)
    return (node.lineno, node.col_offset) <= start and end <= (node.end_lineno or 0, node.end_col_offset or 0)


def _prune(cell: Cell, node: ast.stmt, cell_id: str, live: frozenset[str], units: Collection[str]) -> list[Edit]:
    """Return edits that delete nested statements which the answer does not need; a loop over rows stays whole."""
    edits: list[Edit] = []
    if place_of(cell_id, node) in units:
        return _without_prints(cell, node) if isinstance(node, ast.If) else edits
    for field in ("body", "orelse"):
        for inner in getattr(node, field, []):
            if not isinstance(node, ast.For | ast.While | ast.If | ast.With) or isinstance(inner, _JUMPS):
                continue
            if place_of(cell_id, inner) in live:
                edits += _prune(cell, inner, cell_id, live, units)
            else:
                edits.append(Edit.of(cell, inner, "" if _is_live_block(node, field, cell_id, live) else "pass"))
    return edits


def _without_prints(cell: Cell, node: ast.If) -> list[Edit]:
    """Return the edits that take what only prints out of an `if` that is served whole."""
    edits: list[Edit] = []
    for block in (node.body, node.orelse):
        goes_on = any(not is_print(inner) for inner in block)
        for inner in block:
            if is_print(inner):
                edits.append(Edit.of(cell, inner, "" if goes_on else "pass"))
            elif isinstance(inner, ast.If):
                edits += _without_prints(cell, inner)
    return edits


def _is_live_block(node: ast.stmt, field: str, cell_id: str, live: frozenset[str]) -> bool:
    """Whether something of a block is left, so that the rest of it can go without a trace."""
    return any(place_of(cell_id, inner) in live or isinstance(inner, _JUMPS) for inner in getattr(node, field))


def _typical(field: Field, imports: Imports) -> str:
    """Return a training value as an expression."""
    if field.kind == "datetime":
        return f"{type_name('pandas.Timestamp', '', imports)}({field.example!r})"
    return write_literal(float(field.example) if field.dtype.startswith("float") else field.example)


def _comments(text: str) -> list[str]:
    """Return the comment lines that a piece begins with."""
    lines = text.split("\n")
    return lines[: next((i for i, line in enumerate(lines) if not line.startswith("#")), 0)]


def _is_idle(text: str) -> bool:
    """Whether a statement has become `df = df` or `df`: a filter of training rows that a service does not need."""
    match ast.parse(text).body:
        case [ast.Expr(value=ast.Name())]:
            return True
        case [ast.Assign(targets=[ast.Name(id=target)], value=ast.Name(id=source))]:
            return target == source
        case _:
            return False


def _answer_entries(output: Output) -> list[str]:
    name = output.variable or "prediction"
    if output.is_frame:
        return [f'"{f.name}": {name}["{f.name}"]{output.only}' for f in output.fields]
    return [f'"{output.fields[0].name}": {name}{output.only}']


def _is_path(node: ast.AST, path: str) -> TypeGuard[ast.expr]:
    """Whether a piece of syntax is `X.columns`, for the path `X.columns`."""
    return isinstance(node, ast.Attribute) and ast.unparse(node) == path


def _python_type(field: Field) -> str:
    """Return the annotation of an argument."""
    kinds = {"integer": "int", "number": "float", "boolean": "bool", "string": "str", "array": "list"}
    return kinds.get(field.kind, "object")


def _kind_word(kind: str) -> str:
    return {"integer": "int", "number": "float", "boolean": "bool", "string": "text"}.get(kind, kind)


def _wrap(text: str, width: int = 110) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width)
