"""How a version runs in a container."""

from __future__ import annotations

import kubernetes_validate
import pytest
import yaml

from nb2svc import __version__
from nb2svc.build.container import emit_container_files

PINNED = f"nb2svc=={__version__}\npandas==3.1.1\n"


def emit(service="churn", *, python="3.11", lock=PINNED, state_bytes=0, variables=None):
    return emit_container_files(
        service,
        created="2030-01-02T03:04:05Z",
        python=python,
        lock=lock,
        state_bytes=state_bytes,
        variables=variables,
    )


def commands(text):
    return [line for line in text.splitlines() if line.startswith(("FROM", "COPY", "RUN", "CMD", "USER"))]


def test_dockerfile_installs_the_lock_and_serves_the_folder():
    """The image has the locked packages only, holds the bundle, and serves it as an ordinary user."""
    text = emit()["Dockerfile"]
    assert commands(text) == [
        "FROM python:3.11-slim",
        "COPY requirements.lock /tmp/",
        "RUN pip install -r /tmp/requirements.lock",
        "COPY . /srv/bundle",
        "RUN useradd --system --uid 10001 service",
        "USER 10001",
        'CMD ["nb2svc", "serve", "./bundle", "--host", "0.0.0.0", "--port", "8000"]',
    ]
    assert "docker build -t churn ." in text


def test_dockerfile_takes_an_unpinned_nb2svc_from_a_wheel():
    """Where the lock cannot name nb2svc, the image takes a wheel, and the head of the file says how to make it."""
    files = emit(python="3.12", lock="# nb2svc 0.1.0 was installed from a local folder\n")
    assert "COPY --from=wheels *.whl /tmp/" in commands(files["Dockerfile"])
    assert f"# nb2svc {__version__} was not installed from a package index" in files["Dockerfile"]
    assert "docker build --build-context wheels=wheels -t churn ." in files["Dockerfile"]
    assert yaml.safe_load(files["compose.yaml"])["services"]["churn"]["build"] == {
        "context": ".",
        "additional_contexts": {"wheels": "./wheels"},
    }


def test_a_lock_with_hashes_is_held_to_them():
    """Pip then refuses every file that is not the locked one."""
    text = emit(lock=f"nb2svc=={__version__} --hash=sha256:{'0' * 64}\n")["Dockerfile"]
    assert "RUN pip install --require-hashes -r /tmp/requirements.lock" in commands(text)


@pytest.mark.parametrize("service", ["churn", "Churn_v2.1", "高田", "-", "a" * 80])
def test_kubernetes_accepts_the_manifests(service):
    """Held to the schemas of Kubernetes itself, offline, for every name that a service may have."""
    for document in yaml.safe_load_all(emit(service)["kubernetes.yaml"]):
        kubernetes_validate.validate(document, "1.32", strict=True)


def test_kubernetes_runs_an_ordinary_user_and_asks_whether_it_is_ready():
    """No root, no writing beside /tmp, no rights; a version gets requests when it can answer them."""
    deployment, service = yaml.safe_load_all(emit()["kubernetes.yaml"])
    pod = deployment["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["image"] == "REGISTRY/churn:20300102030405"
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert service["spec"]["selector"] == deployment["spec"]["selector"]["matchLabels"]


def test_compose_listens_on_this_machine_only():
    """Whoever opens it to a network does so knowingly."""
    service = yaml.safe_load(emit()["compose.yaml"])["services"]["churn"]
    assert service["ports"] == ["127.0.0.1:8000:8000"]
    assert service["read_only"] is True
    assert service["image"] == "churn:20300102030405"


@pytest.mark.parametrize(
    ("state_bytes", "lock", "memory"),
    [(0, PINNED, "512Mi"), (2**28, PINNED, "1536Mi"), (0, "torch==2.13.0\n", "1024Mi")],
)
def test_memory_is_guessed_from_the_size_of_the_model(state_bytes, lock, memory):
    """A first guess, and the file says so."""
    deployment, _ = yaml.safe_load_all(emit(lock=lock, state_bytes=state_bytes)["kubernetes.yaml"])
    assert deployment["spec"]["template"]["spec"]["containers"][0]["resources"]["requests"]["memory"] == memory


def test_variables_that_the_service_reads_are_passed_on():
    """By name only: Compose says which are missing, Kubernetes takes them from a secret."""
    files = emit("Churn 2", variables={"DATABASE_URL": True, "TIMEOUT": False})
    assert "docker run --rm -p 8000:8000 -e DATABASE_URL -e TIMEOUT churn-2\n" in files["Dockerfile"]
    service = yaml.safe_load(files["compose.yaml"])["services"]["churn-2"]
    assert service["environment"] == {"DATABASE_URL": "${DATABASE_URL:?the service reads it}", "TIMEOUT": None}
    documents = [*yaml.safe_load_all(files["kubernetes.yaml"])]
    for document in documents:
        kubernetes_validate.validate(document, "1.32", strict=True)
    (container,) = documents[0]["spec"]["template"]["spec"]["containers"]
    assert container["env"] == [
        {"name": "DATABASE_URL", "valueFrom": {"secretKeyRef": {"name": "churn-2", "key": "DATABASE_URL"}}},
        {"name": "TIMEOUT", "valueFrom": {"secretKeyRef": {"name": "churn-2", "key": "TIMEOUT", "optional": True}}},
    ]
    create = "kubectl create secret generic churn-2 --from-literal=DATABASE_URL=... --from-literal=TIMEOUT=..."
    assert f"#   {create}\n#   kubectl apply" in files["kubernetes.yaml"]


def test_a_service_that_reads_no_variable_has_none():
    """Nothing of it stands in the files."""
    files = emit()
    assert "environment" not in files["compose.yaml"]
    assert "secret" not in files["kubernetes.yaml"]
    assert "docker run --rm -p 8000:8000 churn\n" in files["Dockerfile"]
