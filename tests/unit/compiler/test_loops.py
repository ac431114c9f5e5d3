"""What a loop reads, carries from round to round and binds."""

from __future__ import annotations

import ast

import pytest

from nb2svc.compiler.loops import LoopNames, find_loop_names

CASES = {
    "appends to a list from before": (
        "for row in X:\n    out = model(row)\n    preds.append(out.item())",
        LoopNames(reads=("model", "preds"), carried=(), binds=("out", "row")),
    ),
    "counts on, although `+=` alone is no reading": (
        "for a in X:\n    n += 1",
        LoopNames(reads=(), carried=("n",), binds=("a", "n")),
    ),
    "binds on one path only: what was there before may count": (
        "for a in X:\n    if a > limit:\n        best = a\n    keep(best)",
        LoopNames(reads=("keep", "limit"), carried=("best",), binds=("a", "best")),
    ),
    "binds inside a `with` in every round": (
        "for i, (x, y) in X:\n    with torch.no_grad():\n        z = net(x)\n    zs.append(z)",
        LoopNames(reads=("net", "torch", "zs"), carried=(), binds=("i", "x", "y", "z")),
    ),
    "comprehensions have names of their own": (
        "for xs in X:\n    out.append([f(x, k) for x in xs])",
        LoopNames(reads=("f", "k", "out"), carried=(), binds=("xs",)),
    ),
    "reads before it binds anew": (
        "for a in X:\n    level = w * a + (1 - w) * level",
        LoopNames(reads=("w",), carried=("level",), binds=("a", "level")),
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_names_of_a_loop(text: str, expected: LoopNames) -> None:
    """What only lives within a round is told from what goes on to the next."""
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.For)
    assert find_loop_names(node) == expected
