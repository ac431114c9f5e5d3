"""Classified program -> the files of the package, and what the manifest says of them."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from nb2svc.compiler.backend.emit_categories import emit_categories
from nb2svc.compiler.backend.emit_clock import emit_clock
from nb2svc.compiler.backend.emit_library import emit_library, helper_constants, library_statements
from nb2svc.compiler.backend.emit_modules import emit_modules, served_modules
from nb2svc.compiler.backend.emit_stages import StageEmitter
from nb2svc.compiler.backend.emit_state import emit_state
from nb2svc.compiler.backend.emit_train import emit_train
from nb2svc.compiler.backend.plan_stages import plan_stages
from nb2svc.compiler.flow import defined_names
from nb2svc.compiler.ir import Program
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.passes.find_clock import find_clock
from nb2svc.compiler.passes.slice_run import RunSlice
from nb2svc.compiler.sites import Instrumented
from nb2svc.compiler.trace import Trace
from nb2svc.manifest import LineMapping, StageSignature

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
    """

    name: str
    files: dict[str, str]
    signatures: tuple[StageSignature, ...]
    line_map: tuple[LineMapping, ...]
    served_modules: frozenset[str] = frozenset()


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
    every = (
        emit_library(program, found),
        emit_state(program, classified, name, clock),
        emit_clock(program, classified, clock, stages.moved.sources),
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
    )


def _bound(node: ast.stmt) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
