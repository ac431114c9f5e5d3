"""Every kind of finding: number, name, what it says, why it matters, an example. The reference page is made of it."""

from __future__ import annotations

from typing import Final

from nb2svc.codes.building import BUILDING
from nb2svc.codes.flow import FLOW
from nb2svc.codes.kind import Code, Severity
from nb2svc.codes.lookups import LOOKUPS
from nb2svc.codes.pipelines import PIPELINES
from nb2svc.codes.reading import READING

__all__ = ["CODES", "Code", "Severity"]

CODES: Final[dict[str, Code]] = {each.code: each for each in (*READING, *FLOW, *LOOKUPS, *BUILDING, *PIPELINES)}
