"""Code in texts, in cells that a service passes over."""

from __future__ import annotations

import ast

import pytest

from nb2svc.compiler.passes.hidden_changes import may_change


@pytest.mark.parametrize(
    "text",
    ["exec('x = 1')", "exec(f'{a}_max = 2')", "globals()['k'] = 1", "print(globals()['df'])", "n = eval('1 / 3')"],
)
def test_may_change_passes_over_what_is_about_other_names(text: str):
    """A text that binds and mentions only names that the service does not read is none of its business."""
    assert not may_change(ast.parse(text).body[0], {"df", "model"})


@pytest.mark.parametrize(
    "text",
    [
        "exec(code)",
        "exec('df.x = 1')",
        "exec(f'{a} = 2')",
        "exec(f'mod{a} = 2')",
        "exec(f'{a}')",
        "globals()[k] = 1",
        "globals()[f'd{k}'] = 1",
        "globals().update(found)",
        "run_all(3)",
    ],
)
def test_may_change_is_careful(text: str):
    """A text that is not known, or that reaches a name which the service reads, may change it."""
    assert may_change(ast.parse(text).body[0], {"df", "model"})
