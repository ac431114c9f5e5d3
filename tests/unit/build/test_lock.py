"""requirements.lock: exact, closed, made from what is installed."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import zipfile
from importlib.metadata import distributions, version

import pytest

from nb2svc.build.distributions import close_requirements, find_distributions
from nb2svc.build.imports import find_imports
from nb2svc.build.lock import add_hashes, find_unlocked, lock_requirements
from nb2svc.diagnostics import BuildError

NOT_FOR_SERVICES = ("papermill", "ipykernel", "ipython", "jupyterlab", "nbformat", "nbconvert", "pytest", "matplotlib")


def pins(text):
    return dict(line.split("==") for line in text.splitlines() if not line.startswith("#"))


def test_lock_has_exact_versions_of_imports_and_of_the_runtime():
    """What the package imports and what serves it are there, with the installed versions, sorted."""
    locked = pins(lock_requirements({"pandas", "sklearn.linear_model", "PIL", "yaml", "os.path"}))
    for name in ("pandas", "scikit-learn", "pillow", "pyyaml", "numpy", "scipy", "fastapi", "uvicorn", "typer"):
        assert locked[name] == version(name)
    assert list(locked) == sorted(locked)


def test_lock_follows_extras():
    """`uvicorn[standard]` brings the packages of its extra."""
    assert "httptools" in pins(lock_requirements(set()))


def test_lock_has_nothing_of_notebooks():
    """No JupyterLab, kernel or papermill is installed for a service that does not import it."""
    locked = pins(lock_requirements({"pandas", "sklearn"}))
    assert not [name for name in locked if name in NOT_FOR_SERVICES or name.startswith("jupyter")]
    assert "matplotlib" in pins(lock_requirements({"matplotlib.pyplot"}))


def test_lock_drops_local_labels():
    """A CPU build of torch is locked as the version that every index has."""
    text = lock_requirements({"torch"})
    assert pins(text)["torch"] == version("torch").partition("+")[0]
    assert "+" not in text


def test_lock_leaves_out_what_is_not_installed():
    """Every pin is an installed package: CUDA libraries beside a CPU build are not asked for."""
    installed = {re.sub(r"[-_.]+", "-", each.metadata["Name"]).lower() for each in distributions()}
    assert set(pins(lock_requirements({"torch", "pandas"}))) <= installed


def test_lock_is_the_same_text_every_time():
    """The order of the imports does not matter and nothing else changes the text."""
    assert lock_requirements(["torch", "pandas"]) == lock_requirements(("pandas", "torch"))


def test_lock_says_how_to_install_and_what_is_missing():
    """The head of the file tells its use; names that no package brings are told and can be asked for."""
    text = lock_requirements({"my_helpers.text", "pandas"})
    assert "# In a fresh environment: pip install -r requirements.lock\n" in text
    assert "# my_helpers is imported, and no installed package brings it: install it beside these.\n" in text
    assert find_unlocked({"my_helpers.text", "pandas", "json"}) == ("my_helpers",)


def test_lock_tells_of_ourselves():
    """nb2svc is pinned when it came from an index, and told as local when it came from a folder or file."""
    text = lock_requirements(set())
    assert f"nb2svc=={version('nb2svc')}" in text or "# nb2svc " in text


def test_hidden_dependencies_come_with_the_call():
    """`pandas.read_html` needs a parser that no text names; it is locked where it is installed."""
    assert "beautifulsoup4" in find_distributions({"pandas", "pandas.read_html"})[0]
    assert "beautifulsoup4" not in find_distributions({"pandas"})[0]


def test_closing_takes_markers_and_extras_into_account():
    """Requirements of extras are followed only when the extra is asked for."""
    assert "papermill" not in close_requirements(["nb2svc"])
    assert "papermill" in close_requirements(["nb2svc[build]"])
    assert close_requirements(["no-such-package"]) == frozenset()


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import pandas", {"pandas"}),
        ("import pandas as pd\ndf = pd.read_excel(path)", {"pandas", "pandas.read_excel"}),
        ("import xml.etree.ElementTree", {"xml.etree.ElementTree"}),
        ("from sklearn.datasets import load_iris as load", {"sklearn.datasets.load_iris"}),
        ("def f():\n    import torch", {"torch"}),
        ("from .state import State\nfrom . import library", set()),
        ("pd.read_excel(path)", set()),
    ],
)
def test_find_imports(source, names):
    """Imports are found wherever they stand, with what is reached through them, without the package's own."""
    assert find_imports([source]) == names


@pytest.fixture
def package_index(tmp_path, monkeypatch):
    """Let uv see an index with one small wheel and no network; give the wheel."""
    pytest.importorskip("uv")
    folder = tmp_path / "simple" / "tiny-thing"
    folder.mkdir(parents=True)
    wheel = folder / "tiny_thing-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny_thing.py", "")
        archive.writestr("tiny_thing-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny-thing\nVersion: 1.0\n")
        archive.writestr("tiny_thing-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("tiny_thing-1.0.dist-info/RECORD", "")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (folder / "index.html").write_text(f'<a href="{wheel.name}#sha256={digest}">{wheel.name}</a>')
    for name in ("UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_INDEX", "UV_FIND_LINKS", "UV_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("UV_DEFAULT_INDEX", (tmp_path / "simple").as_uri())
    monkeypatch.setenv("UV_NO_CONFIG", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    return wheel


def test_hashes_are_those_of_the_index(package_index):
    """Each pin gets the hashes of the files that the index has for it."""
    digest = hashlib.sha256(package_index.read_bytes()).hexdigest()
    assert add_hashes(["tiny-thing==1.0"]) == ["tiny-thing==1.0 \\", f"    --hash=sha256:{digest}"]


def test_hashes_of_what_the_index_does_not_have(package_index):
    """When the index lacks a version, the error says so and how to go on."""
    with pytest.raises(BuildError, match=r"come from a package index.*build without --hashes.*uv says: "):
        lock_requirements({"pandas"}, hashes=True)


def test_hashes_that_uv_leaves_out(package_index, monkeypatch):
    """Where uv sees only a folder of wheels it gives pins without hashes; that is refused, not written."""
    monkeypatch.delenv("UV_DEFAULT_INDEX")
    monkeypatch.setenv("UV_FIND_LINKS", str(package_index.parent))
    monkeypatch.setenv("UV_NO_INDEX", "1")
    with pytest.raises(BuildError, match=r"No hash was found for tiny-thing==1\.0"):
        add_hashes(["tiny-thing==1.0"])


def test_lock_is_quick_to_import():
    """Locking reads metadata only: none of the locked packages is imported."""
    code = (
        "import sys\nfrom nb2svc.build.lock import lock_requirements\nlock_requirements({'torch', 'pandas'})\n"
        "print([m for m in ('torch', 'pandas', 'sklearn', 'papermill', 'fastapi') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
