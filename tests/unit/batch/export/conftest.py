"""One folder with a service and rows for all tests of exports; each writes only files that it names itself."""

import pytest
from handed_over import NASTY, World


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """The folder."""
    return World(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def nasty(tmp_path_factory):
    """The same, with a version that reads variables, in a folder whose name every language reads in its own way."""
    return World(tmp_path_factory.mktemp("nasty") / NASTY, {"DATABASE_URL": True, "REGION": False})
