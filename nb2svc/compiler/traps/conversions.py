"""Fixes for what is gone that take more than another name: the call has to be written in another form.

a.append(b, ignore_index=True)               pd.concat([a, b], ignore_index=True)
df.fillna(method="ffill")                    df.ffill()
model.fit(X, y, early_stopping_rounds=9)     model.set_params(early_stopping_rounds=9).fit(X, y)     (XGBoost)
lgb.train(p, d, early_stopping_rounds=9)     lgb.train(p, d, callbacks=[lgb.early_stopping(9)])
"""

from __future__ import annotations

import ast
from typing import Final

from nb2svc.compiler.traps.trap import Look
from nb2svc.diagnostics import Edit

__all__ = ["convert_argument", "convert_method"]

_FILLS: Final = {"ffill": "ffill", "pad": "ffill", "bfill": "bfill", "backfill": "bfill"}
_EARLY_STOPPING: Final = ("early_stopping_rounds", "eval_metric", "callbacks")


def convert_method(node: ast.Attribute, look: Look) -> tuple[Edit, ...]:
    """Return edits that write a method that is gone in another form; none where no form is sure.

    Args:
        node: the method, as an attribute.
        look: where it stands.
    """
    call = look.around[-1] if look.around else None
    prefix = look.kinds.alias("pandas")
    if node.attr != "append" or not isinstance(call, ast.Call) or call.func is not node or not prefix:
        return ()
    if len(call.args) != 1 or look.kind(call.args[0]) != look.kind(node.value):
        return ()
    return (
        look.text.insert_before(node.value, f"{prefix}.concat(["),
        look.text.replace_gap(node.value, call.args[0], ", "),
        look.text.insert_after(call.args[0], "]"),
    )


def convert_argument(call: ast.Call, keyword: ast.keyword, callee: str, look: Look) -> tuple[Edit, ...]:
    """Return edits that do without an argument that is gone; none where no form is sure.

    Args:
        call: the call.
        keyword: the argument.
        callee: what is called, as in the tables.
        look: where it stands.
    """
    if keyword.arg == "method" and callee.endswith(".fillna"):
        return _call_fill(call, keyword, look)
    if keyword.arg not in _EARLY_STOPPING:
        return ()
    return _move_to_model(call, look) if callee.startswith("xgboost.") else _add_callback(call, callee, look)


def _call_fill(call: ast.Call, keyword: ast.keyword, look: Look) -> tuple[Edit, ...]:
    value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
    removed = look.text.remove_argument(call, keyword)
    if value not in _FILLS or call.args or removed is None or not isinstance(call.func, ast.Attribute):
        return ()
    return (look.text.rename_attribute(call.func, _FILLS[value]), removed)


def _add_callback(call: ast.Call, callee: str, look: Look) -> tuple[Edit, ...]:
    """Give LightGBM early stopping as a callback, and take the argument for its lines out with it."""
    rounds = next((k for k in call.keywords if k.arg == "early_stopping_rounds"), None)
    if rounds is None or not isinstance(call.func, ast.Attribute) or any(k.arg == "callbacks" for k in call.keywords):
        return ()
    is_function = callee in ("lightgbm.train", "lightgbm.cv")
    prefix = look.text.of(call.func.value) if is_function else look.kinds.alias("lightgbm")
    lines = next((k for k in call.keywords if k.arg in ("verbose_eval", "verbose")), None)
    if not prefix or (lines is not None and not _is_off(lines.value)):
        return ()
    edits = [look.text.replace(rounds, f"callbacks=[{prefix}.early_stopping({look.text.of(rounds.value)})]")]
    return tuple(edits)


def _is_off(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value in (False, 0, None)


def _move_to_model(call: ast.Call, look: Look) -> tuple[Edit, ...]:
    """Move arguments of `model.fit(...)` to `model.set_params(...)`."""
    moved = [k for k in call.keywords if k.arg in _EARLY_STOPPING]
    if not isinstance(call.func, ast.Attribute) or not call.args:
        return ()
    removed = [look.text.remove_argument(call, keyword) for keyword in moved]
    if any(edit is None for edit in removed):
        return ()
    settings = ", ".join(look.text.of(keyword) for keyword in moved)
    inserted = look.text.insert_after(call.func.value, f".set_params({settings})")
    return (inserted, *(edit for edit in removed if edit is not None))
