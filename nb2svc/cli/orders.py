"""An order of a batch run from the words of the command line, checked before anything is started or written down."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from nb2svc.cli.options import parse_parameters
from nb2svc.store import find_bundle

if TYPE_CHECKING:
    from nb2svc.batch.order import Order

__all__ = ["make_order"]


def make_order(
    service: str, store: Path, *, parameters: list[str] | None, is_kept: bool = False, **given: Any
) -> Order:
    """Return what a batch run is to do.

    Args:
        service: what answers.
        store: where it is.
        parameters: texts of `-p name=value`.
        is_kept: whether it is read again later.
        given: the other parts of an order.

    Raises:
        Nb2svcError: it can never be done.
    """
    from nb2svc.batch.order import Order, check_order  # start-up: it brings pandas

    folder = find_bundle(service, store)
    values = parse_parameters(parameters)
    order = Order(service=service, store=str(store.resolve()), folder=str(Path.cwd()), parameters=values, **given)
    check_order(order, folder, is_kept=is_kept)
    return order
