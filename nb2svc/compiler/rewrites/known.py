"""Rules whose operation knows only the values of training -> the same rules, with a look whether it knows these.

X = pd.get_dummies(df)                 X = pd.get_dummies(only_known(df, state.X_known)).reindex(...)
df["deck"].astype("category")          only_known(df["deck"], state.deck_dtype).astype(state.deck_dtype)
df.groupby("pair")["fare"].transform   only_known(df["pair"], state.fare_mean.index).map(state.fare_mean)

They stand in for the plain rules where no list of values in the request's schema can say the same, because the
notebook has made something of the column before. `KNOWN` is the text of the functions, as the package has it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Final

from nb2svc.compiler.operations import call_name
from nb2svc.compiler.rewrites.as_category import AS_CATEGORY, CATEGORICAL, FRAME_AS_CATEGORY
from nb2svc.compiler.rewrites.asked_tables import ASKED_TABLE_RULES
from nb2svc.compiler.rewrites.bins import CUT, QCUT
from nb2svc.compiler.rewrites.compared import COMPARED_RULES
from nb2svc.compiler.rewrites.factorize import FACTORIZE, FACTORIZE_ARRAY
from nb2svc.compiler.rewrites.fit_transform import FIT_TRANSFORM
from nb2svc.compiler.rewrites.get_dummies import GET_DUMMIES, OPEN_DUMMIES
from nb2svc.compiler.rewrites.group_number import KNOWN_GROUP_NUMBERS
from nb2svc.compiler.rewrites.group_transform import KNOWN_GROUP_TRANSFORMS
from nb2svc.compiler.rewrites.held_group import KNOWN_HELD_GROUP
from nb2svc.compiler.rewrites.rule import Hole, Rewrite, argument, parse_expression
from nb2svc.compiler.rewrites.same_columns import KNOWN_SAME_COUNTS
from nb2svc.compiler.rewrites.unique_inverse import UNIQUE_INVERSE

__all__ = ["KNOWN", "KNOWN_NAMES", "KNOWN_RULES"]

KNOWN_NAMES: Final = (
    "only_binned",
    "only_known",
    "only_known_columns",
    "only_known_entries",
    "only_known_keys",
    "only_known_tags",
    "seen_in_both",
    "seen_values",
)
KNOWN: Final = '''\
def seen_values(values, columns=None):
    """Return the distinct values of a column; of a frame, those of `columns`, or of each column of text."""
    if not isinstance(values, pd.DataFrame):
        return pd.Series(np.ravel(values)).drop_duplicates().tolist()
    if columns is None:
        columns = [name for name in values if str(values[name].dtype) in {"object", "str", "string"}]
    free = [name for name in columns if not isinstance(values[name].dtype, pd.CategoricalDtype)]
    return {name: seen_values(values[name]) for name in free}


def seen_in_both(first, second):
    """Return the distinct values of the columns of one table, together with those of another one."""
    return {name: [*values, *second.get(name, [])] for name, values in first.items()}


def only_known(values, seen):
    """Return values as they are, if training saw all of them; what is missing may be missing.

    Args:
        values: a column, or a frame: its columns in `seen`, or together the keys of a group.
        seen: the values of training, or a dtype that lists them; for each column of a frame, or for its keys.

    Raises:
        ValueError: a row has another value.
    """
    if isinstance(seen, dict):
        for name, known in seen.items():
            if name in values and not isinstance(known, np.dtype):
                only_known(values[name], known)
        return values
    if isinstance(values, pd.DataFrame):
        name, column = ", ".join(map(str, values.columns)), pd.Series(list(values.itertuples(index=False, name=None)))
        missing = values.isna().any(axis=1).to_numpy()
    else:
        name, column = getattr(values, "name", None), pd.Series(np.ravel(values))
        missing = column.isna().to_numpy()
    known = seen.categories if isinstance(seen, pd.CategoricalDtype) else seen
    unknown = ~(column.isin(list(known)).to_numpy() | missing)
    if unknown.any():
        of = f"`{name}`" if name is not None else "a value"
        raise ValueError(f"{of} is {column[unknown].tolist()[0]!r}, which no training row held: {_listed(known)}")
    return values


def only_known_columns(counts, columns):
    """Return a table of counts or flags as it is, if nothing counts in a column that training did not have.

    Raises:
        ValueError: something does.
    """
    for name in counts.columns.difference(columns):
        if (counts[name] != 0).any():
            raise ValueError(f"`{name}` is new, no training row held it: {_listed(columns)}")
    return counts


def only_known_entries(rows, vectorizer):
    """Return dicts as they are, if training saw all texts in them; numbers may be any.

    Raises:
        ValueError: a row has another text.
    """
    for row in rows:
        for name, value in row.items():
            start = f"{name}{vectorizer.separator}"
            if isinstance(value, str) and f"{start}{value}" not in vectorizer.vocabulary_:
                known = [entry.removeprefix(start) for entry in vectorizer.vocabulary_ if entry.startswith(start)]
                raise ValueError(f"`{name}` is {value!r}, which no training row held: {_listed(known)}")
    return rows


def only_known_keys(rows, table, on=None, left_on=None, right_on=None, left_index=False, right_index=False):
    """Return rows as they are, if a table that is joined has the keys of all of them; what is missing may be missing.

    Raises:
        ValueError: a row has another key.
    """
    if not left_index and on is None and left_on is None:
        on = list(rows.columns.intersection(table.columns))
    own = rows.index.to_frame() if left_index else _columns(rows, on if on is not None else left_on)
    its = table.index.to_frame() if right_index else _columns(table, on if on is not None else right_on)
    if own.shape[1] == 1:
        only_known(own.iloc[:, 0], its.iloc[:, 0].drop_duplicates())
    else:
        only_known(own, list(its.drop_duplicates().itertuples(index=False, name=None)))
    return rows


def only_known_tags(values, seen):
    """Return lists of tags as they are, if training saw all of the tags.

    Raises:
        ValueError: a row has another tag.
    """
    for tags in values:
        for tag in tags:
            if tag not in set(seen):
                raise ValueError(f"a tag is {tag!r}, which no training row held: {_listed(seen)}")
    return values


def only_binned(bins, values):
    """Return bins as they are, if each value is in one; what is missing may be missing.

    Raises:
        ValueError: a value is smaller or larger than those of all training rows.
    """
    column = pd.Series(values)
    outside = pd.isna(bins[0] if isinstance(bins, tuple) else bins) & column.notna().to_numpy()
    if outside.any():
        name = f"`{column.name}`" if column.name is not None else "a value"
        raise ValueError(f"{name} is {column[outside].tolist()[0]!r}, and the values of no training row reach that far")
    return bins


def _columns(table, names):
    """Return columns of a table, of which some may be labels of its rows."""
    names = names if isinstance(names, list) else [names]
    return table[names] if all(name in table for name in names) else table.reset_index()[names]


def _listed(known):
    """Return some of the values that training saw, for a person."""
    first = [value.item() if isinstance(value, np.generic) else value for value in list(known)[:5]]
    shown = ", ".join(map(repr, first))
    return f"they held {shown}" + (f" and {len(known) - 5} more" if len(known) > 5 else "")
'''


def _on_text(node: ast.expr) -> bool:
    """Whether the call is `df["tags"].str.get_dummies("|")`: a row may have several."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="str"))):
            return True
        case _:
            return False


def _dummies_freeze(call: ast.expr) -> Mapping[str, Hole]:
    assert isinstance(call, ast.Call)
    columns = next((k.value for k in call.keywords if k.arg == "columns"), None)
    given = parse_expression("seen_values(values)", values=_values(call))
    assert isinstance(given, ast.Call)
    if columns is not None:
        given.args.append(columns)
    return {**GET_DUMMIES.freeze(call), "known": Hole(value=given, hint="known")}


def _values(call: ast.Call) -> ast.expr:
    values = argument(call, "data", "values", "ar")
    assert values is not None
    return values


def _asking(seen: str, *, of_receiver: bool = False) -> Callable[[ast.expr, Mapping[str, ast.expr]], ast.expr]:
    """Return what puts `only_known(values, seen)` in the place of the values that an operation takes."""

    def ask(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
        assert isinstance(call, ast.Call)
        if of_receiver:
            assert isinstance(call.func, ast.Attribute)
            known = parse_expression("only_known(values, seen)", values=call.func.value, seen=holes[seen])
            return ast.Call(ast.Attribute(known, call.func.attr, ast.Load()), call.args, call.keywords)
        values = _values(call)
        known = parse_expression("only_known(values, seen)", values=values, seen=holes[seen])
        arguments = [known if a is values else a for a in call.args]
        keywords = [ast.keyword(k.arg, known if k.value is values else k.value) for k in call.keywords]
        return ast.Call(call.func, arguments, keywords)

    return ask


def _known(
    rule: Rewrite,
    ask: Callable[[ast.expr, Mapping[str, ast.expr]], ast.expr],
    freeze: Callable[[ast.expr], Mapping[str, Hole]] | None = None,
    matches: Callable[[ast.expr], bool] | None = None,
) -> Rewrite:
    """Return a rule with a look at the values that its operation takes."""
    return Rewrite(
        name=f"{rule.name}-known",
        matches=matches or rule.matches,
        freeze=freeze or rule.freeze,
        residual=lambda call, holes: rule.residual(ask(call, holes), holes),
    )


def _factorized(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    assert isinstance(call, ast.Call)
    return _asking("uniques", of_receiver=argument(call, "values") is None)(call, holes)


def _binned(rule: Rewrite) -> Callable[[ast.expr, Mapping[str, ast.expr]], ast.expr]:
    def residual(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
        bins = rule.residual(call, holes)
        assert isinstance(bins, ast.Call)
        return parse_expression("only_binned(bins, values)", bins=bins, values=bins.args[0])

    return residual


def _open_dummies(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
    """Return dummies of values that one of two tables holds: the one that is encoded, the one that was trained on."""
    assert isinstance(call, ast.Call)
    seen = parse_expression("seen_in_both(known, also)", known=holes["known"], also=holes["also"])
    return OPEN_DUMMIES.residual(_asking("seen")(call, {"seen": seen}), holes)


_ENCODERS: Final = {
    "": "only_known(labels, encoder.classes_)",
    "-tags": "only_known_tags(labels, encoder.classes_)",
    "-entries": "only_known_entries(labels, encoder)",
}


def _encoded(name: str, suffix: str, freeze: Callable[[ast.expr], Mapping[str, Hole]]) -> Rewrite:
    """Return the rule of an encoder that gives labels unknown to it no column, and says nothing."""

    def residual(call: ast.expr, holes: Mapping[str, ast.expr]) -> ast.expr:
        assert isinstance(call, ast.Call)
        assert isinstance(call.func, ast.Attribute)
        text = f"encoder.transform({_ENCODERS[suffix]})"
        labels = call.args[0] if call.args else call.keywords[0].value
        return parse_expression(text, encoder=holes.get("estimator", call.func.value), labels=labels)

    return Rewrite(
        name=f"{name}-known{suffix}",
        matches=lambda node: call_name(node) == name.replace("-", "_"),
        freeze=freeze,
        residual=residual,
    )


KNOWN_RULES: Final = (
    _known(
        GET_DUMMIES, _asking("known"), _dummies_freeze, lambda node: GET_DUMMIES.matches(node) and not _on_text(node)
    ),
    Rewrite(
        name="open-dummies-known",
        matches=lambda node: GET_DUMMIES.matches(node) and not _on_text(node),
        freeze=lambda call: {"known": _dummies_freeze(call)["known"]},
        residual=_open_dummies,
    ),
    Rewrite(
        name="get-dummies-known-columns",
        matches=lambda node: GET_DUMMIES.matches(node) and _on_text(node),
        freeze=GET_DUMMIES.freeze,
        residual=lambda call, holes: parse_expression(
            "only_known_columns(call, columns).reindex(columns=columns, fill_value=0)",
            call=call,
            columns=holes["columns"],
        ),
    ),
    _known(AS_CATEGORY, _asking("dtype", of_receiver=True)),
    _known(FRAME_AS_CATEGORY, _asking("dtype", of_receiver=True)),
    _known(CATEGORICAL, _asking("dtype")),
    _known(FACTORIZE, _factorized),
    _known(FACTORIZE_ARRAY, _factorized),
    _known(UNIQUE_INVERSE, _asking("values")),
    *(
        Rewrite(name=f"{rule.name}-known", matches=rule.matches, freeze=rule.freeze, residual=_binned(rule))
        for rule in (QCUT, CUT)
    ),
    *(
        rule
        for suffix in _ENCODERS
        for rule in (
            _encoded("fit-transform", suffix, FIT_TRANSFORM.freeze),
            _encoded("transform", suffix, lambda _: {}),
        )
    ),
    *ASKED_TABLE_RULES,
    *COMPARED_RULES,
    *KNOWN_GROUP_TRANSFORMS,
    *KNOWN_GROUP_NUMBERS,
    KNOWN_HELD_GROUP,
    KNOWN_SAME_COUNTS,
)
"""By `<name of the plain rule>-known`, possibly several; those of `transform` and of look-ups have no plain rule."""
