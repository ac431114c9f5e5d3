"""The pages of a server for people who do not see them as others do: axe-core finds nothing serious, light or dark."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from bundles import write_plain
from chromium import CHROMIUM, QUIET, findings
from serving import serving

from nb2svc.manifest import Field, OutputField, RequestSchema
from nb2svc.runtime import load_bundle
from nb2svc.runtime.access.key_file import write_keys
from nb2svc.runtime.access.keys import make_key
from nb2svc.runtime.settings import Settings

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]


@pytest.fixture(scope="module")
def url(service, tmp_path_factory):
    """A server with the churn service and one that draws; `text` and `when` are other kinds of fields."""
    image = Field(name="images", kind="array", dtype="float64", shape=(4, 4), maximum=16.0)
    written = write_plain(
        tmp_path_factory.mktemp("images") / "b",
        request=RequestSchema(name="images", input="array", fields=(image,)),
        predict="return {'ink': images.sum(axis=(1, 2)), 'shares': images[:, 0] / 16}",
        response=(
            OutputField(name="ink", kind="number", dtype="float64"),
            OutputField(name="shares", kind="array", dtype="float64", shape=(4,)),
        ),
        rows=[{"images": [[0.0] * 4] * 4}],
        service="images",
    )
    with serving(service, load_bundle(written.folder)) as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(params=["light", "dark"])
def page(browser, request):
    page = browser.new_page(color_scheme=request.param, reduced_motion="reduce")
    yield page
    page.close()


def predict(page):
    page.get_by_role("button", name="Predict").click()


def test_the_page_of_a_service(url, page):
    """As it opens, with an answer, with a row that is refused as a whole, with a fault at a field, on a phone."""
    page.goto(f"{url}/churn/")
    assert findings(page) == []
    predict(page)
    page.locator("#answer dl").wait_for()
    assert findings(page) == []
    page.get_by_label("charge").fill("13")
    predict(page)
    page.locator("#form-error").wait_for()
    assert findings(page) == []
    page.get_by_label("tenure").fill("1.5")
    predict(page)
    page.get_by_text("found number 1.5, expected a whole number").wait_for()
    assert findings(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_page_of_a_service_that_draws(url, page):
    """With a picture, its numbers, and bars in the answer."""
    page.goto(f"{url}/images/")
    page.get_by_text("as numbers").click()
    predict(page)
    page.locator(".bars").wait_for()
    assert findings(page) == []


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_the_pages_of_the_server(url, page, path):
    """The list of services, and the documentation."""
    page.goto(f"{url}{path}")
    assert findings(page) == []


def test_the_page_that_asks_for_a_key(service, page, tmp_path):
    """As it opens, and after a wrong key."""
    _, kept = make_key("ann", now=datetime.now(UTC))
    write_keys(tmp_path / "keys.json", (kept,))
    with serving(service, settings=Settings(keys_file=tmp_path / "keys.json")) as client:
        page.goto(str(client.base_url))
        assert findings(page) == []
        page.get_by_label("API key").fill("wrong")
        page.keyboard.press("Enter")
        page.get_by_text("this key is not known here").wait_for()
        assert findings(page) == []
