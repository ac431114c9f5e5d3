"""Rows from stdin and to stdout, whose form nothing names: it is seen from the first bytes."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nb2svc.cli.output import print_line
from nb2svc.diagnostics import Nb2svcError
from nb2svc.manifest import Field

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["STREAM", "print_rows", "read_rows"]

STREAM: Final = "-"


def read_rows(address: str, fields: Sequence[Field]) -> DataFrame | list[Any]:
    """Return the rows at an address; `-` is stdin, with CSV, Parquet, a JSON list, an object, or JSON lines.

    Rows in JSON on stdin stay as they are: they are validated as those of a request.

    Args:
        address: as `nb2svc.batch.tables.whole` knows it, or `-`.
        fields: what the service knows of the columns.

    Raises:
        Nb2svcError: there is no such table, or no rows on stdin.
    """
    if address != STREAM:
        return _read_table(address, fields)
    if sys.stdin.isatty():
        raise Nb2svcError("there are no rows on stdin: name a file with --input, or pipe rows in")
    data = sys.stdin.buffer.read()
    start = data.lstrip()[:4]
    if not start:
        raise Nb2svcError("there are no rows on stdin: it is empty")
    if start[:1] in b"[{":
        return _parse_json(data)
    with tempfile.TemporaryDirectory(prefix="nb2svc-") as folder:
        path = Path(folder) / ("stdin.parquet" if start == b"PAR1" else "stdin.csv")
        path.write_bytes(data)
        return _read_table(str(path), fields)


def print_rows(rows: Iterable[dict[str, Any]]) -> None:
    """Print rows as JSON lines."""
    for row in rows:
        print_line(row)


def _read_table(address: str, fields: Sequence[Field]) -> DataFrame:
    from nb2svc.batch.tables.whole import read_table  # pandas: only when a table is read

    return read_table(address, fields=fields)


def _parse_json(data: bytes) -> list[Any]:
    """Return the rows of a JSON list, of one object, or of JSON lines."""
    import msgspec

    try:
        value = msgspec.json.decode(data)
    except msgspec.DecodeError as error:
        try:
            value = msgspec.json.Decoder().decode_lines(data)
        except msgspec.DecodeError:
            raise Nb2svcError(f"the rows on stdin are not JSON: {error}") from error
    return value if isinstance(value, list) else [value]
