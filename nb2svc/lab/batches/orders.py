"""What a person asks for, and what the process of a run is told, as one JSON line on its stdin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from nb2svc.batch.errors import TableError, at_field
from nb2svc.batch.orders.order import Order, check_order
from nb2svc.lab.batches.places import Places
from nb2svc.store import Store

__all__ = ["Orders", "Wish", "make_orders"]


class Wish(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A run as it is asked for.

    Attributes:
        path: the notebook, relative to the server's root.
        version: what answers.
        input: address of the rows, relative to the notebook's folder.
        output: address of the result, likewise.
        parameters: name -> value; a text is converted.
    """

    path: str
    version: str
    input: str
    output: str
    parameters: dict[str, Any] = msgspec.field(default_factory=dict)


class Orders(msgspec.Struct, kw_only=True):
    """A run of the ledger.

    Attributes:
        run: its key.
        order: what it does, with the passwords that the ledger does not hold.
    """

    run: str
    order: Order


def make_orders(wish: Wish, store: Path, places: Places) -> Order:
    """Return what a run is to do.

    Raises:
        BundleError: there is no such version.
        Nb2svcError: it can never be done; `field` says which part of it.
    """
    version = Store(store).resolve(wish.version)
    for name, address in {"input": wish.input, "output": wish.output}.items():
        with at_field(name):
            if not address.strip():
                raise TableError(f"name the table of the {'rows' if name == 'input' else 'answers'}, as in `rows.csv`")
            places.check(address.strip())
    for name, value in wish.parameters.items():
        with at_field(f"parameters.{name}"):
            places.check_value(value)
    order = Order(
        service=version.name,
        store=str(store.resolve()),
        folder=str(places.folder),
        input=wish.input.strip(),
        output=wish.output.strip(),
        parameters=wish.parameters,
    )
    check_order(order, version.path, is_kept=False)
    return order
