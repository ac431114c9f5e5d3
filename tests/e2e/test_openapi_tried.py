"""Schemathesis over our own OpenAPI document: what it says of requests and answers is what a real server does."""

import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

SCHEMATHESIS = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
UNTRUE = "positive_data_acceptance"
"""OpenAPI can say that a body is text, and not that it is CSV with these columns: some that it allows are refused."""


@pytest.fixture(scope="module")
def server(churn, built, command, serving, tmp_path_factory):
    log = tmp_path_factory.mktemp("server") / "log"
    with serving([command, "serve", "churn", "--workers", "2", "--store", built(churn)], log) as running:
        yield running


def test_requests_made_from_the_document_are_answered_as_it_says(server, tmp_path):
    """No 5xx, no status, header or body that is not described, and nothing let in that the schema forbids."""
    options = ["--exclude-checks", UNTRUE, "--max-examples", "10", "--seed", "1", "--continue-on-failure", "--no-color"]
    tried = subprocess.run(
        [SCHEMATHESIS, "run", f"{server.url}/openapi.json", *options],
        cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert tried.returncode == 0, tried.stdout[-20_000:]
    assert "Selected: 18/18" in tried.stdout
    assert httpx.get(f"{server.url}/readyz").status_code == 200
