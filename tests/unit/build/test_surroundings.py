"""What lies beside a notebook is found without running anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from nb2svc.build.surroundings import find_surroundings


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "files", "found"),
    [
        ("from helpers import f", {"helpers.py": "import more", "more.py": ""}, ["helpers", "more"]),
        ("import utils.features as uf", {"utils/features.py": ""}, ["utils", "utils.features"]),
        ("from utils import features", {"utils/__init__.py": "", "utils/features.py": ""}, ["utils", "utils.features"]),
        ("import sys\nsys.path.append('..')\nimport shared", {"../shared.py": ""}, ["shared"]),
        ("import os, sys\nsys.path.insert(0, os.path.join('lib', 'py'))\nimport a1", {"lib/py/a1.py": ""}, ["a1"]),
        ("from pathlib import Path\nimport os\nos.chdir(Path.cwd().parent)\nimport up", {"../up.py": ""}, ["up"]),
        ("def f():\n    import inner", {"inner.py": ""}, ["inner"]),
        ("import json", {"json.py": ""}, []),
        ("import pandas", {"pandas/readme.txt": ""}, []),
        ("import missing", {}, []),
        ("import 도구", {"도구.py": "값 = 1"}, ["도구"]),
    ],
)
def test_local_modules_are_found_where_python_finds_them(
    text: str, files: dict[str, str], found: list[str], tmp_path: Path
):
    """Modules of the notebook's folder, of folders it adds, and what these import; never those of an installation."""
    home = tmp_path / "home"
    home.mkdir()
    _write(home, files)
    assert list(find_surroundings(text, home / "notebook.py").modules) == found
    assert list(find_surroundings(text, home / "notebook.py", ask_libraries=False).modules) == found


def test_scripts_are_found_with_those_that_they_run(tmp_path: Path):
    """`%run a` finds `a.py`, and what `a.py` runs in turn; a script with arguments is none that can be read."""
    _write(tmp_path, {"a.py": "%run 'b c.py'\n", "b c.py": "x = 1\n", "d.py": ""})
    found = find_surroundings("%run a\n%run d.py --fast\n", tmp_path / "notebook.py").scripts
    assert {address: name for address, (name, _) in found.items()} == {"a": "a.py", "b c.py": "b c.py"}


def test_star_imports_bind_the_names_that_are_mentioned(tmp_path: Path):
    """Libraries are asked what a star binds; of that, only what the notebook mentions counts."""
    _write(tmp_path, {"mine.py": "A = 1\nB = 2\n"})
    text = "from math import *\nfrom mine import *\nfrom no_such_library import *\nx = sqrt(A) + missing"
    assert find_surroundings(text, tmp_path / "notebook.py").stars == {"math": ("sqrt",), "mine": ("A",)}
