"""Calls around models whose meaning has changed.

model = torch.load("net.pt")                  torch 2.6: only tensors are loaded, a whole module is refused
KFold(5, random_state=1)                      scikit-learn 0.24: a seed without shuffling is refused
float(model.predict(row))                     numpy 2.4: an array of one number is no number
"""

from __future__ import annotations

import ast
from typing import Final

from nb2svc.compiler.traps.trap import Look, Rule, Trapped

__all__ = ["RULES"]

# what is asked of a module, not of a dict of tensors
_MODULE_ONLY: Final = frozenset(
    ["eval", "train", "to", "forward", "parameters", "state_dict", "modules", "children", "cpu", "cuda", "float"]
)
_FOLDS: Final = frozenset({"KFold", "StratifiedKFold"})


def _find_load(node: ast.AST, look: Look) -> Trapped | None:
    match node:
        case ast.Call(func=func, args=[last, *more]) if look.path(func) == "torch.load":
            pass
        case _:
            return None
    if any(k.arg == "weights_only" for k in node.keywords) or not _is_used_as_module(look):
        return None
    end = node.keywords[-1] if node.keywords else more[-1] if more else last
    return Trapped(
        node=node,
        code="NB224",
        library="torch",
        since="2.6",
        message=f"`{look.text.short(node)}` loads tensors only since torch 2.6, and what it loads is used as a model: "
        "a file that holds a whole module is refused",
        hint="save the `state_dict()` and load it into the class; or, for a file that you trust, `weights_only=False`",
        edits=(look.text.insert_after(end, ", weights_only=False"),) if not isinstance(end, ast.Call) else (),
    )


def _is_used_as_module(look: Look) -> bool:
    """Whether the loaded object is used as it stands, or its name later, in a way that only modules know."""
    outer = look.around[-1] if look.around else None
    if isinstance(outer, ast.Attribute):
        return outer.attr in _MODULE_ONLY
    match outer:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return bool(look.kinds.uses(name) & _MODULE_ONLY)
        case _:
            return False


def _find_seed_without_shuffle(node: ast.AST, look: Look) -> Trapped | None:
    if not isinstance(node, ast.Call) or look.path(node.func).rpartition(".")[2] not in _FOLDS:
        return None
    given = {k.arg: k.value for k in node.keywords}
    seed, shuffle = given.get("random_state"), given.get("shuffle")
    has_seed = isinstance(seed, ast.Constant) and seed.value is not None
    is_ordered = shuffle is None or (isinstance(shuffle, ast.Constant) and shuffle.value is False)
    if not has_seed or not is_ordered or len(node.args) > 1 or None in given:
        return None
    keyword = next(k for k in node.keywords if k.arg == "random_state")
    edit = look.text.remove_argument(node, keyword)
    return Trapped(
        node=node,
        code="NB223",
        library="scikit-learn",
        since="0.24",
        message=f"`{look.text.short(node)}` has a seed and does not shuffle: an error since scikit-learn 0.24",
        hint="leave `random_state` out, as it had no effect; or add `shuffle=True`, which gives other folds",
        edits=(edit,) if edit else (),
    )


def _find_number_of_array(node: ast.AST, look: Look) -> Trapped | None:
    match node:
        case ast.Call(func=ast.Name(id="float" | "int" as kind), args=[array], keywords=[]):
            pass
        case _:
            return None
    if look.kind(array) != "array":
        return None
    simple = isinstance(array, ast.Call | ast.Name | ast.Attribute | ast.Subscript)
    return Trapped(
        node=node,
        code="NB223",
        library="numpy",
        since="2.4",
        message=f"`{look.text.short(node)}` asks an array for a number: since numpy 2.4 this raises an error, "
        "even where it holds just one",
        hint=f"write `{kind}({look.text.short(array)}.item())`",
        edits=(look.text.insert_after(array, ".item()"),) if simple else (),
    )


RULES: Final = (
    Rule((ast.Call,), _find_load),
    Rule((ast.Call,), _find_seed_without_shuffle),
    Rule((ast.Call,), _find_number_of_array),
)
