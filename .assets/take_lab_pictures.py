"""Take the pictures of JupyterLab for README: a notebook that is typed and checked, built, and tried.

    python .assets/take_lab_pictures.py

Needs chromium, the `test` extra and the extension as it is built in these sources. Writes `lab_*.png` beside this file.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
SOURCES = HERE.parent
sys.path[:0] = [str(SOURCES / "tests" / "lab"), str(SOURCES / "tests")]

from chromium import CHROMIUM, QUIET  # noqa: E402
from conftest import run_jupyter  # noqa: E402

ACT = "([id, args]) => window.jupyterapp.commands.execute(id, args ?? {}).then(() => null)"


def act(page: Any, command: str, **arguments: Any) -> None:
    """Run one of JupyterLab's commands."""
    page.evaluate(ACT, [command, arguments])


def open_churn(page: Any, url: str, token: str) -> None:
    """Open the churn notebook with the side panel at a width at which it is read with ease."""
    page.goto(f"{url}lab/tree/churn.ipynb?token={token}&reset")
    page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.context?.isReady")
    page.evaluate("() => window.jupyterapp.restored.then(() => null)")
    act(page, "nb2svc:open-panel")
    act(page, "application:toggle-left-area")
    page.locator(".nb2svc-Panel .nb2svc-Section").first.wait_for()
    handle = page.locator(".lm-SplitPanel-handle:visible").last.bounding_box()
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 90, y, steps=5)
    page.mouse.up()


def fold(page: Any, *shown: str) -> None:
    """Let these sections of the panel be open, and no others."""
    page.evaluate(
        "shown => document.querySelectorAll('.nb2svc-Section').forEach("
        "each => { each.open = shown.includes(each.dataset.section); })",
        list(shown),
    )


def show_cell(page: Any, index: int) -> Any:
    """Scroll to a cell and return it."""
    page.evaluate("index => window.jupyterapp.shell.currentWidget.content.scrollToItem(index, 'start')", index)
    return page.locator(f'.jp-Notebook .jp-Cell[data-windowed-list-index="{index}"]')


def main() -> None:
    """Open, type, build, try."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        with run_jupyter(Path(folder) / "jupyter") as jupyter:
            shutil.copytree(SOURCES / "notebooks", jupyter.root, dirs_exist_ok=True)
            page = browser.new_page(viewport={"width": 1200, "height": 800})
            page.set_default_timeout(120_000)
            open_churn(page, jupyter.url, jupyter.token)

            # what a fault looks like while it is typed
            fold(page, "pipeline", "findings")
            cell = page.locator(".jp-CodeCell", has=page.locator("[data-stage=predict]")).first
            index = int(cell.get_attribute("data-windowed-list-index") or 0)
            show_cell(page, index - 1)
            cell.locator(".cm-content").click()
            page.keyboard.press("Control+End")
            page.keyboard.type("\nsure = proba > limit")
            cell.locator(".nb2svc-Findings li").first.wait_for()
            page.wait_for_timeout(1000)
            page.screenshot(path=str(HERE / "lab_typing.png"))
            for _ in "\nsure = proba > limit":
                page.keyboard.press("Backspace")

            fold(page, "build", "versions")
            build = page.locator("[data-section=build]")
            build.get_by_role("button", name="Build", exact=True).click()
            build.locator(".nb2svc-Build[data-state=published]").wait_for()
            page.wait_for_timeout(1000)
            page.screenshot(path=str(HERE / "lab_build.png"))

            fold(page, "serve")
            serve = page.locator("[data-section=serve]")
            serve.get_by_role("button", name="Serve", exact=True).click()
            for _ in range(2):  # the first answer after a start takes longer than any other
                serve.get_by_role("button", name="Send", exact=True).click()
                serve.locator(".nb2svc-Answer").wait_for()
                page.wait_for_timeout(1000)
            serve.locator(".nb2svc-Answer").evaluate("answer => answer.scrollIntoView({ block: 'end' })")
            page.screenshot(path=str(HERE / "lab_try.png"))
            serve.get_by_role("button", name="Stop", exact=True).click()
        browser.close()


if __name__ == "__main__":
    main()
