"""What single statements do, as far as a stage tag is about it: bring rows in, fit, ask a model, measure, show.

Names of calls decide, those of helpers that a statement mentions included. What the calls are asked of is for
`suggest` to find out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.operations import HORIZON_METHODS, TRAINING_STEPS, call_name
from nb2svc.compiler.scope import Scope

__all__ = ["Roles"]

_READERS: Final = ("read_", "fetch_", "load_", "make_", "loadtxt", "genfromtxt", "from_csv", "scan_")
_OPENERS: Final = frozenset({"open", "load", "loads", "urlopen", "execute", "glob", "listdir", "connect"})
_WEB: Final = frozenset({"requests", "httpx", "session"})
_TABLES: Final = frozenset({"DataFrame", "array", "Series", "from_dict", "from_records", "tensor"})
_MODEL_FILES: Final = frozenset(
    {"load_model", "load_state_dict", "load_weights", "load_dotenv", "load_ext", "make_pipeline", "make_scorer",
     "make_column_transformer", "make_union", "make_subplots"}
)  # fmt: skip
_FITS: Final = frozenset({"fit", "fit_predict", "train_on_batch", "partial_fit", "fit_generator", "minimize"})
_TRANSFORMERS: Final = frozenset({"fit_transform"})
_READ_BACK: Final = frozenset({"load_state_dict", "load_weights", "load_model"})
_ASKS: Final = frozenset(
    {"predict", "predict_proba", "predict_log_proba", "decision_function", "score_samples", "fit_predict", "kneighbors",
     "predict_classes", "predict_on_batch", "inference", "generate"}
) | HORIZON_METHODS  # fmt: skip
_PLOTS: Final = frozenset(
    {"plot", "hist", "scatter", "bar", "barh", "show", "heatmap", "figure", "subplots", "countplot", "boxplot",
     "imshow", "pie", "histplot", "scatterplot", "lineplot", "barplot", "kdeplot", "pairplot", "savefig", "distplot",
     "axhline", "axvline", "title", "xlabel", "ylabel", "legend"}
)  # fmt: skip
_MEASURES: Final = frozenset({"score", "cross_val_score", "classification_report", "confusion_matrix", "evaluate"})
_MEASURE_ENDS: Final = ("_score", "_error", "_loss", "_deviance", "_curve", "_coef", "_coefficient")


class Roles:
    """Answers for the statements of one notebook; remembers what it has found out."""

    def __init__(self, program: Program) -> None:
        self._scope = Scope(program)
        self._calls: dict[str, tuple[ast.Call, ...]] = {}
        self._own = {name for s in program.statements if s.kind in {"function", "class"} for name in s.effects.defines}

    def calls(self, statement: Statement) -> tuple[ast.Call, ...]:
        """Return the calls of a statement, and of the notebook's functions and classes that it mentions."""
        known = self._calls.get(statement.id)
        if known is None:
            known = self._calls[statement.id] = tuple(self._find_calls(statement))
        return known

    def _find_calls(self, statement: Statement) -> Iterator[ast.Call]:
        if statement.kind in {"import", "function", "class", "magic"}:
            return
        self._scope.current = statement
        for node in (statement.node, *(helper.node for helper in self._scope.helpers(statement.node))):
            yield from (part for part in ast.walk(node) if isinstance(part, ast.Call))

    def names(self, statement: Statement) -> frozenset[str]:
        """Return the last names of what a statement calls, without the notebook's own functions."""
        return frozenset(call_name(call) for call in self.calls(statement)) - {""} - self._own

    def own_names(self, statement: Statement) -> frozenset[str]:
        """Return the last names of what stands in the statement itself."""
        if statement.kind in {"import", "function", "class", "magic"}:
            return frozenset()
        calls = (part for part in ast.walk(statement.node) if isinstance(part, ast.Call))
        return frozenset(call_name(call) for call in calls) - {""}

    def reads_files(self, statement: Statement) -> bool:
        """Whether a statement gets rows from outside of the notebook."""
        by_name = any(
            name in _OPENERS or (name.startswith(_READERS) and name not in _MODEL_FILES)
            for name in self.names(statement)
        )
        return by_name or any(call_name(c) == "get" and _root(c.func) in _WEB for c in self.calls(statement))

    def makes_table(self, statement: Statement) -> bool:
        """Whether a statement writes rows down, or draws them by chance."""
        return bool(self.names(statement) & _TABLES)

    def fits(self, statement: Statement) -> bool:
        """Whether a statement fits something, other than what it transforms with at once."""
        return bool(self.names(statement) & (_FITS | TRAINING_STEPS))

    def fits_anything(self, statement: Statement) -> bool:
        """Whether a statement fits a model or a transformer, or reads back one that was fitted."""
        return self.fits(statement) or bool(self.names(statement) & (_TRANSFORMERS | _READ_BACK))

    def asks(self, statement: Statement) -> bool:
        """Whether a statement asks a model, or reads what it answered when it was fitted."""
        if self.names(statement) & _ASKS:
            return True
        return any(isinstance(part, ast.Attribute) and part.attr == "labels_" for part in ast.walk(statement.node))

    def measures(self, statement: Statement) -> bool:
        """Whether a statement computes how good a model is."""
        names = self.names(statement)
        return bool(names & _MEASURES) or any(name.endswith(_MEASURE_ENDS) for name in names)

    def measures_only(self, statement: Statement) -> bool:
        """Whether every question to a model in a statement stands inside a measure: `r2_score(y, m.predict(X))`."""
        inside = {
            id(part)
            for call in ast.walk(statement.node)
            if isinstance(call, ast.Call) and (call_name(call) in _MEASURES or call_name(call).endswith(_MEASURE_ENDS))
            for argument in [*call.args, *(k.value for k in call.keywords)]
            for part in ast.walk(argument)
        }
        asks = [p for p in ast.walk(statement.node) if isinstance(p, ast.Call) and call_name(p) in _ASKS]
        return bool(asks) and all(id(ask) in inside for ask in asks)

    def asked(self, statement: Statement) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield, for each question that stands in a statement, the model's variable and those of the rows."""
        for part in ast.walk(statement.node):
            if isinstance(part, ast.Call) and call_name(part) in _ASKS and isinstance(part.func, ast.Attribute):
                rows = [n.id for a in part.args for n in ast.walk(a) if isinstance(n, ast.Name)]
                yield _root(part.func.value), tuple(rows)

    def fitted(self, statement: Statement) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield, for each fit that stands in a statement, the variable of what is fitted and those of the rows."""
        for part in ast.walk(statement.node):
            if isinstance(part, ast.Call) and call_name(part) in _FITS and isinstance(part.func, ast.Attribute):
                rows = [n.id for a in part.args[:1] for n in ast.walk(a) if isinstance(n, ast.Name)]
                yield _root(part.func.value), tuple(rows)

    def plots(self, statement: Statement) -> bool:
        """Whether a statement draws."""
        return bool(self.names(statement) & _PLOTS)


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
