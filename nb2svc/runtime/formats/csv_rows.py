"""CSV: a header and one row per record, typed by the request schema, so that it says what the same row in JSON says.

Text stays text ("01234"), numbers are decimal, true and false are written in any case, times are ISO 8601, arrays are
JSON. An empty value is missing, and so is every other word that `pandas.read_csv` takes for missing, because that is
how the notebook read it; except where training shows the word as a category.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final

import orjson
import pandas as pd

from nb2svc.manifest import Field, OutputField, RequestSchema
from nb2svc.runtime.formats.columns import check_columns
from nb2svc.runtime.formats.exchange import Answers, BodyError, Decoded, Limits, refuse_rows
from nb2svc.runtime.formats.unpack import decode_text

__all__ = ["decode_csv", "encode_csv", "null_words", "write_csv"]

NULL_WORDS: Final = frozenset(
    ("", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA")
) | {"NULL", "NaN", "None", "n/a", "nan", "null"}
"""What `pandas.read_csv` takes for a missing value."""

_NUMBER: Final = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)
_INFINITY: Final = re.compile(r"\s*([+-]?)inf(inity)?\s*", re.IGNORECASE)
_UNNAMED: Final = "Unnamed: 0"
_DIGITS: Final = 4000  # Python refuses to read whole numbers that are much longer
_JSON_INTEGERS: Final = range(-(2**63), 2**64)  # beyond them JSON parsers read a float

csv.field_size_limit(sys.maxsize)  # the size of a body is limited; a long text in it is fine


def null_words(field: Field | None) -> frozenset[str]:
    """Return which words of a column mean a missing value; where the service does not know the column, only empty."""
    if field is None:
        return frozenset(("",))
    return NULL_WORDS - {str(category) for category in field.categories or ()}


def decode_csv(body: bytes, schema: RequestSchema, limits: Limits, charset: str = "") -> Decoded:
    """Return the rows of a CSV body.

    Args:
        body: with a header line; commas between values, quotes where a value has commas, quotes or line ends.
        schema: what a row is.
        limits: how much a request may hold.
        charset: of the content type; empty for UTF-8.

    Raises:
        BodyError: the body is no CSV; the message names the line.
        ColumnsError: columns are missing or unknown.
    """
    names, records, lines = _read_records(decode_text(body, charset), limits)
    known = {field.name: field for field in schema.fields}
    if names[0] == "" and _UNNAMED in known:
        names[0] = _UNNAMED  # what `read_csv` called an index that the training file had
    taken = {position: name for position, name in enumerate(names) if not _is_index(position, name, known)}
    if len(names) == 1 and re.search("[;\t|]", names[0]) and names[0] not in known:
        raise _broken(1, f"the header {names[0][:60]!r} has no commas; values are separated by commas, not otherwise")
    check_columns(taken.values(), schema)
    columns = {
        name: _read_column([record[position] for record in records], known[name])
        for position, name in taken.items()
        if known[name].required
    }
    frame = pd.DataFrame(columns, index=pd.RangeIndex(len(records)), dtype=object)
    return Decoded(rows=frame, count=len(records), lines=lines)


def _read_records(text: str, limits: Limits) -> tuple[list[str], list[list[str]], list[int]]:
    """Return header, records and the line on which each starts; blank lines are no records."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    names: list[str] = []
    records: list[list[str]] = []
    lines: list[int] = []
    start = 1
    try:
        for record in reader:
            if record and not names:
                names = record
            elif record:
                records.append(_checked_width(record, names, start))
                lines.append(start)
                refuse_rows(len(records), limits)
            start = reader.line_num + 1
    except csv.Error as error:
        raise _broken(start, str(error)) from error
    if not names:
        message = "the body is empty; expected a header line and one line per row"
        raise BodyError(message, type="csv-invalid", status=400)
    return names, records, lines


def _checked_width(record: list[str], names: list[str], line: int) -> list[str]:
    if len(record) != len(names):
        raise _broken(line, f"found {len(record)} values, but the header names {len(names)} columns")
    return record


def _broken(line: int, message: str) -> BodyError:
    return BodyError(f"the body is no CSV: line {line}: {message}", type="csv-invalid", status=400)


def _is_index(position: int, name: str, known: dict[str, Field]) -> bool:
    """Return whether a column is the index that `to_csv()` writes before the others, without a name."""
    return position == 0 and name in ("", _UNNAMED) and name not in known


def _read_column(words: list[str], field: Field) -> list[Any]:
    parse, missing = _PARSERS[field.kind], null_words(field)
    return [None if word in missing else parse(word) for word in words]


def _parse_number(word: str) -> Any:
    """Return a number as JSON has it; what is none stays text, so that its row is told what was expected."""
    if not _NUMBER.fullmatch(word):
        infinite = _INFINITY.fullmatch(word)
        return float(f"{infinite[1]}inf") if infinite else word
    if word.strip().lstrip("+-").isdecimal() and len(word) < _DIGITS:
        whole = int(word)
        return whole if whole in _JSON_INTEGERS else float(word)
    return float(word)


def _parse_boolean(word: str) -> Any:
    return {"true": True, "false": False}.get(word.strip().lower(), word)


def _parse_array(word: str) -> Any:
    try:
        return orjson.loads(word)
    except orjson.JSONDecodeError:
        return word


_PARSERS: Final[dict[str, Callable[[str], Any]]] = {
    "integer": _parse_number,
    "number": _parse_number,
    "boolean": _parse_boolean,
    "string": str,
    "datetime": str.strip,
    "array": _parse_array,
}


def encode_csv(answers: Answers, response: Sequence[OutputField]) -> bytes:
    """Return answers as CSV, written as pandas writes them: True and False, nothing for a missing value."""
    return write_csv([field.name for field in response], answers).encode()


def write_csv(names: Sequence[str], rows: Answers) -> str:
    """Return rows of JSON values as CSV under a header."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_write(row[name]) for name in names] for row in rows)
    return written.getvalue()


def _write(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value
