"""A generated module: header, imports, markers, line map."""

from __future__ import annotations

import pytest

from nb2svc.compiler.backend.module import Imports, ModuleText, type_name
from nb2svc.compiler.backend.source import Piece
from nb2svc.compiler.ir import Cell

FIRST = Cell(number=3, id="aaaa", kind="code", source="x = 1\n\ny = 2", python="x = 1\n\ny = 2")
SECOND = Cell(number=5, id="bbbb", kind="code", source="z = 3", python="z = 3")


def test_imports_are_written_once_in_the_customary_order() -> None:
    """Standard library, others, the package's own; modules before members; the order of adding does not matter."""
    imports = Imports()
    imports.add_member(".state", "State")
    imports.add_member("sklearn.svm", "SVC", "Machine")
    imports.add_module("pandas", "pd")
    imports.add_module("math")
    imports.add_member("sklearn.svm", "SVR")
    imports.add_module("pandas", "pd")
    assert imports.render() == (
        "import math\n\nimport pandas as pd\nfrom sklearn.svm import SVC as Machine, SVR\n\nfrom .state import State"
    )


def test_each_cell_is_marked_once_and_mapped_line_for_line() -> None:
    """Markers name cells by id; the map leads from each generated line to the cell's."""
    module = ModuleText("predict.py", "churn.ipynb", "What it does.")
    module.add("def f():")
    module.add_piece(Piece(text="x = 1", cell=FIRST, line=1), spaces=4)
    module.add_piece(Piece(text="y = 2", cell=FIRST, line=3), spaces=4)
    module.add_piece(Piece(text="z = 3", cell=SECOND, line=1), spaces=4)
    lines = module.text().split("\n")
    assert [line for line in lines if "# %%" in line] == ["    # %% churn.ipynb #aaaa", "    # %% churn.ipynb #bbbb"]
    assert [(lines[m.first - 1].strip(), m.cell, m.cell_line) for m in module.mappings] == [
        ("x = 1", 3, 1),
        ("y = 2", 3, 3),
        ("z = 3", 5, 1),
    ]
    assert all(m.first == m.last for m in module.mappings)


@pytest.mark.parametrize(
    ("qualified", "expected", "line"),
    [
        ("float", "float", ""),
        ("NoneType", "object", ""),
        ("numpy.float64", "float", ""),
        ("numpy.ndarray", "np.ndarray", "import numpy as np"),
        ("pandas.DataFrame", "pd.DataFrame", "import pandas as pd"),
        ("torch.Tensor", "torch.Tensor", "import torch"),
        ("sklearn.svm.SVC", "SVC", "from sklearn.svm import SVC"),
        ("churn.library.Net", "Net", "from .library import Net"),
        ("_hidden.Thing", "object", ""),
        ("made.<locals>.Thing", "object", ""),
    ],
)
def test_annotations_name_a_type_and_import_it(qualified: str, expected: str, line: str) -> None:
    """A type that cannot be imported by name is an object."""
    imports = Imports()
    assert type_name(qualified, "churn", imports) == expected
    assert imports.render() == line
