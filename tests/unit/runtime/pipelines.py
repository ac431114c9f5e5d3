"""A pipeline of two small services, written by hand as a build would write it."""

from __future__ import annotations

import shutil
from pathlib import Path

from unit.runtime.bundles import Written, finish, write_plain

from nb2svc.manifest import Field, Link, Manifest, NotebookSource, OutputField, RequestSchema, Step

CITY = Field(name="city", kind="string", dtype="str", example="Bonn")
INCOME = Field(name="income", kind="number", dtype="float64", minimum=0.0, maximum=10.0, example=4.0)
AREA = Field(name="area", kind="string", dtype="str", categories=("north", "west"), example="west")

ENRICH = """
if (df["city"] == "Atlantis").any():
    raise ValueError("no such city")
df = df[df["city"] != "Nowhere"]
zones = {"Kiel": "north", "Bonn": "west", "Oslo": None}
return {"zone": df["city"].map(lambda city: zones.get(city, "abroad")), "letters": df["city"].str.len()}
"""
RISK = """
return {"probability": df["income"] / 10 + (df["area"] == "north") / 2, "seen": [len(df)] * len(df)}
"""


def write_enrich(folder: Path) -> Written:
    """Write the service that tells the zone of a city: `abroad` for one that it does not know, null for Oslo."""
    response = (
        OutputField(name="zone", kind="string", dtype="str"),
        OutputField(name="letters", kind="integer", dtype="int64"),
    )
    request = RequestSchema(name="df", input="frame", fields=(CITY,))
    rows = [{"city": "Bonn"}, {"city": "Kiel"}]
    return write_plain(folder, request=request, predict=ENRICH, response=response, rows=rows, service="enrich")


def write_risk(folder: Path) -> Written:
    """Write the service that knows the areas north and west."""
    response = (
        OutputField(name="probability", kind="number", dtype="float64"),
        OutputField(name="seen", kind="integer", dtype="int64"),
    )
    request = RequestSchema(name="df", input="frame", fields=(INCOME, AREA))
    rows = [{"income": 4.0, "area": "west"}, {"income": 2.0, "area": "north"}, {"income": 1.0, "area": "west"}]
    return write_plain(folder, request=request, predict=RISK, response=response, rows=rows, service="risk")


def write_credit(folder: Path, *, number: int = 1) -> Written:
    """Write the pipeline of both: the zone is the area, the answer is the probability and the zone.

    Args:
        folder: where; must be empty or missing.
        number: the version.
    """
    first, second = "steps/1-enrich", "steps/2-risk"
    enrich, risk = write_enrich(folder / first), write_risk(folder / second)
    shutil.rmtree(folder / "golden", ignore_errors=True)
    to_enrich = (Link(name="city", step=0, field="city"),)
    to_risk = (Link(name="income", step=0, field="income"), Link(name="area", step=1, field="zone"))
    manifest = Manifest(
        service="credit",
        package="",
        number=number,
        content_hash="2" * 64,
        created="2026-05-17T08:30:00Z",
        notebook=NotebookSource(name="credit.toml", sha256="3" * 64),
        parameters={},
        request=RequestSchema(name="credit", input="frame", fields=(CITY, INCOME)),
        response=(
            OutputField(name="score", kind="number", dtype="float64"),
            OutputField(name="zone", kind="string", dtype="str"),
        ),
        stages=(),
        state=(),
        rows_independent=True,
        steps=(
            Step(service="enrich", number=1, content_hash=enrich.manifest.content_hash, folder=first, inputs=to_enrich),
            Step(service="risk", number=1, content_hash=risk.manifest.content_hash, folder=second, inputs=to_risk),
        ),
        answer=(Link(name="score", step=2, field="probability"), Link(name="zone", step=1, field="zone")),
    )
    return finish(folder, manifest, [{"city": "Bonn", "income": 4.0}], [{"score": 0.4, "zone": "west"}])
