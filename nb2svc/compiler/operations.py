"""The small static table: what is known of calls before they are run, by the name they are called with.

Everything else is found out by experiment during the run; these are the facts that no experiment can show.
"""

from __future__ import annotations

import ast
from typing import Final

__all__ = [
    "CHOICES",
    "DATA_KEYWORDS",
    "DATA_METHODS",
    "FITTED_ROWS",
    "FIT_METHODS",
    "GROUP_ENDS",
    "HORIZON_METHODS",
    "ROW_ITERATORS",
    "STACKS",
    "STATISTICS",
    "TRAINING_STEPS",
    "call_name",
    "data_arguments",
    "fits",
    "is_fit_with_target",
    "is_group_chain",
    "is_resample",
    "is_split",
    "is_statistic",
    "is_summary",
    "is_training_step",
    "removes_column",
    "split_operand",
    "tolerates_absence",
]

# Always depend on all rows, even where a small sample happens to agree: one-row LabelEncoder gives 0, right by luck.
FIT_METHODS: Final = frozenset(
    {"fit", "partial_fit", "fit_resample", "train_on_batch", "backward", "cv", "cross_val_score", "cross_validate"}
)

# Say something of all rows of their receiver and change nothing: they may be computed before a lambda needs them.
STATISTICS: Final = frozenset(
    {
        "mean", "median", "mode", "std", "var", "min", "max", "sum", "count", "nunique", "quantile", "skew", "sem",
        "first", "last", "size", "value_counts", "unique", "nlargest", "nsmallest", "idxmax", "idxmin", "agg", "corr",
    }
)  # fmt: skip

# Of a column, never its rows, even where labels and values happen to be those of some rows.
SUMMARIES: Final = frozenset({"mode", "value_counts", "unique", "describe"})

# A block with one of these trains a model step by step: it is run as written and never tried on samples.
TRAINING_STEPS: Final = frozenset({"backward", "step", "partial_fit", "zero_grad", "train_on_batch"})

# Hand out what they are given in the same order: a loop over them goes over rows where a loop over the argument does.
ROW_ITERATORS: Final = frozenset({"enumerate", "zip", "iter", "islice", "iterrows", "itertuples"})

# Deal rows into parts: at serve time every part is all rows of the request.
SPLITS: Final = frozenset({"train_test_split"})

# Repeat, leave out or make up rows, to train on: at serve time each part is all rows of the request.
RESAMPLES: Final = frozenset({"fit_resample"})

# Put rows below each other: what they give is a table of its own.
STACKS: Final = frozenset({"concat", "vstack", "concatenate", "row_stack"})

# Keep or drop a row because of the other rows: what they choose are training rows, and a request has no others.
CHOICES: Final = frozenset({"drop_duplicates"})


# Take rows as their first argument: a literal there stands for what a caller asks.
DATA_METHODS: Final = frozenset(
    {"predict", "predict_proba", "predict_log_proba", "decision_function", "score_samples", "transform",
     "inverse_transform", "kneighbors"}
)  # fmt: skip

# Give each row something of its group: with the `groupby` before them they are one operation.
GROUP_ENDS: Final = frozenset({"transform", "ngroup"})

# What estimators call the rows and the target, in the order in which they stand without their names.
DATA_KEYWORDS: Final = ("X", "y")

# What a fitted estimator keeps of the rows it was fitted to, and the method that gives the same for other rows.
FITTED_ROWS: Final[dict[str, str]] = {"labels_": "predict", "embedding_": "transform"}

# Take the number of steps to look ahead.
HORIZON_METHODS: Final = frozenset({"forecast", "get_forecast"})


def call_name(node: ast.expr) -> str:
    """Return the last name of what is called: `fit` for `a.b.fit(x)`, empty for other expressions."""
    if not isinstance(node, ast.Call):
        return ""
    match node.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def fits(node: ast.AST) -> bool:
    """Whether something is fitted or trained anywhere in the code."""
    return any(call_name(part) in FIT_METHODS | TRAINING_STEPS for part in ast.walk(node) if isinstance(part, ast.expr))


def data_arguments(call: ast.Call) -> list[ast.expr]:
    """Return what a call is given by position, and the rows and the target where it is given them by name."""
    return [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg in DATA_KEYWORDS)]


def is_fit_with_target(node: ast.expr) -> bool:
    """Whether the expression is `x.fit_transform(X, y)`, whose result has the rows of X alone."""
    return call_name(node) == "fit_transform" and isinstance(node, ast.Call) and len(data_arguments(node)) > 1


def is_split(node: ast.expr) -> bool:
    """Whether the expression deals rows into parts."""
    return call_name(node) in SPLITS


def is_resample(node: ast.expr) -> bool:
    """Whether the expression is `sampler.fit_resample(X, y)`, which gives other rows to train on."""
    return call_name(node) in RESAMPLES and isinstance(node, ast.Call) and len(data_arguments(node)) > 1


def split_operand(node: ast.expr, part: int) -> int | None:
    """Return the argument of which a part of a split or resampling is some rows; None for other expressions."""
    if is_split(node):
        return part // 2
    if is_resample(node):
        return part
    return 0 if call_name(node) == "random_split" else None


def is_statistic(node: ast.expr) -> bool:
    """Whether the expression is a statistic of its receiver, or an entry of one: `x.mean()`, `x.mode()[0]`."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in STATISTICS


def is_summary(node: ast.expr) -> bool:
    """Whether the expression sums its receiver up over the rows, not over columns."""
    keywords = [k.arg or "" for k in node.keywords] if isinstance(node, ast.Call) else []
    of_rows = any(name == "axis" or name.startswith("return_") for name in keywords)  # `return_inverse` has all rows
    return call_name(node) in SUMMARIES and not of_rows


def is_group_chain(node: ast.expr) -> bool:
    """Whether the expression is `x.groupby(...)...transform(...)`: one operation, whose result belongs to the rows."""
    if call_name(node) not in GROUP_ENDS or not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    receiver = node.func.value
    while isinstance(receiver, ast.Attribute | ast.Subscript):
        receiver = receiver.value
    if not isinstance(receiver, ast.Call) or not isinstance(receiver.func, ast.Attribute):
        return False
    return receiver.func.attr == "groupby" and (bool(receiver.args) or any(k.arg == "by" for k in receiver.keywords))


def is_training_step(node: ast.stmt) -> bool:
    """Whether the block, or the body of the function, trains step by step."""
    return any(isinstance(part, ast.expr) and call_name(part) in TRAINING_STEPS for part in ast.walk(node))


def tolerates_absence(node: ast.expr) -> bool:
    """Whether the generated text of the expression works without the columns that it names.

    `df.drop(...)` is told to pass over them, `df[["a", "b"]]` and `df.dropna(subset=["a"])` are written without them.
    """
    match node:
        case ast.Call(func=ast.Attribute(attr="drop"), keywords=keywords):
            return all(k.arg != "errors" for k in keywords)
        case ast.Call(func=ast.Attribute(attr="dropna"), keywords=keywords):
            named = next((k.value for k in keywords if k.arg == "subset"), None)
            return named is None or _is_literal_list(named)
        case ast.Subscript(value=ast.Name(), slice=ast.List() as columns):
            return _is_literal_list(columns)
        case _:
            return False


def removes_column(node: ast.stmt) -> object:
    """Return the column that `del df["y"]`, `y = df.pop("y")` or a bare `df.pop("y")` removes; else None."""
    match node:
        case ast.Delete(targets=[ast.Subscript(value=ast.Name(), slice=ast.Constant(value=column))]):
            return column
        case ast.Assign(value=ast.Call(func=ast.Attribute(attr="pop"), args=[ast.Constant(value=column)])):
            return column
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="pop"), args=[ast.Constant(value=column)])):
            return column
        case _:
            return None


def _is_literal_list(node: ast.expr) -> bool:
    elements = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    return all(isinstance(e, ast.Constant) for e in elements)
