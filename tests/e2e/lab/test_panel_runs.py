"""`nb2svc.panel()` in a real kernel, and its buttons: builds that end or are ended, and versions that answer."""

import asyncio

import nbformat
import psutil
import pytest
from nbclient import NotebookClient
from unit.store.version_files import publish

import nb2svc
from nb2svc.store import Store

CELLS = (
    ("parameters", "slope: float = 2.0\nseconds: float = 0.0"),
    ("", "import time\nimport pandas as pd\nfrom sklearn.linear_model import LinearRegression"),
    ("", "def rest(seconds):\n    print('resting <b>')\n    time.sleep(seconds)\n    return 40"),
    ("load", "frame = pd.read_csv('rows.csv', nrows=rest(seconds))"),
    ("preprocess", "frame['b'] = frame['a'] * slope"),
    ("train", "model = LinearRegression().fit(frame[['b']], frame['y'])"),
    ("predict", "answer = model.predict(frame[['b']])"),
)


@pytest.fixture
def file(tmp_path):
    """A small notebook that can be built, with its rows."""
    (tmp_path / "rows.csv").write_text("a,y\n" + "".join(f"{i},{3 * i}\n" for i in range(40)))
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        nbformat.v4.new_code_cell(source, metadata={"tags": [tag] if tag else []}) for tag, source in CELLS
    ]
    nbformat.write(notebook, tmp_path / "line.ipynb")
    return tmp_path / "line.ipynb"


def test_a_notebook_that_is_run_by_a_program_builds_and_tries(file, tmp_path):
    """Under nbclient the cell keeps its view, its state and words for who has neither; later cells build and try."""
    cells = (
        "import nb2svc\npanel = nb2svc.panel('line.ipynb')\npanel",
        "built = await panel.build(slope='0.5')\nprint(built['state'], built['version']['parameters'])",
        "panel.tries.form.fill(a='7')\nreply = await panel.tries.answer()\nprint(reply)",
        "panel.tries.form.fill(a='seven')\nreply = await panel.tries.answer()\nprint(reply)",
        "print(panel)\nawait panel.tries.stop()",
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}, timeout=300).execute()
    shown, *printed = ["".join(output.get("text", "") for output in cell.outputs) for cell in notebook.cells]
    assert shown == ""
    bundle = notebook.cells[0].outputs[0].data
    assert bundle["text/plain"].startswith("nb2svc: line.ipynb, the file as it was last saved, ")
    view = bundle["application/vnd.jupyter.widget-view+json"]["model_id"]
    state = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    assert state[view]["model_name"] == "VBoxModel"
    assert any("published line@1" in str(model["state"].get("value")) for model in state.values())
    built, answered, refused, words = printed
    assert built == "published {'slope': 0.5, 'seconds': 0.0}\n"
    assert "{'name': 'answer', 'text': '21', 'shares': None}" in answered
    assert "'faults': {'a': " in refused
    assert "line@1 (" in words


def test_a_build_is_followed_and_ended_with_its_buttons(file, tmp_path):
    """Build tells of its steps and cells while it goes on; Cancel leaves no process, and the next build can begin."""
    others = psutil.Process().children(recursive=True)  # of tests before, in the same process

    async def press():
        panel = nb2svc.panel(file, store=tmp_path / "store")
        builds = panel.builds
        builds.form.fill(seconds="600")
        builds.button.click()
        while "resting" not in (builds.facts or {}).get("output", ""):  # noqa: ASYNC110 - it is a process that is waited for
            await asyncio.sleep(0.05)
        children = set(psutil.Process().children(recursive=True)) - set(others)
        assert children
        assert builds.button.disabled
        assert await builds.build() is None
        assert "is being built" in builds.words.value
        builds.cancel_button.click()
        while builds.button.disabled:  # noqa: ASYNC110 - likewise
            await asyncio.sleep(0.05)
        return builds, children

    builds, children = asyncio.run(press())
    assert builds.facts["state"] == "cancelled"
    assert "<b>cancelled</b>" in builds.words.value
    assert "resting &lt;b&gt;" in builds.words.value
    assert builds.bar.max == len(CELLS)
    assert psutil.wait_procs(children, timeout=20)[1] == []


def test_a_version_that_cannot_be_served_says_why(tmp_path):
    """A file that was changed in the store keeps its version from starting; the button can be pressed again."""
    version = publish(Store(tmp_path / "store"))
    (version.path / "churn" / "predict.py").write_text("changed")
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "churn.ipynb")
    panel = nb2svc.panel(tmp_path / "churn.ipynb", store=tmp_path / "store")
    assert panel.tries.form.entries().keys() == {"age"}
    assert asyncio.run(panel.tries.answer()) is None
    assert "churn@1" in panel.tries.words.value
    assert "is not what its manifest says" in panel.tries.words.value
    assert not panel.tries.button.disabled
