"""A churn version, built once, and a real PostgreSQL."""

import shutil
import tempfile
from pathlib import Path

import pytest
from batch_versions import write_version
from postgres import Postgres

from nb2svc.runtime import load_bundle


@pytest.fixture(scope="session")
def version(tmp_path_factory):
    """The churn version; read only."""
    return write_version(tmp_path_factory.mktemp("version") / "7-3f9a2c1d")


@pytest.fixture(scope="session")
def loaded(version):
    """The churn version as a service."""
    return load_bundle(version.folder)


@pytest.fixture(scope="session")
def postgres():
    """A server, for tests that are skipped where there is none."""
    folder = Path(tempfile.mkdtemp(prefix="nb2svc-postgres-"))
    folder.chmod(0o755)  # the server's own user has to come in
    server = Postgres(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def database(postgres):
    """Its address."""
    return postgres.address
