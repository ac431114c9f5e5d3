"""Laws of names, checked on random programs against Python itself: its bytecode, and what happens when it runs."""

from __future__ import annotations

import ast
import contextlib
import dis
import io
import json
import signal
import types
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given, settings
from random_programs import programs

from nb2svc.compiler.dump import verify
from nb2svc.compiler.frontend import read_program
from nb2svc.compiler.ir import Program
from nb2svc.compiler.names.liveness import live_after
from nb2svc.compiler.names.machine import BUILTINS
from nb2svc.compiler.passes.bind_names import bind_names
from nb2svc.compiler.passes.number_versions import number_versions
from nb2svc.diagnostics import Report

pytestmark = [
    pytest.mark.property,
    # the alarm that ends an endless program may strike inside a callback of the garbage collector, which swallows it
    pytest.mark.filterwarnings("ignore:Exception ignored in.*gc_callback:pytest.PytestUnraisableExceptionWarning"),
]

LISTS = settings(max_examples=200, deadline=None)


def compile_names(source: list[str]) -> Program:
    """Return the program of a notebook with one cell per statement, all passes of names done."""
    cells = [{"cell_type": "code", "id": f"c{n}", "metadata": {}, "source": text} for n, text in enumerate(source)]
    text = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
    report = Report()
    program = number_versions(bind_names(read_program(text, path="x.ipynb", report=report), report), report)
    assert not program.broken
    return program


def is_python(source: list[str]) -> bool:
    """Whether Python compiles every statement; some random ones bind a comprehension's own name."""
    try:
        for text in source:
            compile(text, "<cell>", "exec")
    except SyntaxError:
        return False
    return True


def stored_as_global(source: list[str]) -> set[str]:
    """Return the names that `global` and walruses bind: past `Traced`, which sees only what a cell binds itself."""
    pending, found = [compile("\n".join(source), "<cell>", "exec")], set()
    while pending:
        code = pending.pop()
        found |= {i.argval for i in dis.get_instructions(code) if i.opname == "STORE_GLOBAL"}
        pending += [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
    return found


class Traced(dict[str, Any]):
    """Globals that note which names are read before the statement at hand has bound them."""

    def __init__(self) -> None:
        super().__init__()
        self.looks: dict[str, Any] = {}
        self.begin()

    def begin(self) -> None:
        self.loaded: set[str] = set()
        self.bound: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        if name not in self.bound:
            self.loaded.add(name)
        return value

    def __setitem__(self, name: str, value: Any) -> None:
        self.bound.add(name)
        super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        self.bound.add(name)
        super().__delitem__(name)


def contents(value: Any) -> Any:
    """Return a copy of what can be seen of a value: its items by value, other objects by identity."""
    if isinstance(value, types.SimpleNamespace | type):
        return {key: repr(item) for key, item in vars(value).items() if not key.startswith("__")}
    return repr(value)


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """End a random program that calls itself for ever; it is no example of anything."""
    armed = [True]

    def stop(*_: object) -> None:
        if armed:
            raise KeyboardInterrupt

    previous = signal.signal(signal.SIGALRM, stop)
    # again and again: a `finally` that breaks out of its loop swallows the first
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    except KeyboardInterrupt:
        armed.clear()
        assume(condition=False)
    finally:
        armed.clear()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def run(program: Program) -> Iterator[tuple[Any, Traced, dict[str, Any], dict[str, Any]]]:
    """Run statement by statement; return each that succeeds with what was there before and after."""
    done: list[tuple[Any, Traced, dict[str, Any], dict[str, Any]]] = []
    with limited(0.5):
        done.extend(run_all(program))
    return iter(done)


def run_all(program: Program) -> Iterator[tuple[Any, Traced, dict[str, Any], dict[str, Any]]]:
    traced = Traced()
    for statement in program.statements:
        before = dict(traced)
        looks = {name: contents(value) for name, value in before.items()}
        traced.begin()
        code = compile(ast.Module(body=[statement.node], type_ignores=[]), "<cell>", "exec")
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(code, traced)
        except Exception:  # noqa: BLE001 - random programs fail in any way
            return
        after = Traced()
        dict.update(after, traced)
        after.loaded = traced.loaded
        after.looks = {name: contents(value) for name, value in traced.items()}
        yield statement, after, before, looks


@given(programs)
@LISTS
def test_reads_hold_every_name_that_a_run_reads(source):
    """Every name that a statement reads while it runs is among its reads."""
    assume(is_python(source))
    unseen = stored_as_global(source)
    for statement, traced, before, _ in run(compile_names(source)):
        unknown = traced.loaded - statement.effects.reads - {"__builtins__", "__name__"}
        unknown -= unseen & (statement.effects.defines | statement.effects.maybe_defines)
        assert not unknown & before.keys(), ast.unparse(statement.node)


@given(programs)
@LISTS
def test_defines_are_what_a_run_binds(source):
    """What a run binds is defined or maybe defined, what is defined is bound, what is deleted is gone."""
    assume(is_python(source))
    for statement, traced, before, _ in run(compile_names(source)):
        effects = statement.effects
        fresh = {n for n, value in traced.items() if n not in before or before[n] is not value} - {"__builtins__"}
        assert fresh <= effects.defines | effects.maybe_defines, ast.unparse(statement.node)
        assert effects.defines <= traced.keys(), ast.unparse(statement.node)
        assert before.keys() - traced.keys() <= effects.deletes, ast.unparse(statement.node)
        assert not (effects.deletes - effects.maybe_defines) & traced.keys(), ast.unparse(statement.node)


@given(programs)
@LISTS
def test_mutates_holds_every_object_that_a_run_changes(source):
    """Every name whose object a run changes in place is among the changes, where it is read later."""
    assume(is_python(source))
    program = compile_names([*source, "a, b, c, d, K"])
    live = live_after([statement.effects for statement in program.statements])
    for (statement, traced, before, looks), names in zip(run(program), live, strict=False):
        for name, value in before.items():
            if name in names and traced.get(name) is value and traced.looks[name] != looks[name]:
                assert name in statement.effects.writes, f"{name}: {ast.unparse(statement.node)}"


def operations(code: types.CodeType, *, top: bool) -> Iterator[tuple[str, str]]:
    """Yield the name instructions of what runs at once: the statement, its comprehensions and class bodies."""
    for instruction in dis.get_instructions(code):
        operation = instruction.opname
        if operation.endswith("_GLOBAL") or (operation.endswith("_NAME") and top):
            yield operation.split("_")[0], str(instruction.argval).removeprefix("NULL + ")
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType) and constant.co_name in ("<listcomp>", "<genexpr>", "<dictcomp>"):
            yield from operations(constant, top=False)


@given(programs)
@LISTS
def test_effects_agree_with_bytecode(source):
    """Statements without functions read, bind and delete the names that their bytecode loads, stores and deletes.

    What is loaded before anything of the name is stored is read for sure.
    """
    assume(is_python(source))
    plain = [text for text in source if not any(word in text for word in ("f", "g", "K", "lambda"))]
    for statement in compile_names(plain).statements:
        code = compile(
            ast.Module(body=[statement.node], type_ignores=[]), "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        )
        done = list(operations(code, top=True))
        loads = {name for operation, name in done if operation == "LOAD"} - BUILTINS
        stores = {name for operation, name in done if operation == "STORE"}
        deletes = {name for operation, name in done if operation == "DELETE"}
        effects = statement.effects
        assert loads <= effects.reads | stores
        first = {name: operation for operation, name in reversed(done)}
        assert {name for name, operation in first.items() if operation == "LOAD"} - BUILTINS <= effects.reads
        assert effects.reads - effects.mutates <= loads
        assert stores - deletes <= effects.defines | effects.maybe_defines
        assert effects.defines <= stores
        assert effects.maybe_defines <= stores | deletes
        assert effects.deletes <= deletes


@given(programs)
@LISTS
def test_programs_are_valid(source):
    """Every program keeps the rules of the intermediate representation; sources are the last writers."""
    assume(is_python(source))
    program = compile_names(source)
    verify(program)
    writers: dict[str, str] = {}
    for statement in program.statements:
        for name in statement.effects.reads & writers.keys():
            assert statement.sources[name] == writers[name]
        for name in statement.effects.writes | statement.effects.deletes:
            writers[name] = statement.id
        for name in statement.effects.deletes - statement.effects.maybe_defines:
            writers.pop(name, None)
