"""Runs real JupyterLab processes, each with folders of its own, and opens notebooks of theirs in a real browser.

Nothing here, nor in the tests beside it, starts an event loop in pytest's own process: the browser's driver has one.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import nbformat
import pytest
from chromium import CHROMIUM, QUIET

SOURCES = Path(__file__).parents[2] / "nb2svc"
EXTENSION = SOURCES / "labextension"
# what its 7.6 gets wrong when it opens any notebook, without the extension, too
OF_NOTEBOOK_7 = ("Cannot read properties of undefined (reading 'schema')",)


@dataclass(slots=True, kw_only=True)
class Jupyter:
    """A running JupyterLab.

    Attributes:
        url: with a slash at its end.
        token: which it asks for.
        root: the folder that it shows.
        log: what it has said.
        launch: starts its process.
        process: its process.
        pages: the address of its notebooks.
    """

    url: str
    token: str
    root: Path
    log: Path
    launch: Callable[[], subprocess.Popen[str]]
    process: subprocess.Popen[str] = field(init=False)
    pages: str = "lab/tree"

    def start(self) -> None:
        """Start it, for the first time or again, and wait until it answers."""
        self.process = self.launch()
        _wait_until_ready(self)

    def end(self) -> None:
        """End it as a person does who presses Control and C."""
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            # stopped while it starts a kernel, Jupyter can be left with a thread of its own that waits for files
            self.process.kill()
            self.process.wait()

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request as one that is let in: `ask("POST", "nb2svc/check", json={...})`."""
        headers = {"Authorization": f"token {self.token}"}
        return httpx.request(method, f"{self.url}{path}", headers=headers, timeout=60, **options)

    def write(self, name: str, cells: Sequence["CellText"]) -> Path:
        """Write a notebook."""
        notebook = nbformat.v4.new_notebook()
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        for cell in cells:
            make = nbformat.v4.new_code_cell if cell.kind == "code" else nbformat.v4.new_markdown_cell
            notebook.cells.append(make(cell.source, metadata={"tags": list(cell.tags)} if cell.tags else {}))
            if cell.printed:
                notebook.cells[-1].outputs = [nbformat.v4.new_output("stream", text=cell.printed)]
        path = self.root / name
        nbformat.write(notebook, path)
        return path


@dataclass(frozen=True, slots=True, kw_only=True)
class CellText:
    """A cell to write into a notebook, and what it has printed."""

    source: str
    tags: tuple[str, ...] = ()
    kind: str = "code"
    printed: str = ""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("e2e")


@contextmanager
def run_jupyter(
    folder: Path,
    *,
    settings: Mapping[str, Any] | None = None,
    options: Sequence[str] = (),
    installed: Path | None = None,
    program: str = "jupyterlab",
    base: str = "/",
) -> Iterator[Jupyter]:
    """Start JupyterLab with the extension as it is built in these sources, end it afterwards.

    Args:
        folder: for its files; the notebooks are in `root`.
        settings: of JupyterLab's plugins, by their id.
        options: more of its command line.
        installed: the Python of another environment, which brings JupyterLab and has the extension installed.
        program: or `notebook`, which is Notebook 7.
        base: the path of its address, as a hub gives each user one.
    """
    root = folder / "root"
    root.mkdir(parents=True)
    environment = _make_folders(folder)
    if installed is None:
        # the environment's own extension, which may be one of other sources, comes after these
        environment["JUPYTER_PREFER_ENV_PATH"] = "0"
        _place_extension(folder)
    else:
        # of the other environment alone; the bytecode of its packages is made at the first start, and kept
        environment = {k: v for k, v in environment.items() if k not in {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}}
    _write_settings(folder / "settings", settings or {})
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = "a-token-of-this-test"
    words = [str(installed or sys.executable), "-m", program, "--no-browser", "--allow-root"]
    words += [f"--ServerApp.root_dir={root}", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    words += [f"--ServerApp.base_url={base}"]
    words += [f"--IdentityProvider.token={token}", "--expose-app-in-browser", *options]
    log = folder / "log"

    def launch() -> subprocess.Popen[str]:
        with log.open("a") as output:
            return subprocess.Popen(
                words, stdout=output, stderr=subprocess.STDOUT, text=True, env=environment, cwd=root
            )

    pages = {"notebook": "notebooks"}.get(program, "lab/tree")
    jupyter = Jupyter(url=f"http://127.0.0.1:{port}{base}", token=token, root=root, log=log, launch=launch, pages=pages)
    try:
        jupyter.start()
        yield jupyter
    finally:
        jupyter.end()


def _make_folders(folder: Path) -> dict[str, str]:
    """Return an environment in which JupyterLab finds nothing of the person who runs the tests."""
    names = {
        "HOME": "home",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    paths = {name: folder / place for name, place in names.items()}
    for path in paths.values():
        path.mkdir()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    return {**inherited, **{name: str(path) for name, path in paths.items()}}


def _place_extension(folder: Path) -> None:
    """Put the extension where an installation puts it, but always that of these sources."""
    shutil.copytree(EXTENSION, folder / "data" / "labextensions" / "nb2svc-labextension")
    config = folder / "config" / "jupyter_server_config.d"
    config.mkdir()
    shutil.copy(SOURCES / "lab" / "server_config.json", config / "nb2svc.json")


def _write_settings(folder: Path, settings: Mapping[str, Any]) -> None:
    # no news, which would lie over the notebook
    quiet = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
    for plugin, values in {**quiet, **settings}.items():
        package, name = plugin.split(":")
        (folder / package).mkdir(parents=True, exist_ok=True)
        (folder / package / f"{name}.jupyterlab-settings").write_text(json.dumps(values))


def _wait_until_ready(jupyter: Jupyter) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if jupyter.process.poll() is not None:
            break
        try:
            if jupyter.ask("GET", "api/status").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start:\n{jupyter.log.read_text()}")


@pytest.fixture(scope="session")
def running_jupyter() -> Callable[..., Any]:
    """`run_jupyter` for tests that need one of their own."""
    return run_jupyter


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    """A JupyterLab that the tests of a file share."""
    with run_jupyter(tmp_path_factory.mktemp("jupyter")) as running:
        yield running


@pytest.fixture(scope="session")
def opening_notebook() -> Callable[..., Any]:
    """`open_notebook` for tests of other programs than the file's."""
    return open_notebook


@pytest.fixture(scope="session")
def cell() -> type[CellText]:
    """`CellText` for tests, which cannot import this file."""
    return CellText


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real browser; its driver is gone when the file's tests are done."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed (apt-get install chromium)")
    if not (EXTENSION / "package.json").exists():
        pytest.skip("the JupyterLab extension is not built (pip install -e .)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@dataclass(slots=True, kw_only=True)
class OpenNotebook:
    """A notebook that is open in JupyterLab.

    Attributes:
        page: Playwright's.
        path: of the file.
        faults: what the browser's console called errors.
    """

    page: Any
    path: Path
    faults: list[str] = field(default_factory=list)

    def cell(self, index: int) -> Any:
        """Return a cell, counted from 0, scrolled to."""
        return self.page.locator(f'.jp-Notebook .jp-Cell[data-windowed-list-index="{index}"]')

    def select(self, index: int) -> Any:
        """Make a cell the active one, in command mode, as a person does, and return it."""
        self.page.evaluate("index => window.jupyterapp.shell.currentWidget.content.scrollToItem(index)", index)
        target = self.cell(index)
        target.scroll_into_view_if_needed()
        target.locator(".jp-InputPrompt").click()
        return target

    def run(self, command: str, **arguments: Any) -> None:
        """Run one of JupyterLab's commands."""
        self.page.evaluate(
            "([id, args]) => window.jupyterapp.commands.execute(id, args).then(() => null)", [command, arguments]
        )

    def save(self) -> list[list[str]]:
        """Save the notebook and return the tags of its cells as they are on disk."""
        self.run("docmanager:save")
        # the server empties the file before it writes it
        for _ in range(50):
            try:
                return [cell.metadata.get("tags", []) for cell in nbformat.read(self.path, as_version=4).cells]
            except nbformat.reader.NotJSONError:
                time.sleep(0.1)
        pytest.fail(f"{self.path} stays empty")


@contextmanager
def open_notebook(
    browser: Any, jupyter: Jupyter, path: Path, *, read_only: bool = False, **options: Any
) -> Iterator[OpenNotebook]:
    """Open a notebook in a page of its own and wait until it is there.

    Args:
        browser: Playwright's.
        jupyter: what shows it.
        path: of the notebook.
        read_only: let the server say that the file cannot be written. It is the answer that is changed, and not the
            rights of the file, because an administrator, who runs tests in containers, may write any file.
        options: of the page.
    """
    page = browser.new_page(viewport={"width": 1200, "height": 800}, **options)
    page.set_default_timeout(60_000)  # a busy machine is slow, and nothing waits longer than it has to
    opened = OpenNotebook(page=page, path=path)
    page.on("pageerror", lambda error: None if str(error) in OF_NOTEBOOK_7 else opened.faults.append(str(error)))
    if read_only:
        page.route(f"**/api/contents/{path.name}?*", _say_read_only)
    page.goto(f"{jupyter.url}{jupyter.pages}/{path.name}?token={jupyter.token}&reset")
    page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.context?.isReady", timeout=60_000)
    page.evaluate("() => window.jupyterapp.restored.then(() => null)")
    yield opened
    page.close()
    assert opened.faults == []


def _say_read_only(route: Any) -> None:
    response = route.fetch()
    route.fulfill(response=response, json={**response.json(), "writable": False})


@pytest.fixture
def opened(browser: Any, jupyter: Jupyter, request: pytest.FixtureRequest) -> Iterator[Callable[..., OpenNotebook]]:
    """Open a notebook of some cells: `opened(cell(source="1"), cell(source="2", tags=("load",)))`."""
    from contextlib import ExitStack

    with ExitStack() as stack:

        def open_(*cells: CellText, read_only: bool = False, **options: Any) -> OpenNotebook:
            path = jupyter.write(f"{request.node.originalname}-{len(list(jupyter.root.iterdir()))}.ipynb", cells)
            return stack.enter_context(open_notebook(browser, jupyter, path, read_only=read_only, **options))

        yield open_


@pytest.fixture
def opening(browser: Any, jupyter: Jupyter) -> Iterator[Callable[..., OpenNotebook]]:
    """Open a notebook that is there: `opening(path)`."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda path, **options: stack.enter_context(open_notebook(browser, jupyter, path, **options))
