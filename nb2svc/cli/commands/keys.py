"""`nb2svc keys`: the API keys that a server lets in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

import nb2svc
from nb2svc.cli.options import JsonOption, StoreOption
from nb2svc.cli.output import draw_table, print_error, print_json, print_text
from nb2svc.diagnostics import Nb2svcError
from nb2svc.store import Store
from nb2svc.store.locks import hold_lock

if TYPE_CHECKING:
    from nb2svc.runtime.access.keys import Key

__all__ = ["KEYS_FILE", "keys_list", "keys_new", "keys_revoke"]

KEYS_FILE: Final = "keys.json"
"""The name of a store's own file of keys."""

FileOption = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", envvar="NB2SVC_KEYS_FILE", help="The file of keys; else the store's own."),
]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Who uses the key; it stands in logs.")]


def keys_new(
    name: NameArgument,
    service: Annotated[
        list[str] | None,
        typer.Option("--service", metavar="SERVICE", help="Let it ask this service only; repeatable."),
    ] = None,
    rate: Annotated[str, typer.Option("--rate", metavar="50/s", help="How often it may ask; per s, m or h.")] = "",
    expires: Annotated[str, typer.Option("--expires", metavar="2027-01-31", help="When it ends, in UTC.")] = "",
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    file: FileOption = None,
    as_json: JsonOption = False,
) -> int:
    """Make an API key and print it, once: only its hash is kept."""
    from nb2svc.runtime.access.keys import add_key, make_key  # see _change

    text, key = make_key(name, now=datetime.now(UTC), services=service or (), rate=rate, expires=expires)
    with _change(file or store / KEYS_FILE) as keys:
        keys[:] = add_key(tuple(keys), key)
    if as_json:
        print_json({"key": text, **_facts(key)})
    else:
        print_text(text)
        print_error("This is the only time the key is shown. It is sent as `Authorization: Bearer nb2svc_...`.")
    _warn_of_unknown(service or (), Store(store))
    return 0


def keys_list(
    store: StoreOption = Path(nb2svc.DEFAULT_STORE), file: FileOption = None, as_json: JsonOption = False
) -> int:
    """List the API keys, also those that are good no more."""
    from nb2svc.runtime.access.key_file import read_keys  # see _change

    path = file or store / KEYS_FILE
    keys = [_facts(key) for key in read_keys(path)]
    if as_json:
        print_json({"keys": keys})
    elif not keys:
        print_text(f"no keys in {path}: make one with `nb2svc keys new NAME`")
    else:
        head = ("name", "id", "services", "rate", "created", "expires", "state")
        rows = [
            [key["name"], key["id"], " ".join(key["services"]) or "all", *(key[each] for each in head[3:])]
            for key in keys
        ]
        print_text(draw_table(head, rows))
    return 0


def keys_revoke(
    name: NameArgument,
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    file: FileOption = None,
    as_json: JsonOption = False,
) -> int:
    """Let a key in no more; a server that runs knows within a second."""
    from nb2svc.runtime.access.keys import revoke_key  # see _change

    with _change(file or store / KEYS_FILE) as keys:
        keys[:] = revoke_key(tuple(keys), name, now=datetime.now(UTC))
    if as_json:
        print_json({"revoked": name})
    else:
        print_text(f"`{name}` is let in no more")
    return 0


@contextmanager
def _change(path: Path) -> Iterator[list[Key]]:
    """Give the keys of a file to be changed, and write them; two commands at once both succeed.

    Raises:
        Nb2svcError: the file is damaged, or cannot be written.
    """
    # msgspec reads the file: `nb2svc --help` does without it
    from nb2svc.runtime.access.key_file import read_keys, write_keys

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with hold_lock(path.with_name(f".{path.name}.lock")):
            keys = list(read_keys(path))
            yield keys
            write_keys(path, tuple(keys))
    except OSError as error:
        raise Nb2svcError(f"the file of API keys, {path}, cannot be written: {error.strerror or error}") from error


def _facts(key: Key) -> dict[str, Any]:
    from nb2svc.runtime.access.keys import end_of

    is_over = datetime.now(UTC).timestamp() >= end_of(key)
    return {
        "name": key.name,
        "id": key.id,
        "services": list(key.services),
        "rate": key.rate,
        "created": key.created,
        "expires": key.expires,
        "state": f"revoked {key.revoked}" if key.revoked else "expired" if is_over else "good",
    }


def _warn_of_unknown(services: Any, store: Store) -> None:
    """Tell of services that the store does not have: a key for a mistyped one opens nothing."""
    known = store.services()
    for service in services:
        if known and service not in known:
            print_error(f"note: {store.root} has no service `{service}`; it has {', '.join(known)}")
