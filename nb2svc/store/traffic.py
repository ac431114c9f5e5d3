"""The file of a service's traffic: which of its versions answer what part of the requests."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from nb2svc.diagnostics import BundleError
from nb2svc.store.content import replace_file

__all__ = ["Traffic", "read_traffic", "write_traffic"]

_TRAFFIC_FILE: Final = "traffic.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """How the requests to a service are divided; versions are numbers or aliases, as text.

    Attributes:
        shares: version -> weight; the first one's schema and page are shown.
        shadows: versions that answer the same rows without being heard.
        by: the request header by which a user stays with a version; empty where each request is drawn.
    """

    shares: dict[str, float]
    shadows: tuple[str, ...] = ()
    by: str = ""


def read_traffic(service_folder: Path) -> Traffic | None:
    """Return how a service's traffic is divided, or None where nobody has divided it.

    Raises:
        BundleError: the file is damaged.
    """
    path = service_folder / _TRAFFIC_FILE
    try:
        return _decode(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BundleError(f"`{path}` is damaged; `nb2svc traffic SERVICE --reset` removes it") from error


def write_traffic(service_folder: Path, traffic: Traffic | None) -> None:
    """Replace the file at once, or remove it."""
    path = service_folder / _TRAFFIC_FILE
    if traffic is None:
        path.unlink(missing_ok=True)
    else:
        replace_file(path, json.dumps(asdict(traffic), indent=2) + "\n")


def _decode(data: Any) -> Traffic:
    shares = {str(version): float(weight) for version, weight in data["shares"].items()}
    return Traffic(shares=shares, shadows=tuple(map(str, data["shadows"])), by=str(data["by"]))
