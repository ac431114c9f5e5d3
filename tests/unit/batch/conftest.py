"""A churn version, built once."""

import pytest
from batch_versions import write_version

from nb2svc.runtime import load_bundle


@pytest.fixture(scope="session")
def version(tmp_path_factory):
    """The churn version; read only."""
    return write_version(tmp_path_factory.mktemp("version") / "7-3f9a2c1d")


@pytest.fixture(scope="session")
def loaded(version):
    """The churn version as a service."""
    return load_bundle(version.folder)
