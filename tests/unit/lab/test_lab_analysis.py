"""A notebook is analysed once for all who ask about it at the same moment, and anew when anything of it is another."""

import nbformat
import pytest

from nb2svc.lab.facts.analysis import analyse_notebook
from nb2svc.lab.facts.check import check


@pytest.fixture
def notebook():
    """A notebook that takes its answer from a module beside it."""
    cells = ["from rates import RATE\nimport pandas as pd", "df = pd.read_csv('a.csv')", "answer = df['x'] * RATE"]
    tags = [[], ["load"], ["predict"]]
    code = [nbformat.v4.new_code_cell(cell, metadata={"tags": tag}) for cell, tag in zip(cells, tags, strict=True)]
    return nbformat.v4.new_notebook(cells=code)


def test_one_moment_has_one_analysis(notebook, tmp_path):
    """The graph, the findings and the forms of one edit stand on the same analysis."""
    (tmp_path / "rates.py").write_text("RATE = 2\n")
    file = tmp_path / "a.ipynb"
    assert analyse_notebook(notebook, file) is analyse_notebook(notebook, file)


def test_another_text_or_module_is_analysed_anew(notebook, tmp_path):
    """Neither an edit nor a module that has changed on the disk is answered with what was so before."""
    module, file = tmp_path / "rates.py", tmp_path / "a.ipynb"
    module.write_text("RATE = 2\n")
    before = analyse_notebook(notebook, file)
    module.write_text("RATE = 3\n")
    assert analyse_notebook(notebook, file) is not before
    assert check(notebook, file)["diagnostics"] == []
    notebook.cells[2].source = "answer = df['x'] * RATIO"
    assert [each["code"] for each in check(notebook, file)["diagnostics"]] == ["NB203"]
