"""A schema with a field of every kind, and rows that fit it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import strategies as st

from nb2svc.manifest import Field, RequestSchema
from nb2svc.runtime.formats.csv_rows import null_words
from nb2svc.runtime.rows.frames import build_input
from nb2svc.runtime.rows.reader import RowReader, Rows

FIELDS = (
    Field(name="small", kind="integer", dtype="int8"),
    Field(name="count", kind="integer", dtype="Int64", nullable=True),
    Field(name="ratio", kind="number", dtype="float64", nullable=True),
    Field(name="half", kind="number", dtype="float32", nullable=True),
    Field(name="flag", kind="boolean", dtype="bool"),
    Field(name="maybe", kind="boolean", dtype="object", nullable=True),
    Field(name="zip", kind="string", dtype="str", nullable=True),
    Field(name="plan", kind="string", dtype="category", categories=("basic", "plus", "NA"), nullable=True),
    Field(name="grade", kind="integer", dtype="int64", categories=(1, 2, 3)),
    Field(name="when", kind="datetime", dtype="datetime64[us]", nullable=True),
    Field(name="zoned", kind="datetime", dtype="datetime64[ns, Europe/Berlin]"),
    Field(name="shape", kind="array", dtype="object", shape=(2, 2)),
    Field(name="target", kind="string", dtype="str", required=False),
)
SCHEMA = RequestSchema(name="df", input="frame", fields=FIELDS)
READER = RowReader(SCHEMA)
GOOD: dict[str, Any] = {
    "small": 3,
    "count": 7,
    "ratio": 0.1,
    "half": 0.5,
    "flag": True,
    "maybe": False,
    "zip": "01234",
    "plan": "plus",
    "grade": 2,
    "when": "2024-05-17T08:30:00",
    "zoned": "2024-05-17T08:30:00+00:00",
    "shape": [[1.0, 2.0], [3.0, 4.5]],
}
MISSING = dict.fromkeys(("count", "ratio", "half", "maybe", "zip", "plan", "when"))

_NAIVE = st.datetimes(min_value=pd.Timestamp("1700-01-01"), max_value=pd.Timestamp("2200-01-01"))
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda text: text not in null_words(FIELDS[6])
)
_FLOATS = st.floats(allow_nan=False, allow_infinity=False)
ROWS = st.fixed_dictionaries(
    {
        "small": st.integers(-128, 127),
        "count": st.none() | st.integers(-(2**63), 2**63 - 1),
        "ratio": st.none() | _FLOATS | st.integers(),
        "half": st.none() | st.floats(allow_nan=False, allow_infinity=False, width=32),
        "flag": st.booleans(),
        "maybe": st.none() | st.booleans(),
        "zip": st.none() | _TEXT | st.from_regex(r"0\d{4}", fullmatch=True),
        "plan": st.sampled_from([None, "basic", "plus", "NA"]),
        "grade": st.sampled_from([1, 2, 3]),
        "when": st.none() | _NAIVE.map(lambda moment: moment.isoformat()),
        "zoned": _NAIVE.map(lambda moment: moment.isoformat() + "Z"),
        "shape": st.lists(st.lists(_FLOATS, min_size=2, max_size=2), min_size=2, max_size=2),
    }
)
"""Rows that fit the schema, in JSON's values."""


def read(rows: Rows) -> pd.DataFrame:
    """Return rows as the notebook's code gets them; they must be without a fault."""
    checked = READER.read(rows)
    assert checked.errors == ()
    frame: pd.DataFrame = build_input(checked, checked.good, SCHEMA)
    return frame


def faults(rows: Rows) -> list[tuple[int, str, str]]:
    """Return row, field and kind of every fault."""
    return [(error.row, error.field, error.type) for error in READER.read(rows).errors]
