"""Templates: found in a checkout and in a wheel, filled in strictly."""

from __future__ import annotations

import jinja2
import pytest

from nb2svc.runtime.templates import read_template, render_template, template_folder


def test_template_folder_has_the_templates():
    """The folder is found wherever nb2svc is installed."""
    assert {"container", "starter"} <= {path.name for path in template_folder().iterdir()}


def test_read_template_gives_the_bytes():
    """Files that are copied come as they are."""
    assert read_template("starter/flats/flats.csv").startswith(b"flat_id,area,rooms,district,built,price\n")


def test_render_template_refuses_missing_values():
    """A value that a template names and nobody gives is an error, not an empty text."""
    with pytest.raises(jinja2.UndefinedError, match="'name' is undefined"):
        render_template("starter/README.md.j2", {})


def test_render_template_fills_in():
    """Values stand where the template names them, unescaped in what is no HTML."""
    words = {"name": "a<b", "does": "counts sheep", "data": "sheep.csv", "parameter": "n=1"}
    filled = render_template("starter/README.md.j2", words)
    assert filled.startswith("# a<b\n\n`a<b.ipynb` counts sheep from `sheep.csv`")
