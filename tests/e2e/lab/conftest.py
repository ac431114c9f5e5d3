"""A real Jupyter server with the extension, in a process of its own, asked over HTTP as JupyterLab asks it."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"


@dataclass(kw_only=True)
class Jupyter:
    """A running server.

    Attributes:
        root: its folder.
        process: its process.
        client: asks it as the user.
        stranger: asks it as nobody.
    """

    root: Path
    process: subprocess.Popen[bytes]
    client: httpx.Client
    stranger: httpx.Client

    def post(self, route: str, body: Any) -> httpx.Response:
        return self.client.post(f"nb2svc/{route}", json=body)

    def get(self, route: str, **query: str) -> httpx.Response:
        return self.client.get(f"nb2svc/{route}", params=query)

    def ask(self, route: str, path: str, **more: Any) -> Any:
        """Post a notebook as its file has it; what comes back has to be an answer."""
        response = self.post(route, {"path": path, "notebook": read_notebook(self.root / path), **more})
        assert response.status_code == 200, response.text
        return response.json()


def read_notebook(file: Path) -> dict[str, Any]:
    """Return a notebook as the front end sends it: without outputs."""
    notebook = json.loads(file.read_text())
    for cell in notebook["cells"]:
        cell.pop("outputs", None)
    return notebook


@contextmanager
def start_jupyter(root: Path, home: Path, *options: str) -> Iterator[Jupyter]:
    """Start a server that knows nothing of the machine's settings, wait until it answers, end it afterwards."""
    home.mkdir(exist_ok=True)
    token, port_file = secrets.token_hex(8), home / "runtime"
    folders = {name: str(home / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    environment = {**os.environ, **folders, "HOME": str(home), "JUPYTER_RUNTIME_DIR": str(port_file)}
    environment |= {"JUPYTER_NO_CONFIG": "1", "JUPYTER_PLATFORM_DIRS": "1"}
    words = [
        *(sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"),
        *("--ServerApp.port=0", f"--ServerApp.root_dir={root}", f"--IdentityProvider.token={token}"),
        "--ServerApp.jpserver_extensions={'nb2svc.lab.server': True}",
        *options,
    ]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(words, env=environment, cwd=root, stdout=log, stderr=log, start_new_session=True)
    try:
        url = _wait_until_ready(process, port_file, home / "log")
        with (
            httpx.Client(base_url=url, headers={"Authorization": f"token {token}"}, timeout=60) as client,
            httpx.Client(base_url=url, timeout=60) as stranger,
        ):
            yield Jupyter(root=root, process=process, client=client, stranger=stranger)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def _wait_until_ready(process: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        for file in runtime.glob("jpserver-*.json") if runtime.is_dir() else ():
            try:
                url = json.loads(file.read_text())["url"]
                httpx.get(f"{url}api", timeout=5)
            except (ValueError, httpx.TransportError):
                continue
            return str(url)
        time.sleep(0.05)
    pytest.fail(f"the server does not answer:\n{log.read_text()}")


@pytest.fixture(scope="session")
def starting_jupyter() -> Callable[..., Any]:
    """`start_jupyter` for tests, which cannot import this file."""
    return start_jupyter


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    """A server whose root holds the worked examples."""
    root = tmp_path_factory.mktemp("root")
    shutil.copytree(NOTEBOOKS, root / "notebooks")
    with start_jupyter(root, tmp_path_factory.mktemp("home")) as running:
        yield running
