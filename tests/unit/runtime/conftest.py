"""Bundles on disk and services loaded from them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from bundles import Written, write_churn
from serving import serving

from nb2svc.runtime import load_bundle
from nb2svc.runtime.service import Service


@pytest.fixture(scope="session")
def churn(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The churn service of the worked example; read only."""
    return write_churn(tmp_path_factory.mktemp("churn") / "7-3f9a2c1d")


@pytest.fixture(scope="session")
def service(churn: Written) -> Service:
    """The churn service, loaded."""
    return load_bundle(churn.folder)


@pytest.fixture
def own_churn(tmp_path: Path) -> Written:
    """A churn bundle that the test may spoil."""
    return write_churn(tmp_path / "7-3f9a2c1d")


@pytest.fixture(scope="session")
def client(service: Service) -> Iterator[httpx.Client]:
    """A client of the churn service."""
    with serving(service) as client:
        yield client
