"""Reading a notebook's file: what can be wrong with a file is told by name."""

from __future__ import annotations

import re

import pytest

from nb2svc.build.source import read_source
from nb2svc.diagnostics import NotebookReadError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with notebooks, and the current folder."""
    (tmp_path / "churn.ipynb").write_bytes(b"\xef\xbb\xbf{}")
    (tmp_path / "fraud.py").write_text("# %%\n")
    (tmp_path / "empty.ipynb").write_text(" \n")
    (tmp_path / "image.ipynb").write_bytes(b"PK\x03\xff")
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("chrun.ipynb", "`chrun.ipynb` does not exist; did you mean `churn.ipynb`?"),
        ("xyz", "`xyz` does not exist. Notebooks in `.`: churn.ipynb, empty.ipynb, fraud.py, image.ipynb"),
        ("inner/churn.ipynb", "`inner/churn.ipynb` does not exist"),
        ("nowhere/churn.ipynb", "`nowhere/churn.ipynb` does not exist"),
        ("churn.ipynb/x.ipynb", "`churn.ipynb/x.ipynb` cannot be read: Not a directory"),
        (".", "`.` is a folder: name a notebook in it, such as `churn.ipynb`"),
        ("inner", "`inner` is a folder without a notebook in it"),
        ("empty.ipynb", "`empty.ipynb` is empty: a notebook that JupyterLab has saved is never empty. Save it again"),
        ("image.ipynb", "`image.ipynb` is not a notebook: byte 3 (0xff) is no text in UTF-8"),
    ],
)
def test_unreadable_files(folder, path, message):
    """Each way in which a file is no notebook has its own message, with a near name where there is one."""
    with pytest.raises(NotebookReadError, match=f"^{re.escape(message)}$"):
        read_source(path)


def test_text_is_read_without_byte_order_mark(folder):
    """A mark at the start, as some editors write it, is no part of the text."""
    assert read_source("churn.ipynb") == "{}"
