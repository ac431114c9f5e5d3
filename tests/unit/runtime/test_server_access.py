"""A real server process with keys: how it starts, what it warns of, what its output tells and does not tell."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest

pytestmark = pytest.mark.e2e


@dataclass
class Server:
    """A server process, its address, and what it printed once it has ended."""

    url: str
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)


def command(*arguments, cwd, **environment):
    return subprocess.Popen(
        [sys.executable, "-m", "nb2svc", *map(str, arguments)],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NO_COLOR": "1", **environment},
    )


@contextmanager
def serving(folder, *options, cwd, **environment):
    """Serve a bundle with the command line; the store is `services` in the working folder."""
    process = command("serve", folder, "--port", "0", "--json", *options, cwd=cwd, **environment)
    try:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        server = Server(url=json.loads(line)["address"], process=process)
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        server.said = list(process.communicate(timeout=60))
    assert process.returncode == 0


def new_key(cwd, *options):
    process = command("keys", "new", "app", *options, cwd=cwd)
    out, log = process.communicate(timeout=60)
    assert process.returncode == 0, log
    return out.strip()


def test_the_first_key_of_the_store_closes_a_running_server(churn, tmp_path):
    """From `nb2svc keys new` on the key is asked for, and after `revoke` nobody gets in."""
    with serving(churn.folder, cwd=tmp_path) as server:

        def asks(**headers):
            return httpx.post(f"{server.url}/predict", json=churn.rows[0], headers=headers).status_code

        def comes(status, **headers):
            end = time.monotonic() + 20
            while asks(**headers) != status:
                assert time.monotonic() < end
            return True

        assert asks() == 200
        key = new_key(tmp_path, "--service", "churn")
        assert comes(401)
        assert asks(Authorization=f"Bearer {key}") == 200
        command("keys", "revoke", "app", cwd=tmp_path).communicate(timeout=60)
        assert comes(401, Authorization=f"Bearer {key}")
        assert asks() == 401


@pytest.mark.parametrize("content", ['{"version": 1', None])
def test_a_damaged_or_missing_file_of_keys_stops_the_start(churn, tmp_path, content):
    """A service that should be closed does not start open; the message says which file."""
    if content is not None:
        (tmp_path / "keys.json").write_text(content)
    process = command("serve", churn.folder, "--port", "0", cwd=tmp_path, NB2SVC_KEYS_FILE="keys.json")
    out, log = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert "the file of API keys, keys.json" in log
    assert "Traceback" not in log


def test_a_setting_that_cannot_be_stops_the_start(churn, tmp_path):
    """By the name of its variable; a secret that is too short is not printed."""
    process = command("serve", churn.folder, "--port", "0", cwd=tmp_path, NB2SVC_RATE="much", NB2SVC_MAX_ROWS="x")
    _, log = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "NB2SVC_RATE" in log
    assert "NB2SVC_MAX_ROWS" in log
    process = command("serve", churn.folder, "--port", "0", cwd=tmp_path, NB2SVC_JWT_SECRET="swordfish")
    _, log = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "NB2SVC_JWT_SECRET is not usable: the secret has fewer than 32 bytes" in log
    assert "swordfish" not in log


def test_an_open_door_is_warned_of_in_one_line(churn, tmp_path):
    """Served to a network without a key; with one there is nothing to say."""
    with serving(churn.folder, "--host", "0.0.0.0", cwd=tmp_path) as server:
        pass
    assert server.said[1].count("everybody who can reach 0.0.0.0 can use this service") == 1
    new_key(tmp_path)
    with serving(churn.folder, "--host", "0.0.0.0", cwd=tmp_path) as server:
        assert httpx.get(f"{server.url}/schema").status_code == 401
    assert "everybody who" not in server.said[1]


def test_slow_senders_and_large_headers_are_refused(churn, tmp_path):
    """By the server as it is started; the others are answered meanwhile."""
    with serving(churn.folder, cwd=tmp_path, NB2SVC_BODY_SECONDS="1", NB2SVC_MAX_HEADER_BYTES="4096") as server:
        port = int(server.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=20) as slow:
            head = b"POST /predict HTTP/1.1\r\nhost: localhost\r\nx-request-id: mine-7\r\ncontent-length: 100\r\n\r\n{"
            slow.sendall(head)
            assert httpx.post(f"{server.url}/predict", json=churn.rows[0]).status_code == 200
            refused = slow.recv(65536)
            assert refused.startswith(b"HTTP/1.1 408")
            assert b"x-request-id: mine-7\r\nx-nb2svc-version: churn@7\r\n" in refused
        large = httpx.get(f"{server.url}/schema", headers={"x-much": "y" * 5000})
        assert (large.status_code, large.headers["x-nb2svc-version"]) == (431, "churn@7")
        assert large.headers["x-request-id"]
        text = httpx.get(f"{server.url}/metrics").text
    assert 'nb2svc_refused_total{status="408"} 1.0' in text
    assert 'nb2svc_refused_total{status="431"} 1.0' in text


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_name_of_a_stranger_is_refused_by_a_server_of_one_machine(churn, tmp_path, workers):
    """A page of anybody could let it lead here; probes have names of their own, and an operator can allow more."""
    with serving(churn.folder, "--workers", workers, cwd=tmp_path, NB2SVC_HOSTS="shop.example") as server:
        for method, path in (("POST", "/predict"), ("POST", "/invocations"), ("GET", "/"), ("GET", "/metrics")):
            asked = {"method": method, "url": f"{server.url}{path}"}
            asked |= {"json": churn.rows[0]} if path == "/predict" else {}
            refused = httpx.request(**asked, headers={"host": "evil.example"})
            assert (refused.status_code, refused.json()["detail"][0]["type"]) == (421, "other-host")
            assert refused.headers["x-nb2svc-version"] == "churn@7"
            assert httpx.request(**asked, headers={"host": "shop.example"}).status_code != 421
            assert httpx.request(**asked).status_code != 421
        assert httpx.get(f"{server.url}/healthz", headers={"host": "evil.example"}).status_code == 200
        assert "421" in httpx.get(f"{server.url}/openapi.json").json()["paths"]["/predict"]["post"]["responses"]


def test_the_log_of_a_server_names_requests_and_tells_no_key(churn, tmp_path):
    """At its most talkative: a line per request on stdout, the traceback of a stage with its id, no secret anywhere."""
    key = new_key(tmp_path)
    environment = {
        "NB2SVC_LOG_LEVEL": "debug", "NB2SVC_REQUEST_LOG": "json", "NB2SVC_LOG_FIELDS": "plan",
        "NB2SVC_JWT_SECRET": "swordfish " * 4,
    }  # fmt: skip
    with serving(churn.folder, cwd=tmp_path, **environment) as server:
        for sent in (f"Bearer {key}", f"Bearer {key}x", f"Basic {key}", key):
            for row in (churn.rows[0], churn.rows[0] | {"charge": 13}, {}):
                headers = {"Authorization": sent, "X-Request-Id": "mine-7"}
                httpx.post(f"{server.url}/predict", json=row, headers=headers)
            httpx.get(f"{server.url}/", headers={"Authorization": sent})
    shown, _ = command("show", churn.folder, cwd=tmp_path, **environment).communicate(timeout=60)
    out, log = server.said
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["status"] for line in lines] == [200, 422, 422, *[401] * 9]
    assert {line["request_id"] for line in lines} == {"mine-7"}
    assert lines[0]["request"] == [{"plan": churn.rows[0]["plan"]}]
    assert "[request mine-7] churn@7 fails" in log
    for secret in (key.rpartition("_")[2], "swordfish"):
        assert secret not in shown
        assert secret not in out
        assert secret not in log


def test_workers_share_keys_rates_and_counts(churn, tmp_path):
    """Each lets its share of a rate through; what they answer and refuse adds up; each request has an id of its own."""
    key = {"Authorization": f"Bearer {new_key(tmp_path, '--rate', '20/h')}"}
    with serving(churn.folder, "--workers", "2", cwd=tmp_path, NB2SVC_REQUEST_LOG="json") as server:
        answers = [httpx.post(f"{server.url}/predict", json=churn.rows[0], headers=key) for _ in range(40)]
        statuses = [each.status_code for each in answers]
        assert set(statuses) == {200, 429}
        assert 10 <= statuses.count(200) <= 20
        assert httpx.post(f"{server.url}/predict", json=churn.rows[0]).status_code == 401
        end = time.monotonic() + 20
        wanted = {
            f'nb2svc_requests_total{{service="churn",status="{status}",version="7"}} {count}.0'
            for status, count in (("200", statuses.count(200)), ("429", statuses.count(429)), ("401", 1))
        }
        while not wanted <= set(httpx.get(f"{server.url}/metrics", headers=key).text.splitlines()):
            assert time.monotonic() < end
    ids = [each.headers["x-request-id"] for each in answers]
    assert len({each.partition("-")[0] for each in ids}) == 2
    lines = [json.loads(line) for line in server.said[0].splitlines()]
    assert {line["request_id"] for line in lines if line["status"] != 401} == set(ids)
