"""The worked examples as files: saved after a clean run from top to bottom, with ids and known tags."""

import shutil
import subprocess
import sys

import nbformat

STAGES = {"parameters", "load", "preprocess", "train", "predict", "evaluate", "report"}
OTHER_TAGS = {"nbval-ignore-output"}


def test_an_example_was_saved_after_a_clean_run(example):
    """Cells were run once each, in order, without an error or a warning."""
    notebook = nbformat.read(example.notebook, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert outputs
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]


def test_an_example_shows_every_stage(example):
    """Each example tags all stages, and has no tag that means nothing."""
    notebook = nbformat.read(example.notebook, as_version=4)
    tags = {tag for cell in notebook.cells for tag in cell.metadata.get("tags", [])}
    assert tags - OTHER_TAGS == STAGES
    ids = [cell.id for cell in notebook.cells]
    assert len(ids) == len(set(ids))


def test_the_tables_are_what_their_script_writes(churn, tmp_path):
    """`make_data.py` writes the same bytes again."""
    data = churn.notebook.parent / "data"
    script = shutil.copy(data / "make_data.py", tmp_path)
    subprocess.run([sys.executable, script], check=True)
    tables = list(tmp_path.glob("*.csv"))
    assert len(tables) == 3
    for table in tables:
        assert table.read_bytes() == (data / table.name).read_bytes(), table.name
