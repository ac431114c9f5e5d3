"""What an operator may set, by environment variables `NB2SVC_...` or in code."""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings"]


class Settings(BaseSettings):
    """Settings of a server; each has an environment variable, `NB2SVC_MAX_BODY_BYTES`.

    Attributes:
        max_body_bytes: a larger request body is refused with 413 before it is read to its end.
        max_rows: a request with more rows is refused with 413.
        predict_threads: how many requests compute at the same time. One is right for most models, which use the
            processor's cores themselves; the notebook's code is then never run by two threads at once.
        shutdown_seconds: how long requests under way may take to end when the server stops.
        log_level: what is logged.
    """

    model_config = SettingsConfigDict(env_prefix="NB2SVC_", frozen=True, extra="ignore")

    max_body_bytes: int = Field(default=32 * 1024 * 1024, ge=1)
    max_rows: int = Field(default=100_000, ge=1)
    predict_threads: int = Field(default=1, ge=1)
    shutdown_seconds: int = Field(default=30, ge=0)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
