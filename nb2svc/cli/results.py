"""Tables of results from the words of the command line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from nb2svc.diagnostics import Nb2svcError

if TYPE_CHECKING:
    from nb2svc.runtime.results.source import ResultsSource

__all__ = ["parse_results"]

_PATH: Final = "/results"
_NAMED: Final = re.compile(r"([\w.-]+)=(.+)")


def parse_results(addresses: Sequence[str], keys: Sequence[str]) -> list[ResultsSource]:
    """Return the tables that `--from-results` and `--key` name.

    Args:
        addresses: `sqlite:///results.db::scores`, or `name=sqlite:///results.db::scores` for each of several.
        keys: the column of the key, for all of them, or for each in the same order.

    Raises:
        Nb2svcError: a table is no table of a database, has no name among several, or no key.
        TableError: an address names no table, or a variable that is not set.
    """
    if not addresses and not keys:
        return []
    if not addresses:
        raise Nb2svcError(f"`--key {keys[0]}` is the key of no table: name it with --from-results")
    if len(keys) not in (1, len(addresses)):
        raise Nb2svcError(
            "results are asked for by the value of a column, so --from-results needs --key: `--key customer_id`, "
            "once for all tables or once for each"
        )
    several = len(addresses) > 1
    found = [
        _parse(address, key, several=several)
        for address, key in zip(addresses, keys if len(keys) > 1 else [*keys] * len(addresses), strict=True)
    ]
    names = [source.name for source in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Nb2svcError(f"two tables of results are called `{twice}`: give each a name of its own")
    return found


def _parse(text: str, key: str, *, several: bool) -> ResultsSource:
    from nb2svc.batch.tables.addresses import parse_address  # start-up: only where results are served
    from nb2svc.batch.tables.references import read_reference
    from nb2svc.runtime.results.source import ResultsSource

    named = _NAMED.fullmatch(text)
    name, place = named.groups() if named else ("", text)
    address = parse_address(place)
    if not address.table:
        raise Nb2svcError(
            f"`{address.shown}` is no table in a database, where a row is found by its key: let the runs write to one, "
            "`--output sqlite:///results.db::scores`"
        )
    if several and not name:
        raise Nb2svcError(f"each of several tables needs a name: `--from-results {address.table}={address.shown}`")
    path = f"{_PATH}/{name}" if name else _PATH
    url = read_reference(address.url, what="the address of the database")
    return ResultsSource(name=name or address.table, path=path, url=url, table=address.table, key=key)
