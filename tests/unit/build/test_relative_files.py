"""Which databases of a look-up are files that lie beside the notebook."""

from __future__ import annotations

import pytest

from nb2svc.build.relative_files import find_relative_files


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("create_engine('sqlite:///shop.db')", ("sqlite:///shop.db",)),
        ("create_engine('sqlite+pysqlite:///data/shop.db')", ("sqlite+pysqlite:///data/shop.db",)),
        ("sqlite3.connect('shop.db')", ("shop.db",)),
        ("sqlite3.connect(database='./shop.db', timeout=3)", ("./shop.db",)),
        ("pd.read_sql(query, 'sqlite:///shop.db')", ("sqlite:///shop.db",)),
        ("create_engine('sqlite:////srv/shop.db')", ()),
        ("create_engine('sqlite:///C:\\\\shop.db')", ()),
        ("create_engine('sqlite://')", ()),
        ("create_engine('sqlite:///:memory:')", ()),
        ("sqlite3.connect('/srv/shop.db')", ()),
        ("sqlite3.connect(':memory:')", ()),
        ("sqlite3.connect(os.environ['SHOP'])", ()),
        ("sqlite3.connect(os.environ.get('SHOP', 'shop.db'))", ()),
        ("create_engine(os.getenv('SHOP', 'sqlite:///shop.db'))", ()),
        ("create_engine('postgresql://db/shop')", ()),
        ("known['shop.db']", ()),
    ],
)
def test_files_beside_the_notebook_are_found(code, found):
    """Not whole paths, memory, or what only stands in where a variable is not set."""
    assert find_relative_files(f"def connect():\n    return {code}\n") == found
