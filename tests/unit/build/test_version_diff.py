"""What is different between two versions."""

from dataclasses import replace

import pytest
from unit.store.version_files import make_manifest, publish, write_files

from nb2svc.build.diff import Contents, Difference, compare_contents, diff_versions
from nb2svc.diagnostics import BundleError
from nb2svc.manifest import Field, OutputField, RequestSchema, StateValue
from nb2svc.store import Store

NOTEBOOK = """{"cells": [
 {"cell_type": "markdown", "source": "# Churn", "metadata": {}},
 {"cell_type": "code", "source": ["n = 1\\n", "m = 2"], "metadata": {"tags": ["parameters"]}, "id": "%s"},
 {"cell_type": "code", "source": "%s", "metadata": {}, "id": "b"}
]}"""
AGE = Field(name="age", kind="number", dtype="float64", nullable=True)


def contents(
    version="churn@1", source="n = 1\n", package=None, pins=None, sizes=None, values=None, files=None, **changes
):
    """A version as it is compared, without a disk."""
    manifest = replace(make_manifest(**changes), files=files or {})
    return Contents(
        version=version,
        manifest=manifest,
        source=source,
        package=package or {},
        pins=pins or {},
        sizes=sizes or {},
        values=values or {},
    )


def test_the_same_is_told_as_the_same():
    """Two versions without a difference have none in any list, and say so."""
    found = compare_contents(contents(), contents("churn@2"))
    assert (found.old, found.new, found.same, found.same_content) == ("churn@1", "churn@2", True, True)
    assert (found.notebook, found.package, found.parameters, found.facts) == (None, (), (), ())


def test_parameters_and_metrics_tell_old_and_new():
    """What is new, gone and changed is told apart; a number that has changed tells by how much, and null is a value."""
    found = compare_contents(
        contents(parameters={"n": 1, "gone": "x", "flag": True, "path": None}, metrics={"auc": 0.5}),
        contents(parameters={"n": 3, "flag": 1, "path": "a.csv", "more": None}, metrics={"auc": 0.75}),
    )
    assert found.parameters == (
        Difference(name="n", change="changed", old=1, new=3, by=2),
        Difference(name="flag", change="changed", old=True, new=1),
        Difference(name="path", change="changed", old=None, new="a.csv"),
        Difference(name="more", change="added", old=None, new=None),
        Difference(name="gone", change="removed", old="x", new=None),
    )
    assert [(each.name, each.by) for each in found.metrics] == [("auc", 0.25)]
    assert not found.same


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        ({"kind": "integer", "dtype": "int64"}, "number (float64), may be null", "integer (int64), may be null"),
        ({"nullable": False}, "number (float64), may be null", "number (float64)"),
        ({"required": False}, "number (float64), may be null", "number (float64), may be null, not needed"),
        ({"categories": (1, 2)}, "number (float64), may be null", "number (float64), may be null, one of 1, 2"),
        ({"shape": (2, 3)}, "number (float64), may be null", "number 2x3 (float64), may be null"),
    ],
)
def test_a_field_of_a_request_that_holds_something_else_is_told(change, old, new):
    """Whatever a client has to know of a field is compared, in words."""
    schema = RequestSchema(name="df", input="frame", fields=(replace(AGE, **change),))
    found = compare_contents(contents(), contents(request=schema))
    assert found.request == (Difference(name="age", change="changed", old=old, new=new),)


def test_what_training_rows_showed_of_a_field_is_no_difference_of_the_schema():
    """Other training rows with other smallest and largest values take the same requests."""
    schema = RequestSchema(name="df", input="frame", fields=(replace(AGE, minimum=3.0, maximum=9.0, example=4.0),))
    assert compare_contents(contents(), contents(request=schema)).same


def test_fields_that_come_and_go_are_told():
    """A new field of an answer, and one that is gone."""
    found = compare_contents(contents(), contents(response=(OutputField(name="yes", kind="boolean", dtype="bool"),)))
    assert [(each.name, each.change) for each in found.answer] == [("yes", "added"), ("proba", "removed")]


def test_state_is_compared_by_its_bytes_and_told_by_its_look():
    """Values whose files differ are different, however alike they look; their sizes are told."""
    value = StateValue(name="model", codec="skops", files=("state/model",), type="sklearn.Forest")
    old = contents(state=(value,), files={"state/model": "a"}, sizes={"model": 2_260_000}, values={"model": "Forest()"})
    new = contents(state=(value,), files={"state/model": "b"}, sizes={"model": 999})
    assert compare_contents(old, old).state == ()
    assert compare_contents(old, new).state == (
        Difference(name="model", change="changed", old="Forest() (2.26 MB)", new="sklearn.Forest (999 B)"),
    )


def test_code_is_a_unified_diff_with_signs():
    """The notebook's code and each generated file are compared line by line."""
    found = compare_contents(
        contents(source="a = 1\nb = 2\n", package={"predict.py": "x\n", "gone.py": "y\n"}),
        contents(source="a = 1\nb = 3\n", package={"predict.py": "x\n"}),
    )
    assert found.notebook.lines == ("@@ -1,2 +1,2 @@", " a = 1", "-b = 2", "+b = 3")
    assert [(each.name, each.lines[1:]) for each in found.package] == [("gone.py", ("-y",))]


def test_versions_are_read_from_a_store(tmp_path):
    """Notebook, state, packages and training rows of published versions are compared; ids and prose are not."""
    store = Store(tmp_path)
    for cell, source, median in (("a", "x = 1", 41.0), ("z", "x = 2", 42.0)):
        with store.stage("churn") as staged:
            write_files(staged, median=median)
            (staged / "notebook.ipynb").write_text(NOTEBOOK % (cell, source))
            (staged / "requirements.lock").write_text(f"# by hand\npandas==3.{len(source)}.{int(median)}\n")
            state = StateValue(name="age_median", codec="json", files=("state/age_median.json",), type="float")
            data = {"name": "df", "rows": int(median), "columns": ["age"], "sha256": "0"}
            store.publish(staged, make_manifest(state=(state,), data=data))
    found = diff_versions("churn@1", "churn", tmp_path)
    assert found.notebook.lines == ("@@ -3,4 +3,4 @@", " m = 2", " ", " # %%", "-x = 1", "+x = 2")
    assert [(each.name, each.old, each.new) for each in found.state] == [("age_median", "float (4 B)", "float (4 B)")]
    assert [(each.name, each.old, each.new) for each in found.packages] == [("pandas", "3.5.41", "3.5.42")]
    assert [(each.name, each.new) for each in found.facts] == [("training rows", "df, 42 rows, 1 columns")]


@pytest.mark.parametrize("name", ["notebook.py", "pipeline.toml"])
def test_scripts_and_pipelines_are_compared_as_they_are(tmp_path, name):
    """What is text already is compared line by line."""
    store = Store(tmp_path)
    for line in ("a = 1", "a = 2"):
        with store.stage("churn") as staged:
            write_files(staged)
            (staged / name).write_text(f"# %%\n{line}\n")
            store.publish(staged, make_manifest())
    assert diff_versions("churn@1", "churn@2", tmp_path).notebook.lines[-2:] == ("-a = 1", "+a = 2")


def test_a_version_without_a_file_is_told_as_damaged(tmp_path):
    """A value's file that somebody removed is named."""
    state = StateValue(name="age_median", codec="json", files=("state/age_median.json",), type="float")
    version = publish(Store(tmp_path), state=(state,))
    (version.path / "state" / "age_median.json").unlink()
    with pytest.raises(BundleError, match=r"churn@1 is damaged: .*age_median\.json` cannot be read"):
        diff_versions("churn@1", "churn@1", tmp_path)
