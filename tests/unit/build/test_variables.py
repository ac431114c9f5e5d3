"""Which environment variables a service reads, and which it cannot do without."""

from __future__ import annotations

from nb2svc.build.variables import find_variables

LOOKUP = """
import os
from os import environ, getenv

def connect():
    os.environ["OMP_NUM_THREADS"] = "1"
    return {"a": open(os.environ["SHOP_URL"]), "b": os.environ.get("PORT", "1"), "c": os.getenv("TOKEN"),
            "d": environ["BOTH"], "e": getenv("BOTH"), "f": os.environ[name], "g": os.environ.get("HOME"),
            "h": other["NOT_THIS"], "i": other.get("NOR_THIS"), "j": os.environ["no name"]}
"""


def test_variables_are_found_by_how_they_are_read():
    """A subscript fails without it, `get` does not; what is set, computed or of every machine is none."""
    modules = {"lookup.py": LOOKUP, "train.py": 'import os\nos.environ["TRAINING"]', "README.md": "os.environ["}
    assert find_variables(modules) == {"BOTH": True, "PORT": False, "SHOP_URL": True, "TOKEN": False}
