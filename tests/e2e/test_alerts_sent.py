"""Alerts as they arrive: a schedule really fails, and a real mail server, web server and command are told of it."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from e2e.schedule_world import World, write_version

from nb2svc.batch.ledger.entries import Alerts

pytestmark = pytest.mark.e2e


class Post(BaseHTTPRequestHandler):
    """Keeps what is posted."""

    def do_POST(self):
        self.server.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


class Letters:
    """Keeps what is mailed."""

    def __init__(self):
        self.got = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - its caller's name
        self.got.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@contextmanager
def web_server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Post) as server:
        server.got = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def find_port():
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


@contextmanager
def mail_server(authority, **options):
    """Give a mail server that lets in only who knows the password, and asks for it over TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    letters = Letters()
    server = Controller(
        letters,
        hostname="localhost",
        port=find_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=lambda *data: AuthResult(success=data[4].password == b"s3cret word"),
    )
    server.start()
    try:
        yield letters, server.port
    finally:
        server.stop()


@pytest.fixture
def world(tmp_path):
    (tmp_path / "v").mkdir()
    world = World(tmp_path, write_version(tmp_path / "v" / "7-3f9a2c1d"))
    (tmp_path / "rows.csv").write_text("tenure\n3\n")  # the columns of a service are more
    return world


def test_everybody_who_is_named_is_told(world, tmp_path):
    """By command, by webhook, and by mail over an encrypted connection; each once."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with web_server() as web, mail_server(authority) as (letters, port):
        alerts = Alerts(command=f"cat >> {tmp_path}/told.json", webhook="env:HOOK", mail="team@example.org")
        world.schedule(missed=1, alerts=alerts)
        surroundings = {
            "HOOK": f"http://127.0.0.1:{web.server_port}/hook/T0/secret",
            "NB2SVC_SMTP_URL": f"smtp://robot:s3cret%20word@localhost:{port}",
            "NB2SVC_SMTP_FROM": "robot@example.org",
            "SSL_CERT_FILE": str(tmp_path / "ca.pem"),
        }
        with world.scheduler(**surroundings):
            world.wait(lambda: len(world.ledger.alerts("churn")) == 3)
    (run,) = world.ledger.runs()
    alert = json.loads((tmp_path / "told.json").read_text())
    assert web.got == [alert]
    when = f"{run.time:%Y-%m-%d %H:%M} UTC"
    missing = "`charge`, `age`, `plan`, `region`"
    assert alert["text"] == (
        f"churn failed, and is not tried again by itself ({when})\n"
        "\n"
        f"run {run.id} of churn@7: failed, attempt 1\n"
        f"`rows.csv` has no column {missing}, which churn@7 reads; it has `tenure`\n"
        "\n"
        f"More: nb2svc batch show {run.id}\n"
        f"What it said: nb2svc batch logs {run.id}\n"
        f"Once more: nb2svc batch retry {run.id}"
    )
    (letter,) = letters.got
    assert letter["Subject"] == f"churn failed, and is not tried again by itself ({when})"
    assert (letter["From"], letter["To"]) == ("robot@example.org", "team@example.org")
    assert letter.get_content().split() == alert["text"].split()


def test_a_password_is_not_given_to_a_stranger(world):
    """A mail server whose certificate nobody vouches for gets neither password nor letter, and the log says why."""
    with mail_server(trustme.CA()) as (letters, port):
        world.schedule(missed=1, alerts=Alerts(mail="team@example.org"))
        with world.scheduler(NB2SVC_SMTP_URL=f"smtp://robot:s3cret%20word@localhost:{port}") as scheduler:
            line = next(line for line in scheduler.stderr if "cannot be sent" in line)
    assert "the alert `failed` cannot be sent by mail: [SSL: CERTIFICATE_VERIFY_FAILED]" in line
    assert letters.got == []
    assert world.ledger.alerts("churn") == set()
