"""Take the README's picture: the page of the churn service after its form was sent.

    python .assets/take_picture.py

Needs chromium and the `test` extra. Writes `page.png` beside this file.
"""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
NOTEBOOK = HERE.parent / "notebooks" / "churn.ipynb"


def free_port() -> int:
    """Return a port that nothing listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(url: str, server: subprocess.Popen[bytes], seconds: float = 120) -> None:
    """Return when the server answers.

    Raises:
        SystemExit: it ended, or is not ready in time.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/readyz")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"the service at {url} did not become ready")


def take_picture(url: str, target: Path) -> None:
    """Send the form as it comes, and save what a person sees."""
    quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=quiet)
        page = browser.new_page(viewport={"width": 1100, "height": 660})
        page.goto(url)
        for _ in range(2):  # the first request after a start takes longer than any other
            page.locator("form button[type=submit]").first.click()
            page.get_by_text("proba").first.wait_for()
            page.wait_for_timeout(500)  # let the answer's drawing settle
        page.screenshot(path=str(target))
        browser.close()


def main() -> None:
    """Serve, look, stop."""
    port = free_port()
    with tempfile.TemporaryDirectory() as store:
        command = [str(Path(sys.executable).with_name("nb2svc")), "up", str(NOTEBOOK), "--store", store]
        server = subprocess.Popen([*command, "--port", str(port)])
        try:
            wait_until_ready(f"http://127.0.0.1:{port}", server)
            take_picture(f"http://127.0.0.1:{port}", HERE / "page.png")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
