"""The plugin of pytest: its options. Every run of pytest imports this file, so it imports nothing but pytest.

What it does when `--nb2svc` is given is in `session`.
"""

from __future__ import annotations

import pytest

__all__ = ["pytest_addoption", "pytest_configure"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options; none has an effect without `--nb2svc`."""
    group = parser.getgroup("nb2svc", "notebooks with tagged cells, compared with their saved outputs")
    add = group.addoption
    add("--nb2svc", action="store_true", help="Run tagged notebooks, and compare their outputs with the saved ones.")
    add("--nb2svc-rtol", metavar="NUMBER", help="The part by which a number may be off (1e-6; whole numbers not).")
    add("--nb2svc-atol", metavar="NUMBER", help="How much a number may be off in any case (1e-12).")
    add("--nb2svc-picture", metavar="PART", help="The part of a picture that may look different (0.005).")
    add(
        "--nb2svc-parameter",
        metavar="NAME=VALUE",
        action="append",
        help="Run them with another value of a parameter, and compare with what is kept for it; repeatable.",
    )
    add("--nb2svc-update", action="store_true", help="Save what is computed where it differs. Not where CI is set.")
    add("--nb2svc-report", metavar="DIR", help="Put the notebooks that fail there, with the outputs of this run.")
    add("--nb2svc-json", metavar="FILE", help="Write what was found there, as JSON.")


def pytest_configure(config: pytest.Config) -> None:
    """Begin, where it is asked for."""
    if config.getoption("nb2svc"):
        from nb2svc.regress.session import begin  # it brings nbval and the compiler

        begin(config)
