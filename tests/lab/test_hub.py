"""A server as a hub runs one, below a path of its own, and a kernel that has other things to do."""

import pytest

CELLS = (
    ("import time\ntime.sleep(3600)", ()),
    ("import pandas as pd\ndf = pd.DataFrame({'x': range(40), 'y': range(40)})", ()),
    ("X = df[['x']]", ("preprocess",)),
    ("slope = df['y'].mean()", ("train",)),
    ("answer = X['x'] * slope + shift", ("predict",)),
)


@pytest.fixture
def notebook(browser, running_jupyter, opening_notebook, cell, tmp_path):
    """A notebook whose kernel is busy for as long as it is open."""
    with running_jupyter(tmp_path, base="/user/ann/") as jupyter:
        path = jupyter.write("busy.ipynb", [cell(source=source, tags=tags) for source, tags in CELLS])
        with opening_notebook(browser, jupyter, path) as notebook:
            prompt = notebook.select(0).locator(".jp-InputPrompt")
            notebook.page.keyboard.press("Control+Enter")
            prompt.filter(has_text="[*]").wait_for()
            yield notebook
            assert prompt.text_content() == "[*]:"


def test_a_busy_kernel_below_a_path_holds_up_nothing(notebook):
    """Tagging, checking, building, serving and trying ask the server, never the kernel, at the server's own address."""
    notebook.select(1)
    notebook.page.keyboard.press("t")
    notebook.page.keyboard.press("l")
    finding = notebook.cell(4).locator(".nb2svc-Findings li[data-severity=error]", has_text="shift")
    finding.wait_for()
    notebook.cell(3).locator(".cm-content").click()
    notebook.page.keyboard.press("Control+End")
    notebook.page.keyboard.type("\nshift = 2")
    finding.wait_for(state="detached")
    notebook.run("nb2svc:open-panel")
    panel = notebook.page.locator(".nb2svc-Panel")
    panel.get_by_role("button", name="Build", exact=True).click()
    panel.locator(".nb2svc-Build[data-state=published]").wait_for()
    panel.get_by_role("button", name="Serve", exact=True).click()
    panel.get_by_role("button", name="Send", exact=True).click()
    panel.locator(".nb2svc-Answer", has_text="The notebook computed the same for this row.").wait_for()
    page = panel.get_by_role("link", name="its own page").get_attribute("href")
    assert "/user/ann/nb2svc/services/" in page
