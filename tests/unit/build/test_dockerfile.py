"""The Dockerfile of a version."""

from __future__ import annotations

from nb2svc import __version__
from nb2svc.build.dockerfile import emit_dockerfile


def commands(text):
    return [line for line in text.splitlines() if line.startswith(("FROM", "COPY", "RUN", "CMD", "USER"))]


def test_dockerfile_installs_the_lock_and_serves_the_folder():
    """The image has the locked packages only, holds the bundle, and serves it as an ordinary user."""
    text = emit_dockerfile("churn", python="3.11", lock=f"nb2svc=={__version__}\npandas==3.1.1\n")
    assert commands(text) == [
        "FROM python:3.11-slim",
        "COPY requirements.lock /tmp/",
        "RUN pip install -r /tmp/requirements.lock",
        "COPY . /srv/bundle",
        "RUN useradd --system service",
        "USER service",
        'CMD ["nb2svc", "serve", "./bundle", "--host", "0.0.0.0", "--port", "8000"]',
    ]
    assert "docker build -t churn ." in text


def test_dockerfile_takes_an_unpinned_nb2svc_from_a_wheel():
    """Where the lock cannot name nb2svc, the image takes a wheel, and the head of the file says how to make it."""
    text = emit_dockerfile("churn", python="3.12", lock="# nb2svc 0.1.0 was installed from a local folder\n")
    assert "COPY --from=wheels *.whl /tmp/" in commands(text)
    assert f"# nb2svc {__version__} was not installed from a package index" in text
    assert "docker build --build-context wheels=wheels -t churn ." in text
