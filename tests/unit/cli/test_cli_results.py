"""`--from-results` and `--key` in words of the command line."""

from __future__ import annotations

import pytest

from nb2svc.cli.results import parse_results
from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.results.source import ResultsSource


def test_one_table_is_at_results(monkeypatch):
    """With the database that a variable holds; its password is in no text of it."""
    monkeypatch.setenv("RESULTS_URL", "postgresql://reader:s3cret@db/shop?sslmode=require")
    (found,) = parse_results(["env:RESULTS_URL::scores"], ["customer_id"])
    assert found == ResultsSource(
        name="scores",
        path="/results",
        url="postgresql://reader:s3cret@db/shop?sslmode=require",
        table="scores",
        key="customer_id",
    )
    assert "s3cret" not in repr(found)


def test_named_tables_are_below_their_names():
    """Also one alone, so that a second one changes no address; a `=` in a database's address is no name."""
    found = parse_results(["a=sqlite:///r.db::t", "b=sqlite:///r.db::u"], ["id", "number"])
    assert [(each.name, each.path, each.table, each.key) for each in found] == [
        ("a", "/results/a", "t", "id"),
        ("b", "/results/b", "u", "number"),
    ]
    (alone,) = parse_results(["a=sqlite:///r.db::t"], ["id"])
    assert alone.path == "/results/a"
    (plain,) = parse_results(["postgresql://db/shop?sslmode=require::t"], ["id"])
    assert (plain.path, plain.table) == ("/results", "t")
    both = parse_results(["a=sqlite:///r.db::t", "b=sqlite:///r.db::u"], ["id"])
    assert [each.key for each in both] == ["id", "id"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            (["sqlite:///r.db::scores"], []),
            (
                "results are asked for by the value of a column, so --from-results needs --key: `--key customer_id`, "
                "once for all tables or once for each"
            ),
        ),
        (([], ["id"]), "`--key id` is the key of no table: name it with --from-results"),
        (
            (["scores.parquet"], ["id"]),
            (
                "`scores.parquet` is no table in a database, where a row is found by its key: let the runs write to "
                "one, `--output sqlite:///results.db::scores`"
            ),
        ),
        (
            (["sqlite:///r.db::a", "b=sqlite:///r.db::b"], ["id"]),
            "each of several tables needs a name: `--from-results a=sqlite:///r.db::a`",
        ),
        (
            (["b=sqlite:///r.db::a", "b=sqlite:///r.db::b"], ["id"]),
            "two tables of results are called `b`: give each a name of its own",
        ),
        (
            (["env:NO_SUCH_URL::scores"], ["id"]),
            "the variable `NO_SUCH_URL` is not set; it is to hold the address of the database, `env:NO_SUCH_URL`",
        ),
    ],
    ids=["key", "table", "file", "name", "twice", "variable"],
)
def test_what_cannot_be_served_is_said(given, message):
    """Before anything is started."""
    with pytest.raises(Nb2svcError) as caught:
        parse_results(*given)
    assert caught.value.message == message
