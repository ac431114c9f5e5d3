"""Modules beside a notebook on their way into the package."""

from __future__ import annotations

import pytest

from nb2svc.compiler.backend.emit_modules import module_text
from nb2svc.compiler.surroundings import LocalModule, exported_names


def _module(name: str, text: str, *, is_package: bool = False) -> LocalModule:
    return LocalModule(name=name, file=f"{name}.py", text=text, is_package=is_package)


KNOWN = {
    "helpers": _module("helpers", "def clean(x): return x\n"),
    "utils": _module("utils", "", is_package=True),
    "utils.features": _module("utils.features", "A = 1\n"),
}


@pytest.mark.parametrize(
    "text",
    ["import numpy as np\n", "from .core import x\n", "import helpers_of_others\n", "text = 'import helpers'\n", ""],
)
def test_module_text_leaves_other_imports_alone(text: str):
    """What is no import of a module beside the notebook stays as it is, byte for byte."""
    assert module_text(_module("work", text), KNOWN) == text


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("work", "from helpers import clean\n", "from .helpers import clean\n"),
        ("work", "import helpers\n", "from . import helpers\n"),
        ("work", "import helpers as h, os\n", "from . import helpers as h; import os\n"),
        ("work", "import utils.features as uf\n", "from .utils import features as uf\n"),
        ("work", "from helpers import (  # 한글\n    clean,\n)\n", "from .helpers import (  # 한글\n    clean,\n)\n"),
        ("utils.more", "from helpers import clean\n", "from ..helpers import clean\n"),
        ("work", "é = 1; from helpers import clean\n", "é = 1; from .helpers import clean\n"),
        (
            "work",
            "def f(x):\n    from helpers import clean as c\n    return c(x)\n",
            "def f(x):\n    c = _helpers.clean\n    return c(x)\n\nfrom . import helpers as _helpers\n",
        ),
        (
            "work",
            "def f(x):\n    from utils import features\n    return features.A\n",
            (
                "def f(x):\n    features = _utils_features\n    return features.A\n\n"
                "from .utils import features as _utils_features\n"
            ),
        ),
    ],
)
def test_module_text_names_local_modules_from_its_own_place(name: str, text: str, expected: str):
    """Imports of each other become relative, on the same lines; those in functions are done at its end."""
    assert module_text(_module(name, text), KNOWN) == expected


def test_package_imports_the_submodules_that_are_reached_as_attributes():
    """`import utils.features` makes `utils.features` an attribute, wherever it stands."""
    work = _module("work", "import utils.features\n")
    text = module_text(KNOWN["utils"], {**KNOWN, "work": work})
    assert text == "from . import features  # noqa: F401 - reached as an attribute\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A = 1\n_b = 2\ndef f(): c = 1\nclass K: d = 1\n", ("A", "f", "K")),
        ("__all__ = ['f', '_g']\ndef f(): ...\ndef _g(): ...\ndef h(): ...\n", ("f", "_g")),
        ("import numpy as np, os.path\nfrom math import pi as p\n", ("np", "os", "p")),
        ("if True:\n    a, (b, *c) = x\nfor i in y: j = 1\n", ("a", "b", "c", "i", "j")),
        ("from helpers import *\n", ("clean",)),
        ("x = [", ()),
    ],
)
def test_exported_names_are_those_of_a_star_import(text: str, names: tuple[str, ...]):
    """A star import binds `__all__`, or all public names of the module's top."""
    assert exported_names(_module("work", text), KNOWN) == names
