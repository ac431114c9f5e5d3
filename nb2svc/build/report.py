"""An executed notebook as one HTML file: outputs without code, readable without a network."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

import nb2svc
from nb2svc.build.lean_import import skip_url_grammars
from nb2svc.runtime.templates import template_folder

__all__ = ["HIDDEN_TAG", "write_report"]

HIDDEN_TAG: Final = "nb2svc-hidden"


def write_report(
    executed_notebook: Path,
    html: Path,
    *,
    title: str,
    kicker: str = "",
    subtitle: str = "",
    notices: str = "",
    tiles: Mapping[str, str] | None = None,
    notes: Mapping[str, str] | None = None,
    facts: Mapping[str, str] | None = None,
    opening: str = "",
    run_id: str = "",
    tags: Collection[str] | None = None,
) -> bool:
    """Write the report of an executed notebook: a head, then what its cells show. The file replaces an older one.

    Args:
        executed_notebook: an `.ipynb` file with outputs.
        html: where the report goes.
        title: the headline, such as the version `churn@7`.
        kicker: small words above it, what kind of report this is.
        subtitle: words below it: what it is for.
        notices: what a person should see first, as HTML.
        tiles: names and values shown large: rows, metrics.
        notes: small words beside a tile's value: name of the tile -> words.
        facts: names and values: run, time, input.
        opening: what stands before the cells, as HTML.
        run_id: key of the batch run, by which a report can be told from that of another one.
        tags: show only code cells that have one of these tags (`{"evaluate", "report"}`) and words directly before
            them; without it all cells except those tagged `nb2svc-hidden`.

    Returns:
        Whether any cell has something to show; the file is written in any case.
    """
    # both are slow to import, and only needed here
    skip_url_grammars()
    import nbformat
    from nbconvert import HTMLExporter

    notebook = nbformat.read(executed_notebook, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.id != "title"]
    notebook.cells = _shown(notebook.cells) if tags is None else _tagged(notebook.cells, {t.lower() for t in tags})
    notebook.metadata = nbformat.NotebookNode()  # an export needs none, and widgets would bring their scripts
    head = {
        "title": title,
        "kicker": kicker,
        "subtitle": subtitle,
        "notices": notices,
        "tiles": [(name, value, (notes or {}).get(name, "")) for name, value in (tiles or {}).items()],
        "facts": list((facts or {}).items()),
        "opening": opening,
        "run_id": run_id,
        "made_by": nb2svc.__version__,
    }
    exporter = HTMLExporter(template_name="report", extra_template_basedirs=[str(template_folder())])
    exporter.embed_images = True
    resources = {"report": head, "metadata": {"path": str(executed_notebook.parent)}}
    page, _ = exporter.from_notebook_node(notebook, resources=resources)
    part = html.with_name(f".{html.name}.part")
    part.write_text(page, encoding="utf-8")
    part.replace(html)
    return any(cell.cell_type == "code" and cell.outputs for cell in notebook.cells)


def _cell_tags(cell: Any) -> set[str]:
    return {str(tag).strip().lower() for tag in cell.metadata.get("tags", [])}


def _shown(cells: list[Any]) -> list[Any]:
    return [cell for cell in cells if cell.cell_type != "raw" and HIDDEN_TAG not in _cell_tags(cell)]


def _tagged(cells: list[Any], tags: set[str]) -> list[Any]:
    kept, words = [], []
    for cell in cells:
        if cell.cell_type == "markdown":
            words.append(cell)
            continue
        if cell.cell_type == "code" and _cell_tags(cell) & tags and cell.outputs:
            kept += [*words, cell]
        words = []
    return kept
