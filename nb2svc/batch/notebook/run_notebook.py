"""The notebook of a batch run: parameters, scoring, charts, and the user's own report cells. Text and data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from nb2svc.batch.notebook.report_cells import ReportCells
from nb2svc.batch.tables.addresses import Address, Form, hide_password
from nb2svc.batch.tables.references import Reference
from nb2svc.batch.tables.stamp import Stamp
from nb2svc.build.report import HIDDEN_TAG
from nb2svc.compiler.ir import Cell
from nb2svc.manifest import Manifest

__all__ = ["Orders", "make_notebook", "own_cell_name"]

_SCORE: Final = """\
import os

from nb2svc.batch.report.digest import write_digest
from nb2svc.batch.report.sections import draw_answers, draw_inputs, draw_rejected
from nb2svc.batch.scoring.score import score_table
from nb2svc.runtime import load_bundle

service = load_bundle(bundle)
# an address with a password is not written into a notebook: it comes by the environment
address = os.environ.get("NB2SVC_BATCH_INPUT", input)
run = score_table(
    service, address, staged, form=form, facts=facts, rejects=rejects, stamp=stamp, processes=processes, keep={keep}
)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What one run is to do; these are the notebook's parameters.

    Attributes:
        stamp: what stands on every row of the result.
        bundle: the version's folder.
        input: address of the rows.
        output: address of the result.
        staged: file that the result is written to before it is published.
        rejects: such a file for the rows without an answer, and its form; None where they stay in the result.
        facts: file for how many rows there were.
        processes: how many answer, or `auto`.
    """

    stamp: Stamp
    bundle: str
    input: Address
    output: Address
    staged: str
    rejects: tuple[str, Form] | None = None
    facts: str
    processes: int | str = 1


def make_notebook(orders: Orders, manifest: Manifest, cells: ReportCells, parameters: Mapping[str, Any]) -> Any:
    """Return the notebook of a run.

    Args:
        orders: what it does.
        manifest: of the version.
        cells: the report cells of the user's notebook.
        parameters: values of the notebook's parameters, for those cells.
    """
    import nbformat.v4 as nbformat  # only when a run is made: keeps start-up quick

    def code(source: str, *, name: str, tags: tuple[str, ...] = (), **metadata: Any) -> Any:
        return nbformat.new_code_cell(source, id=name, metadata={"tags": list(tags), **metadata})

    def words(source: str, *, name: str) -> Any:
        return nbformat.new_markdown_cell(source, id=name)

    parts = [
        words(f"# {manifest.version}: batch run {orders.stamp.run_id}", name="title"),
        code(_parameter_text(orders), name="parameters", tags=("parameters", HIDDEN_TAG)),
        code(_SCORE.format(keep=bool(cells.names)), name="score", tags=(HIDDEN_TAG,)),
        code("write_digest(run, bundle, facts)", name="digest", tags=(HIDDEN_TAG,)),
        words("## Answers", name="answers-title"),
        code("draw_answers(run, bundle)", name="answers"),
    ]
    if cells.cells or cells.skipped:
        parts.append(words(f"## From {manifest.notebook.name}\n\n{_explain_skipped(cells)}".rstrip(), name="own-title"))
    if cells.cells:
        parts.append(code(_binding_text(cells, parameters), name="own-values", tags=(HIDDEN_TAG, "raises-exception")))
    # a fault in the user's figures must not cost the run its answers
    parts += [code(cell.source, name=own_cell_name(cell), tags=("report", "raises-exception")) for cell in cells.cells]
    parts += [
        words("## Rows without an answer", name="rejected-title"),
        code("draw_rejected(run)", name="rejected"),
        words("## Input, beside the training rows", name="inputs-title"),
        code("draw_inputs(run, bundle)", name="inputs"),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.new_notebook(cells=parts, metadata={"kernelspec": kernel})


def own_cell_name(cell: Cell) -> str:
    """Return the id that a cell of the user's notebook has in the notebook of a run."""
    return f"own-{cell.id}"[:64]


def _parameter_text(orders: Orders) -> str:
    values = {
        "stamp": dict(orders.stamp.columns),
        "bundle": orders.bundle,
        "input": hide_password(orders.input.text),
        "output": orders.output.shown,
        "staged": orders.staged,
        "form": orders.output.form,
        "rejects": orders.rejects,
        "facts": orders.facts,
        "processes": orders.processes,
    }
    return "\n".join(f"{name} = {value!r}" for name, value in values.items())


def _binding_text(cells: ReportCells, parameters: Mapping[str, Any]) -> str:
    values = {name: parameters[name] for name in cells.names if name in parameters}
    secrets = {name: value for name, value in values.items() if isinstance(value, Reference)}
    read = ["from nb2svc.batch.tables.references import read_reference"] if secrets else []
    read += [f"{name} = read_reference({secret.text!r}, what={secret.what!r})" for name, secret in secrets.items()]
    constants = [f"{name} = {value!r}" for name, value in values.items() if name not in secrets]
    names = [name for name in cells.names if name not in parameters]
    taken = ", ".join(names)
    wanted = ", ".join(f'"{name}"' for name in names)
    bound = [f"[{taken}] = run.values({wanted})"] if names else []
    return "\n".join([*cells.setup, *read, *constants, *bound])


def _explain_skipped(cells: ReportCells) -> str:
    lines = [
        f"Cell {cell.number} is left out: it needs {_listing(names)}, which a batch does not have."
        for cell, names in cells.skipped
    ]
    return "\n\n".join(lines)


def _listing(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
