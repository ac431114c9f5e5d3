"""Readers while runs publish, and while the database goes away and comes back: SQLite and a real PostgreSQL."""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
from collections import Counter
from pathlib import Path

import httpx
import pandas as pd
import pytest
from postgres import POSTGRES, Postgres
from published import source_of, write_results
from serving import serving_app

from nb2svc.batch.errors import TableError
from nb2svc.runtime.results.desks import open_desks
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.web.app import create_app

pytestmark = pytest.mark.e2e
KEYS = 4000


@pytest.fixture(scope="module")
def postgres():
    if POSTGRES is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="nb2svc-postgres-"))
    folder.chmod(0o755)
    server = Postgres(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """The address of a database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/results.db"
    server = request.getfixturevalue("postgres")
    server.sql("drop table if exists scores, older, nb2svc_published")
    return server.address


def serving(database):
    settings = Settings(lookup_seconds=20)
    return serving_app(create_app([], settings=settings, desks=open_desks([source_of(database)], settings)), settings)


def rows(number):
    return pd.DataFrame({"customer_id": range(KEYS), "proba": [float(number)] * KEYS})


def test_nobody_sees_a_part_of_a_run(database, tmp_path):
    """Reruns of one time and runs of the next: every request is answered, and a key never has an older result than
    one that was seen before.
    """
    write_results(database, tmp_path, rows(0))
    faults, seen, is_over = [], Counter(), threading.Event()

    def ask(url, key):
        last = 0.0
        with httpx.Client(base_url=url, timeout=60) as client:
            while not is_over.is_set():
                answer = client.get(f"/results/{key}")
                value = answer.json()["answer"]["proba"] if answer.status_code == 200 else answer.text
                if not isinstance(value, float) or value < last:
                    faults.append((last, value))
                    return
                seen[value] += 1
                last = value

    with serving(database) as client:
        threads = [threading.Thread(target=ask, args=(str(client.base_url), key)) for key in (0, 17, KEYS - 1)]
        for thread in threads:
            thread.start()
        for number in range(1, 7):
            write_results(database, tmp_path, rows(number), day=number // 4)
        while seen[6.0] < 3 and not faults:
            threads[0].join(0.05)
        is_over.set()
        for thread in threads:
            thread.join()
    assert faults == []
    assert sum(seen.values()) > 6


def test_two_rows_with_one_key_are_no_result(database, tmp_path):
    """They are refused before anybody sees them, with the key that they have in common; the last result stays."""
    write_results(database, tmp_path, rows(1))
    twice = pd.DataFrame({"customer_id": [1, 2, 17, 2, 2], "proba": [0.5] * 5})
    with pytest.raises(TableError) as caught:
        write_results(database, tmp_path, twice)
    assert caught.value.message == (
        "3 rows have the `customer_id` 2, so it is no key by which a row can be asked for: leave one row for each, or "
        "name another column with --key"
    )
    with serving(database) as client:
        assert client.get("/results/2").json()["answer"] == {"proba": 1.0}


def test_table_that_holds_a_key_twice_gets_its_index_when_it_does_not(database, tmp_path):
    """As one that was written without --key: another time is refused, and what to do is said and helps."""
    twice = pd.DataFrame({"customer_id": [2, 2], "proba": [0.5] * 2})
    write_results(database, tmp_path, twice, table="older", key="")
    with pytest.raises(TableError) as caught:
        write_results(database, tmp_path, twice.head(1), day=1, table="older")
    assert caught.value.message == (
        "`older` holds several rows of another logical time with the same `customer_id`, which a run without --key has "
        "written: publish that time again with --key, or name a new table"
    )
    for day in (0, 1):
        write_results(database, tmp_path, twice.head(1), day=day, table="older")
    (desk,) = open_desks([source_of(database, table="older")], Settings())
    assert desk._reader.describe().shape.has_index
    desk.close()


def test_database_that_comes_back_is_asked_again(postgres, tmp_path, caplog):
    """Restarted, nobody notices; stopped, 503 without a cause, and ready again when it is back."""
    write_results(postgres.address, tmp_path, rows(1), table="back")
    settings = Settings(lookup_seconds=20)
    desks = open_desks([source_of(postgres.address, table="back")], settings)
    with serving_app(create_app([], settings=settings, desks=desks), settings) as client:
        assert client.get("/results/17").status_code == 200
        postgres.stop()
        postgres.start()
        assert client.get("/results/17").status_code == 200, "a connection from before costs no request"
        postgres.stop()
        try:
            refused = client.get("/results/17")
            ready = client.get("/readyz")
        finally:
            postgres.start()
        assert (refused.status_code, ready.status_code) == (503, 503)
        assert refused.headers["Retry-After"] == "1"
        assert not re.search("refused|127.0.0.1|s3cret", refused.text)
        assert client.get("/results/17").json()["answer"] == {"proba": 1.0}
        assert client.get("/readyz").status_code == 200
    assert "s3cret" not in "".join(caplog.messages)
    assert any("can be read again" in message for message in caplog.messages)
