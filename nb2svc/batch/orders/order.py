"""What a run is to do, as a person ordered it: addresses and parameters may still hold `{{ logical_date }}`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from nb2svc.batch.errors import BatchError, at_field
from nb2svc.batch.orders.moments import Moment, fill
from nb2svc.batch.orders.parameters import bind_parameters, read_report_cells
from nb2svc.batch.report.pdf import find_browser
from nb2svc.batch.scoring.processes import count_processes
from nb2svc.batch.tables.addresses import Address, hide_password, parse_address
from nb2svc.batch.tables.publishing import check_target
from nb2svc.batch.tables.queries import take_in_query
from nb2svc.runtime.loading.bundle import read_bundle

__all__ = ["Order", "check_order", "fill_order", "read_order", "write_order"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order.

    Attributes:
        service: which version answers, `churn` or `churn@champion`; looked up when a run starts.
        store: the folder of the versions, absolute.
        input: address of the rows.
        output: address of the result.
        folder: relative addresses start here, absolute.
        timezone: that logical dates are meant in; this machine's where it is empty.
        report: where the report goes; beside the output where it is empty.
        parameters: name -> value, for the notebook's report cells.
        timeout: seconds for a run; None for no limit.
        rejects: address for the rows without an answer; empty where they stay in the result.
        max_rejects: how many rows may be left without an answer before the run fails, as a part of all rows (0 to 1);
            a run that answers none always fails.
        overwrites: whether a run replaces the result of a later time, or of a run that was started later.
        key: the column by which an application asks for a row of the result; empty where none does.
        processes: how many answer a large table, or `auto`, for all cores of the machine where it runs.
        pdf: whether the report is printed as well.
        site: folder of the pages of all runs, which the run brings up to date at its end; empty where there are none.
        series: the output as it was ordered, before it was filled in: runs of one series are compared.
    """

    service: str
    store: str
    input: str
    output: str
    folder: str
    timezone: str = ""
    report: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    timeout: float | None = None
    rejects: str = ""
    max_rejects: float = 1.0
    overwrites: bool = False
    key: str = ""
    processes: int | str = 1
    pdf: bool = False
    site: str = ""
    series: str = ""


def fill_order(order: Order, moment: Moment) -> Order:
    """Return an order with every `{{ ... }}` filled in, also in the query that its input names by a file.

    Raises:
        BatchError: a word between braces is not known.
        TableError: the input names no table, or a query whose file cannot be read.
    """
    with at_field("input"):
        source = fill(order.input, moment, what="the input")
        query = take_in_query(source, Path(order.folder))
        filled = source if query == source else fill(query, moment, what="the query")
    with at_field("output"):
        target = fill(order.output, moment, what="the output")
    return replace(
        order,
        input=filled,
        output=target,
        rejects=fill(order.rejects, moment, what="the address of rejects"),
        report=fill(order.report, moment, what="the report"),
        series=hide_password(order.output),
        parameters={name: _fill_parameter(name, value, moment) for name, value in order.parameters.items()},
    )


def _fill_parameter(name: str, value: Any, moment: Moment) -> Any:
    if not isinstance(value, str):
        return value
    with at_field(f"parameters.{name}"):
        return fill(value, moment, what=f"the parameter `{name}`")


def write_order(order: Order) -> str:
    """Return an order as JSON, to be written down: without the passwords of its addresses."""
    shown = replace(
        order,
        input=hide_password(order.input),
        output=hide_password(order.output),
        rejects=hide_password(order.rejects),
    )
    return msgspec.json.encode(shown).decode()


def read_order(text: str) -> Order:
    """Return an order from JSON.

    Raises:
        BatchError: it is none; the ledger was written by another program.
    """
    try:
        return msgspec.json.decode(text, type=Order)
    except msgspec.MsgspecError as error:
        raise BatchError(f"the ledger holds an order that cannot be read: {error}") from error


def check_order(order: Order, bundle: Path, *, is_kept: bool) -> None:
    """Find what could never work before anything is begun; files need not be there yet.

    Args:
        order: what is wanted.
        bundle: folder of the version that answers now.
        is_kept: whether it is read again later: no password may be in it then, because none is written down.

    Raises:
        BatchError: a word between braces is not known, a parameter is not one of the notebook's, there is a password
            in an order that is kept, no browser for a PDF, or no such number of processes.
        TableError: an address names no table.
    """
    if order.pdf:
        find_browser()
    manifest = read_bundle(bundle).manifest
    count_processes(order.processes, manifest)
    sample = Moment(
        time=datetime.now(UTC), run_id="20260101T060000-000000", service=manifest.service, version=manifest.number
    )
    filled = fill_order(order, sample)
    for name, address in {"input": filled.input, "output": filled.output, "rejects": filled.rejects}.items():
        if address:
            with at_field(name):
                _check_address(address, is_target=name != "input", is_kept=is_kept)
    bind_parameters(manifest, filled.parameters, read_report_cells(bundle, manifest))


def _check_address(text: str, *, is_target: bool, is_kept: bool) -> None:
    address = parse_address(text)
    if is_kept and hide_password(text) != text:
        raise BatchError(_explain_password(address))
    if is_target:
        check_target(address)


def _explain_password(address: Address) -> str:
    found = f"`{address.shown}` holds a password, which a schedule does not write down"
    if address.form != "database":
        return f"{found}: what lets one into a store belongs into the variables that its driver reads"
    rest = address.table or "SELECT ..."
    return (
        f"{found}: put the address of the database into a variable or a file, and name it, as in "
        f"`env:DATABASE_URL::{rest}` or `file:/run/secrets/database::{rest}`"
    )
