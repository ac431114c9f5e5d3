"""Classified program -> the files of the package, and what the manifest says of them."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from nb2svc.compiler.backend.emit_categories import emit_categories
from nb2svc.compiler.backend.emit_clock import emit_clock
from nb2svc.compiler.backend.emit_library import emit_library, helper_constants, library_statements
from nb2svc.compiler.backend.emit_lookup import emit_lookup
from nb2svc.compiler.backend.emit_modules import emit_modules, served_modules
from nb2svc.compiler.backend.emit_stages import StageEmitter
from nb2svc.compiler.backend.emit_state import emit_state
from nb2svc.compiler.backend.emit_train import emit_train
from nb2svc.compiler.backend.plan_stages import plan_stages
from nb2svc.compiler.flow import defined_names
from nb2svc.compiler.ir import Program, Statement
from nb2svc.compiler.lookup_choices import read_choices
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.passes.find_clock import find_clock
from nb2svc.compiler.passes.find_connections import find_connections
from nb2svc.compiler.passes.slice_run import RunSlice
from nb2svc.compiler.sites import Instrumented
from nb2svc.compiler.trace import Trace
from nb2svc.manifest import LineMapping, Lookup, StageSignature

__all__ = ["Package", "emit_package"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A generated package.

    Attributes:
        name: import name.
        files: path in the package -> text.
        signatures: of preprocess and predict.
        line_map: from generated lines to cells.
        served_modules: the modules beside the notebook that a service imports, as the notebook names them.
        lookups: what is looked up for requests.
    """

    name: str
    files: dict[str, str]
    signatures: tuple[StageSignature, ...]
    line_map: tuple[LineMapping, ...]
    served_modules: frozenset[str] = frozenset()
    lookups: tuple[Lookup, ...] = ()


def emit_package(
    program: Program, run: RunSlice, code: Instrumented, trace: Trace, classified: Classified, name: str
) -> Package:
    """Return the package; the same input gives the same bytes."""
    classified = replace(classified, live=classified.live | {place.partition("=")[0] for place in classified.live})
    constants = frozenset(
        slot.name for site in code.sites.values() for slot in site.slots if slot.constant
    ) | frozenset(place.value.name for place in code.places.values() if place.value.constant)
    constants |= helper_constants(program, run.needed)
    if classified.request.input == "call":  # what a caller sends is no constant
        constants -= {n for p in classified.live if p in code.places for n in _bound(code.places[p].node)}
    found = library_statements(program, run.needed, constants)
    library = frozenset(n for s in found for n in defined_names(s))
    service = plan_stages(program, code, trace, classified)
    stages = StageEmitter(program, code, trace, classified, library, name)
    clock = find_clock(program, code, classified.captures)
    connections = find_connections(program, code, trace.decisions, classified.captures)
    lookups = [s for s in found if s.id in program.lookups]
    every = (
        emit_library(program, [s for s in found if s not in lookups]),
        emit_state(program, classified, name, clock, connections),
        emit_clock(program, classified, clock, stages.moved.sources),
        emit_lookup(program, classified, lookups, connections, stages.moved.sources),
        *([stages.preprocess(service)] if service.preprocess or classified.request.input != "call" else []),
        stages.predict(service) if classified.request.input != "call" else stages.answer_request(service),
        emit_train(program, code, trace, classified, library, name),
    )
    modules = [module for module in every if module is not None]
    categories = emit_categories(program.notebook.path, modules)
    modules += [categories] if categories is not None else []
    files = {"__init__.py": f'"""The service that nb2svc built from {program.notebook.path}."""\n'}
    files |= {module.file: module.text() for module in modules}
    served = served_modules(program, [text for file, text in files.items() if file != "train.py"])
    files |= emit_modules(program, run.needed)
    return Package(
        name=name,
        files=files,
        signatures=service.signatures,
        line_map=tuple(mapping for module in modules for mapping in module.mappings),
        served_modules=served,
        lookups=_lookups(program, code, trace, classified, lookups),
    )


def _lookups(
    program: Program, code: Instrumented, trace: Trace, classified: Classified, functions: list[Statement]
) -> tuple[Lookup, ...]:
    """Return what is looked up on the way to the answer."""
    found = []
    for statement in functions:
        (name,) = statement.effects.defines
        for key, looked_up in trace.lookups.items():
            site = code.sites[key]
            called = site.node.func if isinstance(site.node, ast.Call) else None
            if site.place in classified.live and isinstance(called, ast.Name) and called.id == name:
                choices = read_choices(program.notebook.cell(statement.span.cell_id))
                lookup = Lookup(
                    name=name,
                    on_failure="missing" if choices.on_failure == "missing" else "error",
                    added=dict(looked_up.added),
                    columns=looked_up.columns,
                    new_index=looked_up.new_index,
                    keys=choices.keys,
                    cache_seconds=choices.cache_seconds,
                )
                found.append(lookup)
    return tuple(found)


def _bound(node: ast.stmt) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
