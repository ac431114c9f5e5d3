"""However rows come in, the same rows have the same result."""

from __future__ import annotations

import tempfile
from pathlib import Path

import fsspec
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nb2svc.batch.scoring.score import score_table
from nb2svc.batch.tables.whole import write_table

QUARTERS = st.integers(-40, 800).map(lambda count: count / 4)  # each of them is the same number in text
CUSTOMERS = st.lists(
    st.fixed_dictionaries(
        {
            "customer": st.text("abc ü,\"'\n0;", min_size=1, max_size=6),
            "tenure": st.integers(-1, 90),
            "charge": QUARTERS,
            "age": st.none() | QUARTERS,
            "plan": st.sampled_from(["basic", "plus", "gold"]) | st.none(),
            "region": st.sampled_from(["N", "S", "X"]),
        }
    ),
    min_size=1,
    max_size=12,
)
QUERY = "WITH rows AS (SELECT * FROM t) SELECT customer, tenure, charge, age, plan, region FROM rows"


def write_ways(rows: pd.DataFrame, folder: Path) -> dict[str, str]:
    """Write rows in every way that there is; return their addresses."""
    shop = f"sqlite:///{folder}/t.db"
    ways = {form: f"{folder}/t.{form}" for form in ("csv", "parquet", "json", "jsonl")}
    ways |= {"table": f"{shop}::t", "store": "memory://agree/t.parquet"}
    for address in ways.values():
        write_table(rows, address)
    half = len(rows) // 2
    for ending in ("csv", "parquet"):
        for name, part in (("0/a", rows[:half]), ("1/a", rows[half:])):
            for root in (f"{folder}/{ending}", f"memory://agree/{ending}"):
                Path(f"{folder}/{ending}/{name}").parent.mkdir(parents=True, exist_ok=True)
                write_table(part, f"{root}/{name}.{ending}")
        ways |= {f"folder of {ending}": f"{folder}/{ending}/", f"glob of {ending}": f"{folder}/{ending}/*/a.{ending}"}
        ways |= {f"folder of {ending} in a store": f"memory://agree/{ending}/"}
    query = folder / "rows.sql"
    query.write_text(f"-- all of them\n{QUERY};\n")
    return ways | {"query": f"{shop}::{QUERY}", "query in a file": f"{shop}::@{query}"}


def score(service, address: str, folder: Path) -> list[dict]:
    score_table(service, address, folder / "result", form="parquet", tell=lambda _: None)
    rows = pq.read_table(folder / "result").to_pylist()
    # the last digit of a matrix product depends on how many rows it has
    return [{name: round(v, 12) if isinstance(v, float) else v for name, v in row.items()} for row in rows]


@pytest.mark.property
@given(customers=CUSTOMERS)
@settings(max_examples=4, deadline=None)
def test_the_result_does_not_depend_on_the_way_of_the_rows(customers, loaded):
    """Files of every form, folders, globs, tables, queries and stores: the same columns, values and errors."""
    rows = pd.DataFrame(customers)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = {way: score(loaded, address, folder) for way, address in write_ways(rows, folder).items()}
    fsspec.filesystem("memory").store.clear()
    for way, result in found.items():
        assert result == found["parquet"], way
