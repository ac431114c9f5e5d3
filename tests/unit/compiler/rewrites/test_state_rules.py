"""What each rule freezes of an operation on all rows, and what is left of it for the rows of a request."""

from __future__ import annotations

import ast

import pytest

from nb2svc.compiler.rewrites import REWRITES, find_rewrite

CASES = {
    "fit-transform": ("sc.fit_transform(X, y)", {"estimator": "sc"}, "estimator.transform(X)"),
    "fit-predict": ("km.fit_predict(X)", {"estimator": "km"}, "estimator.predict(X)"),
    "get-dummies": (
        "pd.get_dummies(df, columns=names, drop_first=True)",
        {"columns": "result.columns"},
        "pd.get_dummies(df, columns=names).reindex(columns=columns, fill_value=False)",
    ),
    "as-category": ("s.astype('category')", {"dtype": "result.dtype"}, "s.astype(dtype)"),
    "categorical": ("pd.Categorical(s)", {"dtype": "result.dtype"}, "pd.Categorical(s, dtype=dtype)"),
    "factorize": ("pd.factorize(s)", {"uniques": "result[1]"}, "(uniques.get_indexer(s), uniques)"),
    "qcut": (
        "pd.qcut(s, 4, labels=False, duplicates='drop')",
        {"edges": "pd.qcut(s, 4, labels=False, duplicates='drop', retbins=True)[1]"},
        "pd.cut(s, edges, labels=False, include_lowest=True)",
    ),
    "cut": (
        "pd.cut(s, bins=5, right=False)",
        {"edges": "pd.cut(s, bins=5, right=False, retbins=True)[1]"},
        "pd.cut(s, edges, right=False)",
    ),
    "group-map": (
        "df.groupby('k')['a'].transform('mean')",
        {"table": "df.groupby('k')['a'].agg('mean')"},
        "df['k'].map(table)",
    ),
    "group-join": (
        "df.groupby('k').a.transform('mean')",
        {"table": "df.groupby('k').a.agg('mean')"},
        "df[['k']].join(table, on='k')['a']",
    ),
    "group-join-keys": (
        "df.groupby(['k', 'f'])['a'].transform('mean')",
        {"table": "df.groupby(['k', 'f'])['a'].agg('mean')"},
        "df[['k', 'f']].join(table, on=['k', 'f'])['a']",
    ),
    "group-lambda": (
        "df.groupby('k')['a'].transform(lambda s: s.fillna(s.median()))",
        {"table_0": "df.groupby('k')['a'].agg('median')"},
        "df['a'].fillna(df['k'].map(table_0))",
    ),
    "held-group": (
        "groups.transform('std')",
        {"table": "groups.agg('std').to_dict()"},
        "groups.transform(lambda group: table.get(group.name, float('nan')))",
    ),
    "column-apply": (
        "X.apply(lambda s: s - s.mean())",
        {"column_0": "{name: X[name].mean() for name in X}"},
        "X.apply(lambda s: s - column_0[s.name])",
    ),
    "column-encoders": (
        "X.apply(LabelEncoder().fit_transform)",
        {"encoders": "{name: LabelEncoder().fit(X[name]) for name in X}"},
        "X.apply(lambda column: encoders[column.name].transform(column))",
    ),
    "picked-columns": ("df.dropna(axis=1)", {"columns": "result.columns"}, "df[columns]"),
    "same-columns": (
        "s.str.split(' ', expand=True)",
        {"columns": "result.columns"},
        "s.str.split(' ', expand=True).reindex(columns=columns)",
    ),
}


@pytest.mark.parametrize(("name", "case"), CASES.items(), ids=CASES)
def test_rule_freezes_what_all_rows_decide_and_leaves_the_rest(
    name: str, case: tuple[str, dict[str, str], str]
) -> None:
    """The frozen values are taken of the operation, and the residual needs no other rows."""
    text, frozen, residual = case
    rule = find_rewrite(name)
    node = ast.parse(text, mode="eval").body
    assert rule.matches(node)
    holes = rule.freeze(ast.parse(text, mode="eval").body)
    assert {hole: ast.unparse(found.value) for hole, found in holes.items()} == frozen
    left = rule.residual(ast.parse(text, mode="eval").body, {hole: ast.Name(id=hole, ctx=ast.Load()) for hole in holes})
    assert ast.unparse(left) == residual


LEFT_ALONE = ["df.apply(f, axis=1)", "df.groupby('k').transform('mean', 1)", "X.apply(lambda r: r.sum(), axis=1)"]


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_rules_about_single_columns_leave_operations_along_rows_alone(text: str) -> None:
    """What works along a row, or is called in an unusual way, is no matter for tables and column statistics."""
    node = ast.parse(text, mode="eval").body
    general = {"picked-columns", "same-columns", "same-counts"}
    assert [rule.name for rule in REWRITES if rule.matches(node) and rule.name not in general] == []


def test_rules_have_names_of_their_own() -> None:
    """A decision of the run names its rule, and the compiler finds it by that name."""
    assert len({rule.name for rule in REWRITES}) == len(REWRITES)
