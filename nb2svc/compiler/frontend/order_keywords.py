"""Keyword arguments in the order that they have by position: `fit(y=y, X=X)` is read as `fit(X=X, y=y)`.

Which values are the rows and which the target is told by their order, whatever they are called with. Only the tree is
put in order: the user's text stays as it is.
"""

from __future__ import annotations

import ast
import re
from typing import Final

__all__ = ["order_keywords"]

_ORDER: Final = ("data", "objs", "X", "left", "endog", "y", "right", "exog")
_GIVEN: Final = re.compile(rf"[(,]\s*(?:{'|'.join(_ORDER)})\s*=(?!=)")


def order_keywords(tree: ast.Module, text: str) -> None:
    """Put the keywords of each call of a cell in the order in which the arguments stand without their names.

    Args:
        tree: the cell; it is changed in place.
        text: its text, which tells at once that most cells have no such keywords.
    """
    if _GIVEN.search(text):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and len(node.keywords) > 1:
                node.keywords.sort(key=_position)


def _position(keyword: ast.keyword) -> int:
    return _ORDER.index(keyword.arg) if keyword.arg in _ORDER else len(_ORDER)
