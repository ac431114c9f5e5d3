"""The servers that are compared: how each is started, where it answers, and in what shape."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["CONTENDERS", "Contender", "Place"]

SERVERS = Path(__file__).parent / "servers"
OURS = Path(sys.executable).parent


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a contender runs.

    Attributes:
        programs: the `bin` of its environment.
        work: a folder of its own.
        port: where it is to listen.
        service: name of the service.
        store: the store of nb2svc.
        queue: how many requests can be answered within the deadline; 0 where there is none.
        workers: processes that compute.
    """

    programs: Path
    work: Path
    port: int
    service: str
    store: Path
    queue: int
    workers: int


@dataclass(frozen=True, kw_only=True)
class Contender:
    """One server.

    Attributes:
        name: as the table has it.
        group: what `--peers` calls it.
        environment: name of its environment; empty for the one that this program runs in.
        command: its command line.
        prepare: what has to run once before it.
        path: where it predicts.
        health: where it says that it lives.
        wrap: a row as its request has it.
        unwrap: the answer to that row in what it replies.
        variables: of its process.
        is_floor: whether it answers nothing, and is only there to compare with.
    """

    name: str
    group: str
    environment: str
    command: Callable[[Place], list[str]]
    prepare: Callable[[Place], list[str]] | None = None
    path: str = "/predict"
    health: str = "/healthz"
    wrap: Callable[[dict], Any] = lambda row: row
    unwrap: Callable[[Any], Any] = lambda reply: reply
    variables: dict[str, str] = field(default_factory=dict)
    is_floor: bool = False


def _nb2svc(place: Place) -> list[str]:
    command = [str(OURS / "nb2svc"), "serve", place.service, "--store", str(place.store), "--port", str(place.port)]
    return [*command, "--workers", str(place.workers)] if place.workers > 1 else command


def _uvicorn(app: str, *options: str) -> Callable[[Place], list[str]]:
    def command(place: Place) -> list[str]:
        bound = ["--limit-concurrency", str(place.queue)] if "tuned" in app and place.queue else []
        words = [str(place.programs / "uvicorn"), f"{app}:app", "--app-dir", str(SERVERS), "--port", str(place.port)]
        return [*words, "--workers", str(place.workers), *options, *bound]

    return command


def _script(name: str) -> Callable[[Place], list[str]]:
    return lambda place: [str(place.programs / "python"), str(SERVERS / f"{name}.py"), str(place.port)]


def _bentoml(service: str) -> Callable[[Place], list[str]]:
    # without the longer time its own client meets connections that its server is just closing
    where = ["--working-dir", str(SERVERS), "--timeout-keep-alive", "75", "--host", "127.0.0.1", "--port"]
    return lambda place: [str(place.programs / "bentoml"), "serve", service, *where, str(place.port)]


def _mlflow_saved(place: Place) -> list[str]:
    return [str(place.programs / "python"), str(SERVERS / "mlflow_pyfunc.py"), str(place.work / "model")]


def _mlflow(place: Place) -> list[str]:
    options = ["--env-manager", "local", "--host", "127.0.0.1", "--port", str(place.port)]
    words = [str(place.programs / "mlflow"), "models", "serve", "-m", str(place.work / "model"), *options]
    return [*words, "--workers", str(place.workers)]


FAST = ("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning")
_SPLIT = {"wrap": lambda row: {"dataframe_split": {"columns": list(row), "data": [list(row.values())]}}}

CONTENDERS = (
    Contender(name="nb2svc", group="nb2svc", environment="", command=_nb2svc),
    Contender(
        name="bare ASGI, echo",
        group="floor",
        environment="fastapi",
        command=_uvicorn("bare_asgi", *FAST),
        is_floor=True,
    ),
    Contender(name="FastAPI, plain", group="fastapi", environment="fastapi", command=_uvicorn("fastapi_plain")),
    Contender(name="FastAPI, tuned", group="fastapi", environment="fastapi", command=_uvicorn("fastapi_tuned", *FAST)),
    Contender(
        name="LitServe, batches",
        group="litserve",
        environment="litserve",
        command=_script("litserve_batched"),
        health="/health",
    ),
    Contender(
        name="BentoML, batches",
        group="bentoml",
        environment="bentoml",
        command=_bentoml("bentoml_batched:Batched"),
        health="/livez",
        wrap=lambda row: {"row": row},
    ),
    Contender(
        name="BentoML, plain",
        group="bentoml",
        environment="bentoml",
        command=_bentoml("bentoml_plain:Plain"),
        health="/livez",
        wrap=lambda row: {"row": row},
    ),
    Contender(
        name="MLflow, pyfunc",
        group="mlflow",
        environment="mlflow",
        prepare=_mlflow_saved,
        command=_mlflow,
        path="/invocations",
        health="/ping",
        unwrap=lambda reply: reply["predictions"][0],
        **_SPLIT,
    ),
    Contender(
        name="Ray Serve, batches",
        group="ray",
        environment="ray",
        command=_script("rayserve_batched"),
        health="/-/healthz",
        variables={"RAY_USAGE_STATS_ENABLED": "0", "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0"},
    ),
)
