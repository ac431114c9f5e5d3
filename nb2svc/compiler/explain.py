"""Program and trace -> what became of each statement, and why: served, frozen, or left out. Pure data, for people.

Every reason follows from the graph of the run or from who reads what; none is guessed from the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from nb2svc.compiler.backend.emit_package import Package
from nb2svc.compiler.closure import closure
from nb2svc.compiler.flow import index_statements
from nb2svc.compiler.ir import Program, Stage, Statement
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.passes.find_clock import find_clock
from nb2svc.compiler.passes.find_connections import find_connections
from nb2svc.compiler.passes.slice_run import RunSlice
from nb2svc.compiler.places import frame_of
from nb2svc.compiler.rewrites import KNOWN_NAMES
from nb2svc.compiler.sites import Instrumented, Place
from nb2svc.compiler.trace import Node, Trace
from nb2svc.manifest import Field, OutputField

__all__ = ["Binding", "Explained", "Explanation", "Frozen", "explain"]

Binding = Literal[
    "constant",
    "fit-time",
    "row-time",
    "row selection",
    "training only",
    "display",
    "setting",
    "not needed",
]
_SERVED: Final = ("preprocess.py", "predict.py")
_MOST_NAMES: Final = 3
_MEANT: Final = ("ignore", "infrequent_if_exist", "use_encoded_value", "warn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A value that training fixed.

    Attributes:
        name: attribute of the service's state.
        value: a short preview.
        source: the notebook's text that it stands for.
        type: qualified type name.
    """

    name: str
    value: str
    source: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What became of one statement.

    Attributes:
        cell: the cell's number, counting from 1.
        cell_id: the cell.
        line: its first line in the cell.
        end_line: its last.
        text: its lines as the user wrote them.
        stages: the stages of its cell.
        binding: when it is computed. `row-time`: for every request; `fit-time`: once, and its value is kept;
            `row selection`: it only chooses rows, which for a request are all; `constant`: the same for all runs.
        reason: why, for a person.
        served: its lines in the generated package, where they are not its own.
        frozen: the values that it uses, or for `fit-time` gives, at serve time.
        read_by: stages of the cells that read what it gives.
        columns: fields of the request that its values stand on.
    """

    cell: int
    cell_id: str
    line: int
    end_line: int
    text: str
    stages: tuple[Stage, ...]
    binding: Binding
    reason: str = ""
    served: str = ""
    frozen: tuple[Frozen, ...] = ()
    read_by: tuple[Stage, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A notebook, statement by statement, with what the service takes and gives.

    Attributes:
        notebook: its file name.
        statements: in notebook order.
        target: fields that the model was trained to predict; no request holds them.
        request: fields of a row that the service reads.
        answer: fields of the answer.
    """

    notebook: str
    statements: tuple[Explained, ...]
    target: tuple[str, ...] = ()
    request: tuple[Field, ...] = ()
    answer: tuple[OutputField, ...] = ()


def explain(
    program: Program,
    run: RunSlice,
    code: Instrumented,
    trace: Trace,
    classified: Classified,
    package: Package,
    previews: Mapping[str, str],
) -> Explanation:
    """Return what became of each statement.

    Args:
        program: the notebook.
        run: which statements the build ran.
        code: its places.
        trace: what the run showed.
        classified: what the service is made of.
        package: the generated package.
        previews: name of each frozen value -> its value, short.
    """
    made = _Explainer(program, run, code, trace, classified, package, previews)
    return Explanation(
        notebook=program.notebook.path,
        statements=tuple(made.statement(s) for s in program.statements if s.id not in program.lookups),
        target=classified.target,
        request=tuple(f for f in classified.request.fields if f.required),
        answer=tuple(f for o in classified.outputs for f in o.fields),
    )


class _Explainer:
    """Answers for one notebook; short-lived."""

    def __init__(
        self,
        program: Program,
        run: RunSlice,
        code: Instrumented,
        trace: Trace,
        classified: Classified,
        package: Package,
        previews: Mapping[str, str],
    ) -> None:
        self.program, self.run, self.code = program, run, code
        self.trace, self.classified, self.package, self.previews = trace, classified, package, previews
        self.statements = index_statements(program)
        self.nodes: dict[str, list[int]] = {}
        for number, node in enumerate(trace.nodes):
            place = code.places.get(node.place.partition("~")[0])
            if place is not None:
                self.nodes.setdefault(place.statement, []).append(number)
        self.live = {code.places[p].statement for p in classified.live if p in code.places}
        self.readers: dict[str, list[Statement]] = {}
        for statement in program.statements:
            for source in dict.fromkeys(statement.sources.values()):
                self.readers.setdefault(source, []).append(statement)
        self.givers = dict(self._find_givers())
        self.served = self._find_served()
        self.clock = {classified.names[key] for key in find_clock(program, code, classified.captures)}
        connections = find_connections(program, code, trace.decisions, classified.captures)
        self.connections = {classified.names[key] for key in connections}

    def statement(self, statement: Statement) -> Explained:
        """Return what became of a statement."""
        span = statement.span
        binding, reason = self._binding(statement)
        served = "\n".join(self.served.get(statement.id, ()))
        text = "\n".join(frame_of(self.program.notebook, span))
        frozen = self._frozen(statement, binding)
        reason = "; ".join(part for part in (reason, _of_unknown_values(text, served)) if part)
        return Explained(
            cell=span.cell,
            cell_id=span.cell_id,
            line=span.line,
            end_line=span.end_line,
            text=text,
            stages=statement.stages,
            binding=binding,
            reason=reason,
            served=served if binding in {"row-time", "row selection"} and _differs(served, text) else "",
            frozen=frozen,
            read_by=tuple(
                dict.fromkeys(stage for reader in self.readers.get(statement.id, ()) for stage in reader.stages)
            ),
            columns=self._columns(statement) if binding in {"row-time", "row selection"} else (),
        )

    def _binding(self, statement: Statement) -> tuple[Binding, str]:
        if statement.id in self.live or self.served.get(statement.id):  # a helper that is written out is served there
            return self._live(statement)
        if statement.kind == "display":
            return "display", "shows something and changes nothing"
        if statement.kind == "magic":
            return "not needed", f"`{statement.magic}` has no meaning outside of a notebook"
        if statement.id not in self.run.needed:
            return "not needed", self._not_run(statement)
        if statement.id in self.givers:
            return self._given(statement)
        return self._run_only(statement)

    def _live(self, statement: Statement) -> tuple[Binding, str]:
        answers = {o.place for o in self.classified.outputs}
        places = {p.id for p in self._places(statement)}
        if places & answers:
            return "row-time", "gives the answer"
        if any(site.looks_up and site.place in places for site in self.code.sites.values()):
            return "row-time", "looked up, anew for each request"
        if self._is_selection(statement):
            return "row selection", "chooses rows; of a request it is all of them"
        if not self.served.get(statement.id) and self.classified.request.input == "call":
            return "row-time", "a request brings its own"
        if not self.served.get(statement.id):
            return "row selection", "chooses training rows; those of a request stay as they are"
        return "row-time", "" if self._frozen(statement, "row-time") else "computed from the row alone"

    def _is_selection(self, statement: Statement) -> bool:
        """Whether every operation of a statement that came to a decision only chooses rows."""
        places = {p.id for p in self._places(statement)}
        if places & self.classified.parts.keys():
            return True
        served = "\n".join(self.served.get(statement.id, ()))
        right = served.partition("=")[2].strip()
        chosen = {
            site.id
            for site in self.code.sites.values()
            if site.place in places
            and (
                site.id in self.classified.all_rows
                or getattr(self.trace.decisions.get(site.id), "action", "") == "select"
            )
        }
        return bool(chosen) and right.isidentifier()

    def _given(self, statement: Statement) -> tuple[Binding, str]:
        if all(name in self.clock for name in self.givers[statement.id]):
            return "row-time", "reads the clock, anew for each request"
        if all(name in self.connections for name in self.givers[statement.id]):
            return "constant", "what look-ups talk through: every process of the service makes its own"
        names = _listed(self.givers[statement.id])
        return "fit-time", f"runs once, in training: gives {names}, which the service keeps"

    def _run_only(self, statement: Statement) -> tuple[Binding, str]:
        """Say why a statement was run and is not served."""
        if statement.kind == "import":
            return "constant", "import"
        if statement.kind in {"function", "class"}:
            return "constant", "a helper" if self._is_emitted(statement, "library.py") else "a helper of training"
        if "parameters" in statement.stages:
            return "constant", "parameter"
        if self._is_emitted(statement, "library.py"):
            return "constant", "the same in every run"
        given = sorted({name for s in self._consumers(statement) for name in self.givers.get(s.id, ())})
        if statement.stages == ("load",):
            return "training only", "loads the training rows; a request brings its own"
        if statement.effects.ambient and not statement.effects.writes:
            return "setting", "changes how the run computes, not what"
        parts = [self._raw([n]) for n in self.nodes.get(statement.id, ())]
        if parts and all(raw and raw <= set(self.classified.target) for raw in parts):
            return "training only", f"feeds only the target {_listed(sorted(set[str]().union(*parts)))}"
        if given:
            return "training only", f"is needed to compute {_listed(given)}"
        return "not needed", self._unread(statement)

    def _not_run(self, statement: Statement) -> str:
        if "evaluate" in statement.stages:
            return "measures the model"
        if "report" in statement.stages:
            return "is for the report"
        return self._unread(statement)

    def _unread(self, statement: Statement) -> str:
        names = sorted(statement.effects.writes)
        if not names:
            return "changes nothing that the answer needs"
        readers = [s for s in self.readers.get(statement.id, ()) if s.id in self.live]
        if readers or statement.effects.mutates:
            return f"what it changes of {_listed(names)} reaches no answer"
        return f"nothing that the answer needs reads {_listed(names)}"

    def _consumers(self, statement: Statement) -> Iterator[Statement]:
        """Yield the needed statements that stand on this one, near or far."""
        seen: set[str] = set()
        pending = [statement.id]
        while pending:
            for reader in self.readers.get(pending.pop(), ()):
                if reader.id not in seen and reader.id in self.run.needed:
                    seen.add(reader.id)
                    yield reader
                    pending.append(reader.id)

    def _find_givers(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the statements that compute frozen values, with the values' names."""
        found: dict[str, list[str]] = {}
        for key, capture in self.classified.captures.items():
            if capture.site:
                place = self.code.places.get(capture.place)
                giver = place.statement if place is not None else ""
            else:
                giver = key.split(":", 2)[2]
            if giver:
                found.setdefault(giver, []).append(self.classified.names[key])
        yield from ((giver, tuple(names)) for giver, names in found.items())

    def _frozen(self, statement: Statement, binding: Binding) -> tuple[Frozen, ...]:
        if binding == "fit-time":
            wanted = set(self.givers.get(statement.id, ()))
            keys = [key for key, name in self.classified.names.items() if name in wanted]
        elif binding == "row-time":
            used = (key for n in self.nodes.get(statement.id, ()) for key in self.trace.nodes[n].captures)
            keys = [key for key in dict.fromkeys(used) if key in self.classified.captures]
        else:
            keys = []
        return tuple(
            Frozen(
                name=self.classified.names[key],
                value=self.previews.get(self.classified.names[key], ""),
                source=self.classified.captures[key].source,
                type=self.classified.captures[key].type,
            )
            for key in keys
            if self.classified.names[key] not in self.connections
        )

    def _columns(self, statement: Statement) -> tuple[str, ...]:
        raw = self._raw(self.nodes.get(statement.id, ()))
        return tuple(f.name for f in self.classified.request.fields if f.required and f.name in raw)

    def _raw(self, nodes: Iterable[int]) -> set[str]:
        """Return the loaded columns on whose values executions of a statement stand."""
        reached = _reach(self.trace.nodes, nodes)
        return {found[1] for n in reached if (found := self.trace.nodes[n].raw) is not None and found[1]}

    def _places(self, statement: Statement) -> list[Place]:
        return [p for p in self.code.places.values() if p.statement == statement.id]

    def _find_served(self) -> dict[str, list[str]]:
        """Return the lines of the stage functions that come from each statement."""
        found: dict[str, list[str]] = {}
        for mapping in self.package.line_map:
            if mapping.module not in _SERVED:
                continue
            lines = self.package.files[mapping.module].split("\n")[mapping.first - 1 : mapping.last]
            code = [line.removeprefix("    ") for line in lines if line.strip() and not line.lstrip().startswith("#")]
            statement = self._statement_from(mapping.cell_id, mapping.cell_line)
            if statement is not None:
                found.setdefault(statement.id, []).extend(code)
        return found

    def _statement_from(self, cell_id: str, line: int) -> Statement | None:
        """Return the statement at a line, or the next one: what was moved begins with the comments above it."""
        own = [s for s in self.program.statements if s.span.cell_id == cell_id and line <= s.span.end_line]
        own = [s for s in own if s.id not in self.program.lookups]  # its call stands for it
        there = [s for s in own if s.span.line <= line]
        # what a definition computes once is a statement of its own, on the definition's lines
        definitions = [s for s in there if s.kind in {"function", "class"}]
        return next(iter(definitions or there or own), None)

    def _is_emitted(self, statement: Statement, module: str) -> bool:
        return any(
            m.module == module and self._statement_from(m.cell_id, m.cell_line) is statement
            for m in self.package.line_map
        )


def _reach(nodes: Sequence[Node], seeds: Iterable[int]) -> frozenset[int]:
    """Return the nodes on whose values the seeds stand, themselves included."""

    def values(number: int) -> set[int]:
        node = nodes[number]
        return set(node.deps) - set(node.structure) - set(node.filter.nodes if node.filter else ())

    return closure(seeds, values)


def _listed(names: Sequence[str]) -> str:
    shown = [f"`{name}`" for name in names[:_MOST_NAMES]]
    more = len(names) - len(shown)
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _differs(served: str, text: str) -> bool:
    return served.split() != text.split()


def _of_unknown_values(text: str, served: str) -> str:
    """Say what becomes of a value that training never saw, where a statement says so."""
    if any(f"{name}(" in served for name in KNOWN_NAMES):
        return "a row with a value that no training row held is refused"
    if "handle_unknown" in text and any(how in text for how in _MEANT):
        return "a value that no training row held is no error: the notebook says so by `handle_unknown`"
    return ""
