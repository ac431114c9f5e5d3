"""Builds the worked examples once per test session and serves them from real server processes.

Everything here goes through the installed command line, as a user does; nothing is imported from nb2svc.
"""

import fcntl
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
COMMAND = Path(sys.executable).with_name("nb2svc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A worked example, and how to see its rows and answers without nb2svc.

    Attributes:
        name: of the notebook and of its service.
        rows: the raw rows of the notebook's test split, as an expression for the end of the notebook.
        answers: the variables that its predict cells bind.
        tolerance: relative; float32 networks answer a little differently for one row than for many.
    """

    name: str
    rows: str
    answers: tuple[str, ...]
    tolerance: float = 1e-9

    @property
    def notebook(self) -> Path:
        return NOTEBOOKS / f"{self.name}.ipynb"


def _frame(load: str, index: str, target: str) -> str:
    return f"json.loads({load}.loc[{index}].drop(columns='{target}').to_json(orient='records', double_precision=15))"


EXAMPLES = (
    Example(
        name="churn",
        rows=_frame("pd.read_csv(path)", "X_test.index", "churn"),
        answers=("proba", "will_churn"),
    ),
    Example(
        name="rentals",
        rows=_frame("pd.read_csv(path)", "X_test.index", "rentals"),
        answers=("expected", "bikes"),
    ),
    Example(
        name="tickets",
        rows=_frame("pd.read_csv(path)", "text_test.index", "team"),
        answers=("routed_to", "confidence", "needs_person"),
    ),
    Example(
        name="digits",
        rows="[{'images': i} for i in train_test_split(images, labels, test_size=0.2, random_state=seed)[1].tolist()]",
        answers=("digit", "confidence"),  # `probabilities` is only a step on the way to these
        tolerance=1e-4,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What the notebook itself computed: raw rows, and one answer (a dict) for each."""

    rows: list[Any]
    answers: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server process."""

    url: str
    process: subprocess.Popen[str]

    def post(self, rows: Any) -> Any:
        """Return the answer to `POST /predict`; fail with the server's words when it is no 200."""
        response = httpx.post(f"{self.url}/predict", json=rows, timeout=60)
        assert response.status_code == 200, response.text
        return response.json()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("e2e")


def run_command(*arguments: object, cwd: Path | None = None, code: int | None = 0) -> subprocess.CompletedProcess[str]:
    """Run `nb2svc ARGUMENTS` and check its exit status; None takes any."""
    command = [str(COMMAND), *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300, check=False)
    said = f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert code is None or done.returncode == code, said
    return done


@pytest.fixture(scope="session")
def nb2svc() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command line: `nb2svc("build", path, "--store", store, code=0)`."""
    return run_command


@pytest.fixture(scope="session")
def command() -> Path:
    """The command line as a path, for processes that a test starts itself."""
    return COMMAND


@pytest.fixture(scope="session", params=EXAMPLES, ids=lambda example: example.name)
def example(request: pytest.FixtureRequest) -> Example:
    """Each worked example in turn."""
    return request.param


@pytest.fixture(scope="session")
def churn() -> Example:
    """The example that tests use which need only one."""
    return EXAMPLES[0]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this session share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "e2e"
    folder.mkdir(exist_ok=True)
    return folder


def _once(marker: Path, make: Callable[[], None]) -> None:
    """Call `make` in the first worker that comes by; the others wait until it is done."""
    with marker.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not marker.exists():
            make()
            marker.touch()


@pytest.fixture(scope="session")
def wheel(shared: Path) -> Path:
    """The wheel, built from the sources as they are."""
    folder = shared / "wheel"
    words = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(NOTEBOOKS.parent)]
    _once(shared / "wheel.built", lambda: subprocess.run(words, check=True, capture_output=True) and None)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="session")
def installing() -> Callable[..., None]:
    """Install into an environment: `installing(its_bin_folder, "package", ...)`."""

    def install(programs: Path, *requirements: object) -> None:
        # uv is told where: without, it takes the environment of the Python that runs it
        words = [sys.executable, "-m", "uv", "pip", "install", "-q", "--python", programs / "python", *requirements]
        done = subprocess.run([*map(str, words)], capture_output=True, text=True, check=False, cwd=programs)
        assert done.returncode == 0, done.stderr

    return install


@pytest.fixture
def environment(
    tmp_path: Path, installing: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Path]:
    """Make a virtual environment: `environment("package", ...)` installs these and returns its `bin` folder."""
    # uv compiles nothing: what the test starts first does it for those that come after
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)

    def make(*requirements: object) -> Path:
        folder = tmp_path / "venv"
        subprocess.run([sys.executable, "-m", "uv", "venv", "-q", "--python", sys.executable, folder], check=True)
        installing(folder / "bin", *requirements)
        return folder / "bin"

    return make


@pytest.fixture(scope="session")
def built(shared: Path) -> Callable[[Example], Path]:
    """Return the store that holds version 1 of an example's service; read only."""

    def build(example: Example) -> Path:
        store = shared / example.name
        build_it = ("build", example.notebook, "--store", store)
        _once(shared / f"{example.name}.built", lambda: run_command(*build_it) and None)
        return store

    return build


@pytest.fixture(scope="session")
def truth(shared: Path) -> Callable[[Example], Truth]:
    """Return what the notebook computes when it is run without nb2svc."""

    def run(example: Example) -> Truth:
        result = shared / f"{example.name}.truth.json"
        _once(shared / f"{example.name}.truth", lambda: _run_notebook(example, result))
        return Truth(**json.loads(result.read_text()))

    return run


def _run_notebook(example: Example, result: Path) -> None:
    """Run the notebook to its end, and one more cell that writes its rows and answers."""
    notebook = nbformat.read(example.notebook, as_version=4)
    columns = ", ".join(f"{name!r}: np.asarray({name}).tolist()" for name in example.answers)
    last = f"""
import json
import numpy as np
columns = {{{columns}}}
answers = [dict(zip(columns, row)) for row in zip(*columns.values())]
with open({str(result)!r}, "w") as file:
    json.dump({{"rows": {example.rows}, "answers": answers}}, file)
"""
    notebook.cells.append(nbformat.v4.new_code_cell(last))
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(NOTEBOOKS)}}).execute()


def free_port() -> int:
    """A port that nothing listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def run_server(command: Sequence[object], log: Path, *, seconds: float = 90) -> Iterator[Server]:
    """Start `nb2svc serve`, wait until it is ready, end it afterwards.

    Args:
        command: all of it but host and port.
        log: where its output goes; shown when it does not become ready.
        seconds: how long it may take to become ready.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    words = [*map(str, command), "--host", "127.0.0.1", "--port", str(port)]
    with log.open("w") as output:
        process = subprocess.Popen(words, stdout=output, stderr=subprocess.STDOUT, text=True)
    try:
        _wait_until_ready(url, process, log, seconds)
        yield Server(url=url, process=process)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_ready(url: str, process: subprocess.Popen[str], log: Path, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"the server ended with {process.returncode}:\n{log.read_text()}")
        try:
            if httpx.get(f"{url}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"the server was not ready after {seconds} s:\n{log.read_text()}")


@pytest.fixture(scope="session")
def serving() -> Callable[..., Any]:
    """`run_server` for tests, which cannot import this file."""
    return run_server


@pytest.fixture(scope="module")
def server(
    example: Example, built: Callable[[Example], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server process with the example's service."""
    log = tmp_path_factory.mktemp("server") / "log"
    with run_server([COMMAND, "serve", example.name, "--store", built(example)], log) as running:
        yield running
