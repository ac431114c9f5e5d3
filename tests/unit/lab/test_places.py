"""Which files an order may name in JupyterLab."""

import re
from pathlib import Path

import pytest

from nb2svc.batch.errors import TableError
from nb2svc.lab.batches import Places

SHOWN = (
    "rows.csv",
    "../rows.csv",
    "data/",
    "data/*.parquet",
    "../shop/*/rows.csv",
    "{{ logical_date }}/rows.csv",
    "s3://bucket/rows.parquet",
    "https://host/rows.csv",
    "postgresql://me@host/db::rows",
    "sqlite:///shop.db::rows",
    "sqlite:///:memory:::rows",
    "sqlite:///shop.db::SELECT * FROM rows",
    "sqlite:///shop.db::@queries/rows.sql",
    "env:DATABASE_URL::rows",
    "linked/rows.csv",
)
NOT_SHOWN = (
    "/etc/rows.csv",
    "../../rows.csv",
    "data/*/../../../../rows.csv",
    "data/*/../rows.csv",
    "linked/../rows.csv",
    ".hidden/rows.csv",
    "file:///etc/rows.csv",
    "File:///etc/rows.csv",
    "local:///etc/rows.csv",
    "sqlite:////etc/shop.db::rows",
    "sqlite+pysqlite:////etc/shop.db::rows",
    "sqlite:///file:/etc/shop.db?uri=true::rows",
    "sqlite:///../../shop.db::rows",
    "sqlite:///shop.db::@/etc/rows.sql",
    "file:/run/secrets/url::rows",
    "{{ '/etc' }}/rows.csv",
    "{% if true %}{{ logical_date }}{% endif %}/rows.csv",
)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    root = tmp_path / "root"
    (root / "shop").mkdir(parents=True)
    (tmp_path / "elsewhere/deep").mkdir(parents=True)
    (root / "shop/linked").symlink_to(tmp_path / "elsewhere/deep")
    return Places(root=root, folder=root / "shop")


@pytest.mark.parametrize("address", SHOWN)
def test_files_of_the_server_and_other_machines_may_be_named(places: Places, address: str) -> None:
    """Relative to the notebook's folder, through links that the server shows, and whatever is no file here."""
    places.check(address)


@pytest.mark.parametrize("address", NOT_SHOWN)
def test_other_files_of_this_machine_may_not(places: Places, address: str) -> None:
    """By whatever name, also where the name would only be known when the run is on; the message says what to do."""
    with pytest.raises(TableError, match=re.escape("start the run in a terminal, with `nb2svc batch run`")):
        places.check(address)


def test_a_value_that_refers_to_a_file_is_one(places: Places) -> None:
    """A parameter may be read from a file, from one that the server shows; other texts are texts."""
    for value in ("../../anything", "env:TOKEN", "file:token.txt", 3, "{{ logical_date }}"):
        places.check_value(value)
    for value in ("file:/etc/passwd", "file:///etc/passwd", "{{ 'file:' }}/etc/passwd"):
        with pytest.raises(TableError):
            places.check_value(value)


def test_hidden_files_are_named_where_the_server_shows_them(places: Places) -> None:
    """The rule is the server's own setting."""
    Places(root=places.root, folder=places.folder, allows_hidden=True).check(".hidden/rows.csv")
