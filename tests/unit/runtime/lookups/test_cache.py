"""What look-ups have found, kept for a while."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from nb2svc.manifest import Lookup
from nb2svc.runtime.lookups.cache import Cache
from nb2svc.runtime.lookups.errors import LookupFailedError

AGES = {"ada": 36.0, "bea": 41.0}
LOOKUP = Lookup(name="look_up", added={"age": "float64"}, columns=("who", "age", "n"), keys=("who",), cache_seconds=600)


class Asked:
    """A look-up that counts what it is asked."""

    def __init__(self) -> None:
        self.about: list[list[Any]] = []

    def __call__(self, rows: pd.DataFrame) -> pd.DataFrame:
        self.about.append(rows["who"].tolist())
        return rows.assign(age=rows["who"].map(AGES))[["who", "age", "n"]]


def rows_of(*names: str) -> pd.DataFrame:
    return pd.DataFrame({"who": names, "n": range(len(names))}, index=range(5, 5 + len(names)))


def test_only_what_is_not_known_is_asked() -> None:
    """Rows get what was found for their key, in their order, with their own other columns and labels."""
    cache, asked = Cache(LOOKUP), Asked()
    cache.look_up(rows_of("ada", "zoe"), asked)

    found = cache.look_up(rows_of("zoe", "bea", "ada", "bea"), asked)

    assert asked.about == [["ada", "zoe"], ["bea", "bea"]]
    pd.testing.assert_frame_equal(found, Asked()(rows_of("zoe", "bea", "ada", "bea")))


def test_known_rows_ask_nobody() -> None:
    """Not even a database that is down."""
    cache = Cache(LOOKUP)
    cache.look_up(rows_of("ada"), Asked())

    def fail(_: pd.DataFrame) -> Any:
        raise LookupFailedError("down")

    assert cache.look_up(rows_of("ada", "ada"), fail)["age"].tolist() == [36.0, 36.0]
    with pytest.raises(LookupFailedError):
        cache.look_up(rows_of("ada", "bea"), fail)


def test_what_is_too_old_is_asked_again() -> None:
    """After its time nothing counts any more."""
    lookup = Lookup(
        name="look_up", added={"age": "float64"}, columns=("who", "age", "n"), keys=("who",), cache_seconds=1e-9
    )
    cache, asked = Cache(lookup), Asked()
    cache.look_up(rows_of("ada"), asked)
    cache.look_up(rows_of("ada"), asked)

    assert asked.about == [["ada"], ["ada"]]


def test_look_up_that_drops_rows_is_not_kept() -> None:
    """Which row is missing nobody could tell later."""
    cache, asked = Cache(LOOKUP), Asked()

    def only_known(rows: pd.DataFrame) -> pd.DataFrame:
        return asked(rows).dropna()

    for _ in range(2):
        assert cache.look_up(rows_of("ada", "zoe"), only_known)["who"].tolist() == ["ada"]
    assert asked.about == [["ada", "zoe"], ["ada", "zoe"]]
