"""Keyword arguments are read in the order that they have by position; the user's text stays."""

from __future__ import annotations

import ast

import pytest

from nb2svc.compiler.frontend.order_keywords import order_keywords


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("m.fit(y=b, X=a)", "m.fit(X=a, y=b)"),
        ("m.fit(sample_weight=w, y=b, X=a)", "m.fit(X=a, y=b, sample_weight=w)"),
        ("m.fit(a, sample_weight=w, y=b)", "m.fit(a, y=b, sample_weight=w)"),
        ("sm.OLS(exog=a, endog=b)", "sm.OLS(endog=b, exog=a)"),
        ("pd.merge(right=b, how='left', left=a)", "pd.merge(left=a, right=b, how='left')"),
        ("pd.DataFrame(index=i, data={})", "pd.DataFrame(data={}, index=i)"),
        ("plot(xlabel='a', x=1)", "plot(xlabel='a', x=1)"),
    ],
)
def test_order_keywords_puts_rows_before_the_target(text: str, wanted: str) -> None:
    """Whatever the order in the notebook, the first value is the rows, the second the target."""
    tree = ast.parse(text)
    order_keywords(tree, text)

    assert ast.unparse(tree) == wanted
