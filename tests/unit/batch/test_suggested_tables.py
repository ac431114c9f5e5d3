"""Tables near a notebook that a service could answer."""

from pathlib import Path

import pandas as pd

from nb2svc.batch.tables.suggestions import suggest_tables
from nb2svc.manifest import Field

FIELDS = (
    Field(name="a", kind="integer", dtype="int64"),
    Field(name="b", kind="string", dtype="object"),
    Field(name="y", kind="integer", dtype="int64", required=False),
)


def test_tables_with_the_columns_are_suggested(tmp_path: Path) -> None:
    """Of every form, here and in folders; not broken ones, hidden ones, results, or those that lack a column."""
    whole = pd.DataFrame({"a": [1], "b": ["x"], "more": [2.0]})
    (tmp_path / "data/deep/deeper").mkdir(parents=True)
    (tmp_path / ".hidden").mkdir()
    whole.to_csv(tmp_path / "rows.csv", index=False)
    whole.to_parquet(tmp_path / "data/rows.parquet")
    whole.to_json(tmp_path / "data/deep/rows.jsonl", orient="records", lines=True)
    whole.to_json(tmp_path / "data/deep/rows.json", orient="records")
    whole.to_csv(tmp_path / "data/deep/deeper/rows.csv", index=False)
    whole.to_csv(tmp_path / ".hidden/rows.csv", index=False)
    whole[["a"]].to_csv(tmp_path / "short.csv", index=False)
    (tmp_path / "broken.parquet").write_text("nothing")
    (tmp_path / "empty.csv").write_text("")
    stamp = {"error": "", "run_id": "r", "logical_date": "d", "logical_time": "t", "version": "v"}
    whole.assign(**stamp).to_csv(tmp_path / "answers.csv", index=False)
    expected = ["rows.csv", "data/rows.parquet", "data/deep/rows.json", "data/deep/rows.jsonl"]
    assert suggest_tables(tmp_path, FIELDS) == expected
