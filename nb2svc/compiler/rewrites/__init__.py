"""Rules that turn an operation on the whole data set into one on the rows of a request.

Each rule is one file with one `Rewrite`. A rule proposes; the run decides: a residual is taken only where it gave, on
every sample of rows, what the notebook computed for these rows. Order matters: the first that is proven wins.
"""

from __future__ import annotations

import ast
from typing import Final

from nb2svc.compiler.rewrites.add_constant import ADD_CONSTANT
from nb2svc.compiler.rewrites.as_category import AS_CATEGORY, CATEGORICAL, FRAME_AS_CATEGORY
from nb2svc.compiler.rewrites.asked_tables import ASKED_TABLES
from nb2svc.compiler.rewrites.bins import CUT, QCUT
from nb2svc.compiler.rewrites.column_apply import COLUMN_APPLY, COLUMN_ENCODERS
from nb2svc.compiler.rewrites.factorize import FACTORIZE, FACTORIZE_ARRAY
from nb2svc.compiler.rewrites.fit_predict import FIT_PREDICT
from nb2svc.compiler.rewrites.fit_transform import FIT_TRANSFORM
from nb2svc.compiler.rewrites.get_dummies import GET_DUMMIES, OPEN_DUMMIES
from nb2svc.compiler.rewrites.group_number import GROUP_NUMBERS
from nb2svc.compiler.rewrites.group_transform import GROUP_TRANSFORMS
from nb2svc.compiler.rewrites.held_group import HELD_GROUP
from nb2svc.compiler.rewrites.known import KNOWN, KNOWN_NAMES, KNOWN_RULES
from nb2svc.compiler.rewrites.rule import Rewrite
from nb2svc.compiler.rewrites.same_columns import PICKED_COLUMNS, SAME_COLUMNS, SAME_COUNTS
from nb2svc.compiler.rewrites.squeeze import SQUEEZE
from nb2svc.compiler.rewrites.standard_scores import POWER_TRANSFORM, STANDARD_SCORES
from nb2svc.compiler.rewrites.turned_merge import TURNED_MERGE
from nb2svc.compiler.rewrites.unique_inverse import UNIQUE_INVERSE
from nb2svc.compiler.rewrites.unlabelled import UNLABELLED

__all__ = ["ASKED_TABLES", "KNOWN", "KNOWN_NAMES", "KNOWN_RULES", "REWRITES", "Rewrite", "find_rewrite", "is_opened"]

REWRITES: Final[tuple[Rewrite, ...]] = (
    FIT_TRANSFORM,
    FIT_PREDICT,
    GET_DUMMIES,
    AS_CATEGORY,
    FRAME_AS_CATEGORY,
    CATEGORICAL,
    FACTORIZE,
    FACTORIZE_ARRAY,
    UNIQUE_INVERSE,
    QCUT,
    CUT,
    *GROUP_TRANSFORMS,
    *GROUP_NUMBERS,
    HELD_GROUP,
    COLUMN_ENCODERS,
    COLUMN_APPLY,
    ADD_CONSTANT,
    SQUEEZE,
    UNLABELLED,
    *STANDARD_SCORES,
    POWER_TRANSFORM,
    PICKED_COLUMNS,  # the last three are about any call
    SAME_COLUMNS,
    SAME_COUNTS,
)


def find_rewrite(name: str) -> Rewrite:
    """Return the rule with this name."""
    return next(rule for rule in (*REWRITES, OPEN_DUMMIES, TURNED_MERGE, *KNOWN_RULES) if rule.name == name)


def is_opened(operand: ast.expr) -> bool:
    """Whether rules may look into an argument: a lambda, or the method of an encoder that is fitted to each column."""
    return isinstance(operand, ast.Lambda) or (isinstance(operand, ast.Attribute) and operand.attr == "fit_transform")
