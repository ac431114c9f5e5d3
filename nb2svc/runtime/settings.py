"""What an operator may set, by environment variables `NB2SVC_...` or in code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.rates import Rate, parse_rate

__all__ = ["Settings", "read_settings"]

_PREFIX: Final = "NB2SVC_"


def _split(value: Any) -> Any:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _read_rate(value: Any) -> Any:
    return (parse_rate(value) if value else None) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
"""Names in one variable, with commas between them."""
OptionalRate = Annotated[Rate | None, NoDecode, BeforeValidator(_read_rate)]


class Settings(BaseSettings):
    """Settings of a server; each has an environment variable: `NB2SVC_MAX_BODY_BYTES` sets `max_body_bytes`.

    Each says in its `description` what it sets, in one line: the README's table is made of these.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,  # a secret that is too short must not stand in the message that says so
    )

    max_body_bytes: int = Field(
        default=32 * 1024 * 1024, ge=1, description="A larger request body is refused with 413, before it is all read."
    )
    max_rows: int = Field(default=100_000, ge=1, description="A request with more rows is refused with 413.")
    max_header_bytes: int = Field(
        default=64 * 1024, ge=1024, description="A request whose headers are larger is refused with 431."
    )
    body_seconds: float = Field(
        default=30, gt=0, description="A request that is still being sent after this long is refused with 408."
    )
    answer_seconds: float = Field(
        default=30, gt=0, description="A client that takes nothing of its answer for this long is cut off."
    )
    predict_threads: int = Field(
        default=1,
        ge=1,
        description=(
            "How many requests compute at the same time. One is right for most models, which use the processor's cores "
            "themselves; the notebook's code is then never run by two threads at once."
        ),
    )
    deadline_seconds: float = Field(
        default=30,
        gt=0,
        description=(
            "How long a request may take from its arrival to its answer. One that cannot make it is refused with 503 "
            "at once; one that did not make it gets 504."
        ),
    )
    max_queue_rows: int = Field(
        default=100_000, ge=1, description="How many rows may wait for the model; a request beyond that gets 503."
    )
    max_batch_rows: int = Field(
        default=1024,
        ge=1,
        description=(
            "How many rows of waiting requests one call of the model answers at most, where the build has proven "
            "that rows do not depend on each other; 1 answers each request by a call of its own."
        ),
    )
    inline_seconds: float = Field(
        default=0.001,
        ge=0,
        le=0.1,
        description=(
            "Calls that are known to take less run without handing over to a thread; nothing else of the server, "
            "`/healthz` included, is answered meanwhile."
        ),
    )
    lookup_seconds: float = Field(
        default=5,
        gt=0,
        description=(
            "How long a look-up, a cell tagged `lookup`, or a question for results of batch runs may take; one that "
            "takes longer has failed, as one whose database is down."
        ),
    )
    watch_seconds: float = Field(
        default=1,
        gt=0,
        description="How often the server looks whether another version was promoted or the traffic was divided anew.",
    )
    keep_alive_seconds: int = Field(
        default=75,
        ge=1,
        description=(
            "How long a connection without a request is kept. It should be longer than a proxy in front keeps it: else "
            "the proxy sends a request on a connection that is just being closed."
        ),
    )
    shutdown_seconds: int = Field(
        default=30, ge=0, description="How long requests under way may take to end when the server stops."
    )
    workers: str = Field(
        default="1",
        description="How many processes answer: a number, or `auto` for one per core. `--workers` goes before.",
    )
    worker_timeout: int = Field(
        default=60,
        ge=0,
        description=(
            "With several workers: one whose code computes longer than this without an end, in seconds, is taken for "
            "hanging and replaced; 0 lets it compute for ever."
        ),
    )
    worker_memory_mb: int = Field(
        default=0,
        ge=0,
        description=(
            "With several workers: one that has grown to hold more memory than this, in megabytes as `top` shows them, "
            "is replaced without a lost request; 0 lets it grow."
        ),
    )
    hosts: Names = Field(
        default=(),
        description=(
            "Names by which the server may be asked (header `Host`), with commas between them: `shop.example`, "
            "`*.shop.example`, `*` for any. Where none are set, a server of this machine only answers to `localhost` "
            "and IP addresses, any other to every name."
        ),
    )
    keys_file: Path | None = Field(
        default=None,
        description="File of API keys, as `nb2svc keys` writes it; `nb2svc serve` takes `keys.json` of the store.",
    )
    keys_file_optional: bool = Field(
        default=False,
        description="Whether the file of keys may be missing at the start; no key is asked for until it is there.",
    )
    jwt_secret: SecretStr | None = Field(
        default=None, description="Secret of the JSON web tokens that are let in (HS256); at least 32 characters."
    )
    jwt_secret_file: Path | None = Field(default=None, description="File that holds that secret instead.")
    jwt_public_key_file: Path | None = Field(
        default=None, description="File with the public key of tokens' signatures, as PEM (RS256 or ES256)."
    )
    jwt_jwks_file: Path | None = Field(default=None, description="File with several public keys, as a JWK set.")
    jwt_audience: str = Field(default="", description="The audience (`aud`) that a token has to name.")
    jwt_issuer: str = Field(default="", description="The issuer (`iss`) that a token has to name.")
    jwt_leeway_seconds: float = Field(
        default=10, ge=0, le=300, description="How far the clock of a token's issuer may be off."
    )
    jwt_required_claims: Names = Field(
        default=("exp",), description="Claims that a token has to have, with commas between them."
    )
    jwt_services_claim: str = Field(
        default="", description="The claim that lists the services a token is for; without it, for all."
    )
    jwt_rate: OptionalRate = Field(
        default=None, description="How often the subject (`sub`) of tokens may predict, each for itself: `50/s`."
    )
    rate: OptionalRate = Field(
        default=None, description="How many requests the server takes from all callers together: `500/s`, `600/m`."
    )
    metrics_open: bool = Field(default=False, description="Whether `/metrics` is answered without a key.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="What is logged.")
    request_log: Literal["none", "text", "json"] = Field(
        default="none", description="Whether each request is logged on a line of its own (stdout), and how."
    )
    log_fields: Names = Field(
        default=(), description="Fields of requests and answers whose values go into the request log; `*` for all."
    )
    log_leave_out: Names = Field(default=(), description="Fields whose values never go into the request log.")
    tracing: Literal["none", "otlp"] = Field(
        default="none",
        description="Whether requests are traced with OpenTelemetry; where to, the variables `OTEL_...` say.",
    )


def read_settings(**given: Any) -> Settings:
    """Return the settings of the environment.

    Args:
        given: settings that the environment does not decide.

    Raises:
        Nb2svcError: a variable has a value that cannot be.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        faults = [f"{_PREFIX}{'_'.join(map(str, each['loc'])).upper()}: {each['msg']}" for each in error.errors()]
        raise Nb2svcError(f"the settings are not usable: {'; '.join(faults)}") from None
