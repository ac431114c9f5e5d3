"""A small repository with a notebook, as tests of `pytest --nb2svc` need it: quick to run, with saved outputs."""

import base64
import io
import os
import subprocess
import sys
from pathlib import Path

import nbformat
from PIL import Image, ImageDraw

DRAW = """from IPython.display import Image as Shown
from PIL import Image, ImageDraw
import io
page = Image.new("RGB", (200, 100), "white")
ImageDraw.Draw(page).rectangle((20, 100 - height, 80, 100), fill="red")
file = io.BytesIO()
page.save(file, "PNG")
Shown(file.getvalue())"""


def draw(height):
    """Return what the cell `DRAW` shows."""
    page = Image.new("RGB", (200, 100), "white")
    ImageDraw.Draw(page).rectangle((20, 100 - height, 80, 100), fill="red")
    file = io.BytesIO()
    page.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def printed(text):
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def value(number, **data):
    return nbformat.v4.new_output("execute_result", data=data, execution_count=number)


def cell(identity, source, *outputs, tags=(), count=1):
    return nbformat.v4.new_code_cell(
        source, id=identity, outputs=list(outputs), execution_count=count, metadata={"tags": list(tags)}
    )


def small_cells(height=60):
    """Return the cells of a notebook that compiles: parameters, rows, an answer, numbers, a picture."""
    return [
        nbformat.v4.new_markdown_cell("# doubles", id="title"),
        cell("set", "factor: float = 2.0", tags=["parameters"]),
        cell("load", "rows = [1.0, 2.0, 3.5]", tags=["load"]),
        cell("predict", "doubled = [factor * row for row in rows]", tags=["predict"]),
        cell("show", "print(f'sum {sum(doubled) / 3:.6f} of {len(rows)} rows')", printed("sum 4.333333 of 3 rows\n")),
        cell("draw", f"height = {height}\n{DRAW}", value(1, **{"image/png": draw(60), "text/plain": "<Image>"})),
        cell("object", "object()", value(1, **{"text/plain": "<object at 0x7f0000000000>"})),
    ]


def write_notebook(path, cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def run_pytest(*options, cwd, ci=False):
    """Run pytest in a repository, with the plugins that are needed and no others: they take long to import."""
    environment = {key: text for key, text in os.environ.items() if key not in {"CI", "PYTEST_ADDOPTS"}}
    environment |= {"CI": "true"} if ci else {}
    environment |= {"PYTHONPATH": str(Path(__file__).parents[3]), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    plugins = ("nbval.plugin", "nb2svc.regress.plugin", *(["xdist.plugin"] if "-n" in options else []))
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider"]
    command += [f"-p{name}" for name in plugins]
    return subprocess.run(
        [*command, *options], cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
