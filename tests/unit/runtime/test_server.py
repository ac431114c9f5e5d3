"""A real server process: address, readiness, shutdown."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import textwrap

import httpx
import pytest

from nb2svc.diagnostics import BundleError, Nb2svcError
from nb2svc.runtime.server.serve import serve
from nb2svc.runtime.traffic.plan import plan_of_folder

pytestmark = pytest.mark.e2e

SERVE = """
import sys
from pathlib import Path
from nb2svc.runtime.server.serve import serve
from nb2svc.runtime.traffic.plan import plan_of_folder
plan = plan_of_folder(Path(sys.argv[1]), service="churn", version="churn@7")
serve(lambda: [plan], port=0, on_ready=lambda url: print(url, flush=True))
print("stopped", flush=True)
"""


def plans(folder):
    return lambda: [plan_of_folder(folder, service="churn", version="churn@7")]


def start(folder, code=SERVE):
    command = [sys.executable, "-c", textwrap.dedent(code), str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return process, process.stdout.readline().strip()


def test_a_server_answers_and_stops_in_order(churn):
    """Ctrl-C ends it without a traceback, after the last request was answered."""
    process, url = start(churn.folder)
    try:
        assert url.startswith("http://127.0.0.1:"), process.stderr.read()
        response = httpx.post(f"{url}/predict", json=churn.rows[0] | {"charge": 13})
        assert response.status_code == 422
        assert httpx.post(f"{url}/predict", json=churn.rows[0]).json() == pytest.approx(churn.answers[0])
        assert "server" not in response.headers
    finally:
        process.send_signal(signal.SIGINT)
        out, log = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "stopped\n")
    assert 'File "churn.ipynb cell 6", line 4, in preprocess' in log
    assert "KeyboardInterrupt" not in log


def test_a_port_in_use_is_a_clear_error(churn):
    """The message says what to do, before any model is loaded."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Nb2svcError, match=f"port {port} of 127.0.0.1 is in use .* choose another with --port"):
            serve(plans(churn.folder), port=port)


def test_an_address_of_another_machine_is_a_clear_error(churn):
    """Only addresses of this machine can be listened at."""
    with pytest.raises(Nb2svcError, match=r"cannot listen at 203\.0\.113\.1, port 8000"):
        serve(plans(churn.folder), host="203.0.113.1")


def test_a_bundle_that_is_none_stops_the_start(tmp_path):
    """Nothing is served of it."""
    with pytest.raises(BundleError, match="is no bundle"):
        serve(plans(tmp_path), port=0)
