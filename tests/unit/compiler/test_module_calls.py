"""Which code of modules beside the notebook is reached, by whatever way it is imported."""

from __future__ import annotations

import ast

import pytest

from nb2svc.compiler.module_calls import import_names, reached_in_modules
from nb2svc.compiler.outside import find_outside, is_outside
from nb2svc.compiler.surroundings import LocalModule

FILES = {
    "helpers": "from inner import deep\nimport inner as i\ndef a(x):\n    return b(x)\ndef b(x):\n    return deep(x)\n"
    "def c(x):\n    return i.other(x)\nclass K:\n    def m(self, x):\n        return a(x)\nMAP = {'a': c}\n",
    "inner": "def deep(x):\n    return x\ndef other(x):\n    return deep(x)\n",
    "utils": "",
    "utils.parts": "from ..helpers import a as first\nfrom .more import *\ndef d(x):\n    return first(x)\n",
    "utils.more": "def e(x):\n    return x\n",
    "broken": "def f(:\n",
}
MODULES = {
    name: LocalModule(name=name, file=f"{name}.py", text=text, is_package=name == "utils")
    for name, text in FILES.items()
}


def reached(text: str) -> set[str]:
    """Return the functions and classes that the last line of a text reaches, with their modules."""
    tree = ast.parse(text)
    found = reached_in_modules([tree.body[-1]], import_names([tree]), MODULES)
    return {f"{code.module.name}.{getattr(code.node, 'name', ast.unparse(code.node))}" for code in found}


WAYS = {
    "by name": ("from inner import deep\ndeep(1)", {"inner.deep"}),
    "by another name": ("from inner import other as o\no(1)", {"inner.other", "inner.deep"}),
    "through the module": ("import inner\ninner.other(1)", {"inner.other", "inner.deep"}),
    "through each other": ("import helpers as h\nh.a(1)", {"helpers.a", "helpers.b", "inner.deep"}),
    "a method of a class": ("from helpers import K\nK().m(1)", {"helpers.K", "helpers.a", "helpers.b", "inner.deep"}),
    "a table of functions": (
        "from helpers import MAP\nMAP['a'](1)",
        {"helpers.MAP = {'a': c}", "helpers.c", "inner.other", "inner.deep"},
    ),
    "in a package": (
        "import utils.parts as up\nup.d(1)",
        {"utils.parts.d", "helpers.a", "helpers.b", "inner.deep"},
    ),
    "by a star": ("from inner import *\nother(1)", {"inner.other", "inner.deep"}),
    "by a star of a module": ("from utils.parts import e\ne(1)", {"utils.more.e"}),
    "given to another function": ("import inner\ndf.apply(inner.deep)", {"inner.deep"}),
    "of a library": ("import numpy as np\nnp.log(1)", set()),
    "of a module that is no Python": ("from broken import f\nf(1)", set()),
}


@pytest.mark.parametrize(("text", "wanted"), WAYS.values(), ids=WAYS)
def test_code_of_modules_is_reached(text: str, wanted: set[str]) -> None:
    """Functions, classes and tables, those that they call in turn, and nothing else."""
    assert reached(text) == wanted


OUTSIDE = [
    ("from random import gauss\ngauss(0, 1)", "random"),
    ("import numpy.random as nr\nnr.beta(1, 2)", "random"),
    ("from time import time as t\nt()", "clock"),
    ("from datetime import date as day\nday.today()", "clock"),
    ("from requests import get\nget('x')", "network"),
    ("from urllib.request import urlopen as u\nu('x')", "network"),
]
INSIDE = [
    "from scipy.stats import uniform\nuniform(0, 1)",
    "from urllib.parse import quote\nquote('x')",
    "from time import strptime\nstrptime('1', '%d')",
    "import numpy as np\nnp.random.seed(0)",
]


@pytest.mark.parametrize(("text", "kind"), OUTSIDE)
def test_call_is_known_under_the_name_that_it_is_imported_by(text: str, kind) -> None:
    """Clock, chance and network have many names."""
    tree = ast.parse(text)
    assert find_outside(kind, [tree], import_names([tree])) is not None


@pytest.mark.parametrize("text", INSIDE)
def test_call_that_reaches_nothing_outside_is_left_alone(text: str) -> None:
    """Names alone do not make a call suspicious."""
    tree = ast.parse(text)
    (call,) = (n for n in ast.walk(tree) if isinstance(n, ast.Call))
    assert not any(is_outside(kind, call, import_names([tree])) for kind in ("clock", "random", "network"))
