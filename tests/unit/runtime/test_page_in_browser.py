"""The page at `/` in a real browser: it answers, explains faults and draws."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from bundles import write_plain
from chromium import CHROMIUM, QUIET
from serving import serving

from nb2svc.manifest import Field, OutputField, RequestSchema
from nb2svc.runtime import load_bundle
from nb2svc.runtime.access.key_file import write_keys
from nb2svc.runtime.access.keys import make_key
from nb2svc.runtime.settings import Settings

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]


@pytest.fixture(scope="module")
def url(service, tmp_path_factory):
    image = Field(name="images", kind="array", dtype="float64", shape=(4, 4), maximum=16.0)
    written = write_plain(
        tmp_path_factory.mktemp("images") / "b",
        request=RequestSchema(name="images", input="array", fields=(image,)),
        predict="ink = images.sum(axis=(1, 2))\nreturn {'ink': ink, 'shares': images[:, 0] / 16}",
        response=(
            OutputField(name="ink", kind="number", dtype="float64"),
            OutputField(name="shares", kind="array", dtype="float64", shape=(4,)),
        ),
        rows=[{"images": [[0.0] * 4] * 4}],
        service="images",
    )
    with serving(service, load_bundle(written.folder)) as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture
def page():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page()
        asked, faults = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        yield page
        browser.close()
    assert faults == []
    assert {address.split("/")[2] for address in asked if address.startswith("http")} == {asked[0].split("/")[2]}


def test_the_form_answers_and_explains_faults(url, page, churn):
    """The example is answered; a wrong number is explained at its field; mending it gives an answer again."""
    page.goto(f"{url}/churn/")
    page.get_by_role("button", name="Predict").click()
    page.locator("#answer dl").wait_for()
    assert f"{churn.answers[0]['proba']:.6g}" in page.locator("#answer").inner_text()
    assert '"plan": "' in page.locator("#snippet").inner_text()
    page.get_by_label("charge").fill("13")
    page.get_by_role("button", name="Predict").click()
    page.locator("#form-error").wait_for()
    page.get_by_label("tenure").fill("1.5")
    page.get_by_role("button", name="Predict").click()
    page.get_by_text("found number 1.5, expected a whole number").wait_for()
    assert page.get_by_label("tenure").get_attribute("aria-invalid") == "true"
    page.get_by_role("button", name="Another example").click()
    page.get_by_role("button", name="Predict").click()
    page.locator("#answer dl").wait_for()
    assert page.locator("[aria-invalid]").count() == 0


def test_the_request_is_shown_as_code_that_runs(url, page, churn):
    """The Python text, run as it stands, prints the answer that the page gives; curl's does the same in a shell."""
    page.goto(f"{url}/churn/")
    curl = page.locator("#snippet").inner_text()
    page.get_by_role("button", name="Python", exact=True).click()
    assert page.get_by_role("button", name="Python", exact=True).get_attribute("aria-pressed") == "true"
    code = page.locator("#snippet").inner_text()
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ast.literal_eval(ran.stdout) == pytest.approx(churn.answers[0])
    asked = subprocess.run(["sh", "-c", curl], capture_output=True, text=True, check=True)
    assert json.loads(asked.stdout) == pytest.approx(churn.answers[0])


def test_a_small_image_can_be_drawn(url, page):
    """A click on a point sets it to the largest training value, and the answer follows."""
    page.goto(f"{url}/images/")
    page.locator("canvas").click(position={"x": 5, "y": 5})
    page.get_by_role("button", name="Predict").click()
    page.locator("#answer dl").wait_for()
    assert page.locator("#answer .value").first.inner_text() == "16"
    assert page.locator(".bars .top").first.inner_text() == "0"


def test_a_service_with_keys_asks_for_one_and_keeps_it_in_memory(service, page, churn, tmp_path):
    """A wrong key is explained; the right one opens the page, its form and its links, and is stored nowhere."""
    key, kept = make_key("ann", now=datetime.now(UTC))
    write_keys(tmp_path / "keys.json", (kept,))
    with serving(service, settings=Settings(keys_file=tmp_path / "keys.json")) as client:
        url = str(client.base_url).rstrip("/")
        page.goto(f"{url}/")
        page.get_by_label("API key").fill(f"{key}x")
        page.keyboard.press("Enter")
        page.get_by_text("this key is not known here").wait_for()
        page.get_by_label("API key").fill(key)
        page.get_by_role("button", name="Open").click()
        page.get_by_role("button", name="Predict").click()
        page.locator("#answer dl").wait_for()
        assert f"{churn.answers[0]['proba']:.6g}" in page.locator("#answer").inner_text()
        assert "Bearer $NB2SVC_KEY" in page.locator("#snippet").inner_text()
        for link, text in (("API documentation", "API of churn@7"), ("metrics", "nb2svc_requests_total")):
            page.goto(f"{url}/")
            page.get_by_label("API key").fill(key)
            page.keyboard.press("Enter")
            page.get_by_role("link", name=link).click()
            page.get_by_text(re.compile(re.escape(text))).first.wait_for()
            assert key not in page.content()
            assert key not in page.url
        page.go_back()
        page.get_by_role("button", name="Predict").wait_for()
        stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
        assert stored == '[{},{},""]'
        page.reload()
        page.get_by_label("API key").wait_for()
