"""Rules that turn an operation on the whole data set into one on the rows of a request.

Each rule is one file with one `Rewrite`. A rule proposes; the run decides: a residual is taken only where it gave, on
every sample of rows, what the notebook computed for these rows. Order matters: the first that is proven wins.
"""

from __future__ import annotations

from typing import Final

from nb2svc.compiler.rewrites.add_constant import ADD_CONSTANT
from nb2svc.compiler.rewrites.as_category import AS_CATEGORY
from nb2svc.compiler.rewrites.fit_predict import FIT_PREDICT
from nb2svc.compiler.rewrites.fit_transform import FIT_TRANSFORM
from nb2svc.compiler.rewrites.get_dummies import GET_DUMMIES
from nb2svc.compiler.rewrites.rule import Rewrite
from nb2svc.compiler.rewrites.squeeze import SQUEEZE

__all__ = ["REWRITES", "Rewrite", "find_rewrite"]

REWRITES: Final[tuple[Rewrite, ...]] = (
    FIT_TRANSFORM,
    FIT_PREDICT,
    GET_DUMMIES,
    AS_CATEGORY,
    ADD_CONSTANT,
    SQUEEZE,
)


def find_rewrite(name: str) -> Rewrite:
    """Return the rule with this name."""
    return next(rule for rule in REWRITES if rule.name == name)
