"""What all tests share: the switch that rewrites golden files."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# notebooks that a case runs with `%run` are no notebooks of ours to test
collect_ignore_glob = ["golden/*/*.ipynb"]

# the same examples in every run of CI, others at every run by hand
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch."""
    parser.addoption("--update-golden", action="store_true", help="write tests/golden/*/expected instead of comparing")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to rewrite what CI is there to compare."""
    if config.getoption("--update-golden") and os.environ.get("CI"):
        raise pytest.UsageError("--update-golden is refused where CI is set: golden files are changed by people")
