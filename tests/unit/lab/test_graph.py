"""The pipeline as a picture."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import nbformat
import pytest

import nb2svc
from nb2svc.lab.drawing.graph import HUES, draw_graph
from nb2svc.lab.drawing.lanes import choose_lanes
from nb2svc.lab.drawing.svg import fit_names
from nb2svc.lab.facts.explain import explain

SVG = "{http://www.w3.org/2000/svg}"
FLATS = (
    ("import pandas as pd\nfrom sklearn.linear_model import LinearRegression", ()),
    ("shift = 1", ("parameters",)),
    ("df = pd.read_csv('a.csv')", ("load",)),
    ("X = df[['x']]", ("preprocess",)),
    ("X = X.fillna(X.mean())", ("preprocess",)),
    ("model = LinearRegression().fit(X, df['y'])", ("train",)),
    ("price = model.predict(X) + shift", ("predict",)),
    ("print(price)", ("report",)),
)


@pytest.fixture
def explained(tmp_path):
    """What `explain` answers for some cells, before anything is built."""

    def ask(*cells):
        notebook = nbformat.v4.new_notebook()
        for source, tags in cells:
            notebook.cells.append(nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)}))
        return explain(json.loads(nbformat.writes(notebook)), tmp_path / "flats.ipynb", tmp_path / "services")

    return ask


def words(svg):
    """Return all texts of a picture, without what stands in tooltips."""
    return ["".join(each.itertext()).replace("\xa0", " ") for each in ET.fromstring(svg).iter(f"{SVG}text")]


def stages(svg):
    """Return the links to stages: stage -> (cell, words for a screen reader)."""
    links = [each for each in ET.fromstring(svg).iter(f"{SVG}a") if each.get("data-stage")]
    return {each.get("data-stage"): (each.get("data-cell"), each.get("aria-label")) for each in links}


def test_every_stage_leads_to_its_cell_and_says_when_it_is_computed(explained):
    """A stage is a link that a keyboard reaches; what it reads, of which stage, and when it runs is told in words."""
    svg = explained(*FLATS)["graph"]
    found = stages(svg)
    assert {stage: cell for stage, (cell, _) in found.items()} == {
        "parameters": "1", "load": "2", "preprocess": "3", "train": "5", "predict": "6", "report": "7"
    }  # fmt: skip
    assert found["preprocess"][1] == "preprocess, cells 4, 5: in training, and for each request; reads df of load"
    assert found["train"][1] == "train, cell 6: once, in training; reads df of load; reads X of preprocess"
    assert found["predict"][1].startswith("predict, cell 7: for each request; reads shift of parameters")
    assert all(each.get("tabindex") == "0" for each in ET.fromstring(svg).iter(f"{SVG}a"))


def test_a_request_goes_in_before_the_first_stage_that_it_meets_and_the_answer_comes_after_predict(explained):
    """From top to bottom, the picture is read in the order in which things happen."""
    shown = words(explained(*FLATS)["graph"])
    order = ["load", "a request", "a row of df", "preprocess", "predict", "the answer, out of", "report"]
    assert [each for each in shown if each in order] == order


def test_what_a_version_knows_is_in_the_picture(explained):
    """Fields, answer and the values that training fixed are those of the newest version."""
    known = {
        **explained(*FLATS),
        "version": "flats@3",
        "request": {"rows": ["df"], "fields": [{"name": "x", "kind": "number"}]},
        "answer": {"names": ["price"], "fields": [{"name": "price", "kind": "number"}]},
        "kept": [{"stage": "predict", "name": "model", "value": "LinearRegression()", "source": "model"}],
    }
    svg = draw_graph(known)
    assert {"x", "the answer", "kept model"} <= set(words(svg))
    assert "a request: a row of df, as in flats@3: x (number)." in svg
    assert stages(svg)["predict"][1].endswith("keeps of training model (LinearRegression())")


def test_names_cannot_break_the_picture(explained):
    """Names of any letters, and many of them, are escaped and shortened; a tooltip has them all."""
    names = ["<script>", "데이터", "'\"&", "a\x00b", "x" * 70, *(f"name_{i}" for i in range(30))]
    made = explained(*FLATS)
    made["edges"][0]["names"] = names
    made["request"] = {"rows": ["df"], "fields": [{"name": name, "kind": "number"} for name in names]}
    svg = draw_graph(made)
    assert "<script>" not in svg
    assert "name_29 (number)" in svg
    assert any(each.endswith("more") for each in words(svg))
    assert all(len(each) <= 45 for each in words(svg))


def test_a_picture_without_links_has_nothing_to_press(explained):
    """Where nothing listens, as in a kernel's widget, nothing looks as if it could be pressed."""
    svg = draw_graph(explained(*FLATS), links=False)
    assert not {"a", "tabindex", "role=link"} & {each.tag.removeprefix(SVG) for each in ET.fromstring(svg).iter()}
    assert "tabindex" not in svg
    assert "cells 4, 5" in words(svg)


@pytest.mark.parametrize(
    "cells", [(("x = 1", ("load",)),), (("x = 1", ("train", "predict")), ("x = x + 1", ("parameters",)))]
)
def test_any_notebook_with_a_stage_can_be_drawn(explained, cells):
    """Stages alone, in one cell, or in an order of their own make a picture."""
    assert len(ET.fromstring(explained(*cells)["graph"])) > 2


def test_no_stage_no_picture(explained):
    """A notebook without stages has nothing to draw."""
    assert explained(("x = 1", ()))["graph"] == ""


def test_the_colours_are_those_of_the_badges():
    """A stage has one colour, in the picture as on its cells."""
    style = (Path(nb2svc.__file__).parent / "lab" / "ui" / "style" / "base.css").read_text()
    assert dict(re.findall(r"\[data-stage='(\w+)'\] \{ --nb2svc-hue: (#\w+);", style)) == HUES


@pytest.mark.parametrize(
    ("names", "columns", "lines", "expected"),
    [
        ((), 10, 1, []),
        (("a", "b"), 10, 1, ["a, b"]),
        (("tenure", "charge", "age"), 18, 1, ["tenure and 2 more"]),
        (("tenure", "charge", "age", "plan", "country"), 15, 2, ["tenure, charge,", "age and 2 more"]),
        (("a" * 30,), 10, 1, ["a" * 9 + "…"]),
        (("a" * 30, "b"), 15, 1, ["a" * 3 + "… and 1 more"]),
        (("데이터", "b"), 8, 2, ["데이터,", "b"]),
    ],
)
def test_names_are_written_as_far_as_there_is_room(names, columns, lines, expected):
    """Names are listed in lines of so many columns, and the rest is counted."""
    assert fit_names(names, columns=columns, lines=lines) == expected


def test_lines_do_not_lie_over_one_another():
    """Two that run beside the same boxes have a lane each; one that begins where another ends takes its lane."""
    assert choose_lanes([(0, 3), (1, 2), (3, 5), (3, 4)]) == [0, 1, 0, 1]
