"""What one run of the notebook showed: plain data, written by the probes in the kernel and read by the compiler.

Names used here: a *place* is a simple statement or the head of a block, wherever it stands
(`<cell id>:<line>:<column>`); a *site* is an expression (`<place>:<end line>:<end column>:<kind>`); a *node* is one
execution of a place. The nodes form the dependence graph of the run, with columns of a frame told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from nb2svc.manifest import Field, OutputField, RequestSchema

__all__ = [
    "Capture",
    "Closed",
    "Decision",
    "Expectation",
    "Filter",
    "Gap",
    "Leak",
    "LookedUp",
    "Loss",
    "Node",
    "Output",
    "RawInput",
    "Side",
    "Trace",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """A place where the rows as a whole reach the value of a single row, and no rewrite was proven.

    Attributes:
        site: the expression.
        reason: what the experiment showed, for a person.
        remedy: what to do about it, where the reason tells.
    """

    site: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A table that is made of rows and whose own rows are none of them.

    Attributes:
        site: the expression that made it.
        before: number of rows that went in.
        after: number of rows that came out.
    """

    site: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A statement that dropped rows.

    Attributes:
        nodes: what decided which rows go.
        site: the expression; empty for a change in place.
        operand: position of the operand whose rows are dropped.
        training_only: whether it chooses training rows for certain, so that a request row stays: the row goes because
            of other rows (it is a double), or the notebook says so.
        apart: executions that keep other rows of the same ones: the other parts of a split by masks.
        tolerant: whether it works without the target: `dropna(subset=["age", "price"])` goes on as `["age"]`.
        only: those of the node's `deps` that nothing but the choice of rows used.
        captures: those of the node's `captures` that nothing but the choice of rows used.
        sites: expressions that only the choice of rows needs.
    """

    nodes: tuple[int, ...]
    site: str = ""
    operand: int = 0
    training_only: bool = False
    apart: tuple[int, ...] = ()
    tolerant: bool = False
    only: tuple[int, ...] = ()
    captures: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """Columns that have to be there for an expression, whatever they hold: it counts them or names them.

    Attributes:
        site: the expression.
        nodes: what made the columns.
    """

    site: str
    nodes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What a node stands on besides, if a request is a row of one table of several.

    Attributes:
        deps: nodes.
        captures: keys of state values.
    """

    deps: frozenset[int] = frozenset()
    captures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One execution of a place.

    Attributes:
        place: the statement; empty for a leaf.
        deps: nodes whose results it used.
        structure: those of `deps` that only make a frame exist; none of its values was used.
        filter: where rows vanished, how.
        captures: keys of state values it used.
        expects: columns that have to be there.
        sides: by table, what counts only if requests are rows of that table.
        rounds: rounds of loops over tables in which it was executed.
        part: for a row selection that binds several names, the position of the name; else -1.
        operand: for a row selection, the position of the selected argument; else -1.
        raw: for a leaf, the loaded variable and its column (`""` for the table as a whole); of a request that is made
            of literals, no variable and the literal's key.
        leak: why it cannot be served, where that is so.
        is_asked: whether its value depends on literals that stand for a request.
    """

    place: str = ""
    deps: tuple[int, ...] = ()
    structure: tuple[int, ...] = ()
    filter: Filter | None = None
    captures: tuple[str, ...] = ()
    expects: tuple[Expectation, ...] = ()
    sides: Mapping[str, Side] = field(default_factory=dict)
    rounds: tuple[str, ...] = ()
    part: int = -1
    operand: int = -1
    raw: tuple[str, str] | None = None
    leak: Leak | None = None
    is_asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A value that a row-time operation used and that is not of one row: a candidate for the state.

    Attributes:
        key: unique name within the trace.
        hint: a good attribute name.
        place: the statement that computed it.
        site: the expression that is replaced by it, or empty for a variable that is replaced by name.
        source: the notebook's text for it.
        loops: names of the loop variables that tell its values apart; empty for a single value.
        type: qualified type name, for people and annotations.
        labels: for a list of column names, these.
        part: what is taken of it, as text: `.head(0)`.
    """

    key: str
    hint: str
    place: str
    site: str = ""
    source: str = ""
    loops: tuple[str, ...] = ()
    type: str = ""
    labels: tuple[str, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What becomes of an expression or a variable in the service.

    Attributes:
        action: `row`: stays as written; `state`: replaced by a state value; `rewrite`: replaced by a rule's residual;
            `select`: a selection of rows, which for the rows of a request is all of them; `ask`: a literal, replaced by
            the request's value; `relabel`: what an estimator keeps of the rows it was fitted to, asked of it for those
            of a request; `pick`: columns at positions, picked by name; `rename`: an assignment of all column names,
            which for a request without the target becomes a renaming one by one; `members`: a list of frames, of which
            a service has those with its rows; `whole`: parts of a table below each other, for which the table itself
            stands; `first`: one row that is picked for a model, which is each row of a request, asked about alone.
        captures: for `state` and `rename` one key under `""`; for `rewrite` a key for each hole of the rule; for `ask`
            the literal's key; for `members` the positions of those that depend on rows.
        rule: for `rewrite`, the rule's name; for `relabel`, the estimator's method; for `pick`, the names as a literal;
            for `whole`, the variable that holds the table.
    """

    action: Literal[
        "row", "state", "rewrite", "select", "ask", "relabel", "pick", "rename", "members", "first", "whole"
    ]
    captures: Mapping[str, str] = field(default_factory=dict)
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawInput:
    """A loaded variable that has rows.

    Attributes:
        name: the variable, or `variable.entry` of a bundle of data.
        rows: number of rows.
        schema: what a row looks like; `required` is not decided yet.
    """

    name: str
    rows: int
    schema: RequestSchema


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A loaded column of which an operation knows the values: a request with another one cannot be answered.

    Attributes:
        node: the execution.
        column: its name.
        values: those that it may hold.
    """

    node: int
    column: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A place where rows ask a table that was made of the training rows, which knows no other keys.

    Attributes:
        site: the expression.
        node: the execution.
        found: nodes of what was found, those that the notebook fills where nothing was found left out.
        decision: what is done instead, with a look at the keys; None if no rule fits, and it cannot be served.
        closed: for a loaded column that is a key, what it may hold; then nothing else has to look.
    """

    site: str
    node: int
    found: tuple[int, ...]
    decision: Decision | None = None
    closed: Closed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """What a look-up gave.

    Attributes:
        only_adds: whether it gives the table of rows that it was given, with more columns and nothing changed.
        added: those columns, with the dtypes that they have where a value is missing.
        columns: all columns of the result.
        new_index: whether the result counts rows from 0, whatever labels they had.
        by_keys: whether it finds the same for the same keys, whatever else is in a row.
        drivers: modules of the database drivers that it talked through, which no text imports.
    """

    only_adds: bool
    added: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    new_index: bool = False
    by_keys: bool = False
    drivers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A value that a predict cell computed, one per row.

    Attributes:
        fields: its description in the answer; one for each column of a frame.
        variable: the notebook's variable; empty for a bare expression.
        place: the statement that gave it last.
        node: that execution.
        dimensions: 1 for one value per row, 2 and more for nested values or a frame.
        is_frame: whether the fields are columns of a frame.
        read_later: whether a later predict statement reads it.
        rows: identity of its set of rows; outputs of one answer share it.
        table: the loaded table whose rows it is about.
        columns: for each field that is a column of a frame, the nodes that it stands on.
        is_asked: whether it answers a request that is made of literals, and not rows.
        only: for one that holds one row, how its entry is reached: `[0]`.
    """

    fields: tuple[OutputField, ...]
    variable: str
    place: str
    node: int
    dimensions: int
    is_frame: bool = False
    read_later: bool = False
    rows: int = 0
    table: str = ""
    columns: tuple[tuple[int, ...], ...] = ()
    is_asked: bool = False
    only: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Everything the compiler needs to know of the run.

    Attributes:
        nodes: the dependence graph; a node's number is its position.
        captures: by key.
        decisions: by site; for variables by `<site>|<name>` of the expression that uses them.
        side_decisions: by table, those that hold only if requests are rows of it.
        displays: `[train, test]`: by site, what each of the tables stands on.
        inputs: loaded variables with rows.
        outputs: candidates for the answer, in the order they were bound.
        targets: nodes of the `y` that each fitted estimator saw, by capture key of the estimator.
        trained: nodes of all that a training loop read, by capture key of the network that it trained.
        fitted_to: nodes of the tables that estimators were fitted to.
        features: nodes of the tables and of the columns that they were to learn from, the target left out.
        types: `<place>|<name>` -> qualified type of what was bound there, for annotations.
        metrics: numbers that evaluate cells bound.
        units: loops over rows, which are served as they are written.
        training_mode: captures of torch models that predicted in training mode.
        labels: names that columns of frames had -> the nodes that any of them stood on.
        failed_reports: evaluate and report cells that failed: cell id -> what was raised.
        asked: fields of requests that are made of literals: key of the literal -> what it takes.
        module_reads: module beside the notebook -> files that it read while it was imported.
        lost: predictions on tables whose rows were lost on the way: site of the prediction -> where.
        items: loops over names, such as those of columns: place of the loop -> the names.
        part_of: nodes of rows that went the way of one part of a table -> its name among the sides.
        row_names: nodes of values that are the labels of the notebook's rows.
        closed: loaded columns of which only the values of training are known.
        gaps: look-ups that find nothing for a key that training never saw.
        lookups: by site.
    """

    nodes: tuple[Node, ...] = ()
    captures: Mapping[str, Capture] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    side_decisions: Mapping[str, Mapping[str, Decision]] = field(default_factory=dict)
    displays: Mapping[str, tuple[tuple[int, ...], ...]] = field(default_factory=dict)
    inputs: tuple[RawInput, ...] = ()
    outputs: tuple[Output, ...] = ()
    targets: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    trained: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    fitted_to: tuple[int, ...] = ()
    features: tuple[int, ...] = ()
    types: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    training_mode: tuple[str, ...] = ()
    labels: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    failed_reports: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, Field] = field(default_factory=dict)
    module_reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lost: Mapping[str, Loss] = field(default_factory=dict)
    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    part_of: Mapping[int, str] = field(default_factory=dict)
    row_names: tuple[int, ...] = ()
    closed: tuple[Closed, ...] = ()
    gaps: tuple[Gap, ...] = ()
    lookups: Mapping[str, LookedUp] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
