"""The rules of a valid program are checked: each broken rule is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from nb2svc.compiler.dump import dump, verify
from nb2svc.compiler.frontend import read_program
from nb2svc.compiler.ir import Effects, Program, Statement
from nb2svc.compiler.passes.bind_names import bind_names
from nb2svc.compiler.passes.number_versions import number_versions
from nb2svc.diagnostics import Report

TEXT = "# %% #a\nx = 1\ny = x\n# %% tags=parameters #b\nn: int = 3\nprint(y)"


@pytest.fixture
def program() -> Program:
    report = Report()
    return number_versions(bind_names(read_program(TEXT, path="x.py", report=report), report), report)


def edit(program: Program, position: int, change: Callable[[Statement], Statement]) -> Program:
    statements = list(program.statements)
    statements[position] = change(statements[position])
    return replace(program, statements=tuple(statements))


def effects(**fields: object) -> Callable[[Statement], Statement]:
    return lambda statement: replace(statement, effects=Effects(**fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("position", "change", "fault"),
    [
        (1, lambda s: replace(s, id="a.0"), "a.0: the id is not unique"),
        (1, lambda s: replace(s, id="z.1"), "z.1: the id does not fit its place"),
        (1, lambda s: replace(s, sources={"x": "b.1"}), "the source b.1 of `x` is no statement before it"),
        (1, lambda s: replace(s, sources={"q": "a.0"}), r"sources for \['q'\]"),
        (1, lambda s: replace(s, span=replace(s.span, end_column=9)), "span"),
        (1, lambda s: replace(s, span=replace(s.span, line=1, end_line=1)), "which is another statement"),
        (1, lambda s: replace(s, kind="magic"), "a magic has a name"),
        (3, effects(defines=frozenset("q")), "it is a display, yet it changes something"),
        (1, effects(mutates=frozenset("q")), r"it changes \['q'\] without reading"),
        (0, effects(defines=frozenset("q"), maybe_defines=frozenset("q")), "surely and maybe"),
        (0, effects(defines=frozenset("q"), deletes=frozenset("q")), "defines and deletes"),
    ],
)
def test_each_broken_rule_is_named(
    program: Program, position: int, change: Callable[[Statement], Statement], fault: str
):
    """A program that breaks a rule is refused, naming statement and rule."""
    verify(program)
    with pytest.raises(ValueError, match=fault):
        verify(edit(program, position, change))


def test_cells_and_parameters_are_checked(program: Program):
    """Cells have numbers and ids of their own and keep their lines; parameters belong to statements."""
    first, second = program.notebook.cells
    for cells, fault in [
        ((first, replace(second, id="a")), "cell ids are not unique"),
        ((first, replace(second, number=5)), "cell 2 has the number 5"),
        ((first, replace(second, python="n = 3\n\n")), "masking changed the number of lines"),
        ((first, replace(second, stages=("train", "load"))), "stages are not in order"),
    ]:
        with pytest.raises(ValueError, match=fault):
            verify(replace(program, notebook=replace(program.notebook, cells=cells)))
    lost = replace(program.parameters[0], statement="a.9")
    with pytest.raises(ValueError, match="the parameter n belongs to no statement"):
        verify(replace(program, parameters=(lost,)))


def test_dump_shows_what_is_there(program: Program):
    """The dump is stable text: cells, statements, effects, sources and parameters."""
    assert dump(program) == (
        "notebook x.py\n"
        "cell 1 #a\n"
        "  a.0 code 1:1 | x = 1\n"
        "      defines: x\n"
        "  a.1 code 2:1 | y = x\n"
        "      reads: x\n"
        "      defines: y\n"
        "      from: x=a.0\n"
        "cell 2 #b parameters\n"
        "  b.0 code 1:1 | n: int = 3\n"
        "      defines: n\n"
        "  b.1 display 2:1 | print(y)\n"
        "      reads: y\n"
        "      from: y=a.1\n"
        "parameter n: int = 3 in b.0\n"
    )
