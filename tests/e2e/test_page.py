"""The page at `/`, in a real browser."""

import pytest
from chromium import CHROMIUM, QUIET

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)")


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A page that fails the test when the browser's console shows an error."""
    page = browser.new_page()
    faults = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    page.close()
    assert faults == []


def test_a_person_gets_an_answer(example, server, page):
    """The form comes filled with an example; sending it shows every field of the answer."""
    page.goto(server.url)
    page.locator("form button[type=submit]").first.click()
    for name in example.answers:
        page.get_by_text(name).first.wait_for(timeout=10_000)
    assert f"{example.name}@1" in page.content()
