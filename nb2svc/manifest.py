"""The manifest of a version: the one contract between what builds a service and what runs it.

Plain frozen data and its JSON form; no disk, no clock, no framework.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

__all__ = [
    "MANIFEST_VERSION",
    "Check",
    "Field",
    "FieldKind",
    "InputKind",
    "LineMapping",
    "Link",
    "Lookup",
    "Manifest",
    "NotebookSource",
    "OutputField",
    "RequestSchema",
    "StageSignature",
    "StateValue",
    "Step",
    "decode_manifest",
    "encode_manifest",
]

MANIFEST_VERSION: Final = 1

FieldKind = Literal["integer", "number", "boolean", "string", "datetime", "array"]
InputKind = Literal["frame", "series", "array", "list", "call"]
CodecName = Literal["json", "npz", "parquet", "safetensors", "skops", "pickle"]
Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a request row, as the training rows showed it.

    Attributes:
        name: column name; for an input that is no frame, the name of the notebook's variable.
        kind: what JSON value it takes. A datetime is an ISO 8601 string; an array is nested lists.
        dtype: the dtype that the training column had (`str(series.dtype)`), to which requests are coerced; `number` for
            one that is taken as it is sent, whole or not.
        nullable: whether the training rows held a missing value here.
        required: whether the service reads it. The target and dropped columns are not required and may be sent.
        categories: the values seen, when there were few; another value is refused.
        minimum: smallest training value of a number, or ISO text of a datetime; informative, not enforced.
        maximum: largest training value, likewise.
        shape: lengths of the nested lists of one row's array, outermost first; empty for a single value.
        example: a training value.
    """

    name: str
    kind: FieldKind
    dtype: str
    nullable: bool = False
    required: bool = True
    categories: tuple[Scalar, ...] | None = None
    minimum: Scalar = None
    maximum: Scalar = None
    shape: tuple[int, ...] = ()
    example: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSchema:
    """What one request row is.

    Attributes:
        name: the notebook's variable that holds the rows (`df`).
        input: what `preprocess` takes: a DataFrame with the fields as columns, a Series, an ndarray or a list.
            Other than a frame there is exactly one field, called as the variable or its entry. `call`: there are no
            rows; `predict` takes the fields of one request as arguments, and is called for each request.
        fields: in training column order.
        entry: where the variable is one of scikit-learn's bundles of data, the entry of it that holds the rows
            (`data`); `preprocess` then takes a bundle with this entry.
    """

    name: str
    input: InputKind
    fields: tuple[Field, ...]
    entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputField:
    """One field of the answer to a row.

    Attributes:
        name: the notebook's name for it.
        kind: what JSON value it is.
        dtype: the dtype it has in the notebook.
        shape: lengths of the nested lists of one row's value; empty for a single value.
    """

    name: str
    kind: FieldKind
    dtype: str
    shape: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSignature:
    """A generated stage function: `module.function(*inputs, state) -> outputs`.

    Attributes:
        name: preprocess or predict.
        inputs: names of the values it takes, in order.
        outputs: names of the values it returns. `preprocess` returns the value itself when there is one output and a
            tuple otherwise; `predict` returns a dict from output name to one value per row.
    """

    name: Literal["preprocess", "predict"]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StateValue:
    """One value that training fixed.

    Attributes:
        name: attribute of the generated `State`.
        codec: how it is stored.
        files: paths inside the bundle, first the main one; each has its hash in `Manifest.files`.
        type: qualified type name, for people.
        source: the notebook's text for it, `df["age"].median()`.
        cell_id: where it was computed.
        line: 1-based line in that cell.
    """

    name: str
    codec: CodecName
    files: tuple[str, ...]
    type: str
    source: str = ""
    cell_id: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LineMapping:
    """Lines of a generated module that come from a cell.

    Attributes:
        module: file name in the package, `preprocess.py`.
        first: 1-based first line in the module.
        last: last line in the module.
        cell: the cell's number when it was built, counting from 1.
        cell_id: the cell.
        cell_line: 1-based line in the cell that `first` comes from.
    """

    module: str
    first: int
    last: int
    cell: int
    cell_id: str
    cell_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What a service looks up for the rows of a request, in a database or elsewhere.

    Attributes:
        name: the function in `lookup.py`.
        on_failure: what rows get where it fails: an error, or missing values for what it adds to them.
        added: the columns that it adds, with the dtypes that they have where a value is missing.
        columns: all columns of the table that it gives, in order.
        new_index: whether its table counts rows from 0, whatever labels they had.
        keys: the columns by which what was found is found again, where it is kept.
        cache_seconds: how long it is kept; 0 for not at all.
    """

    name: str
    on_failure: Literal["error", "missing"] = "error"
    added: dict[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    new_index: bool = False
    keys: tuple[str, ...] = ()
    cache_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One verification of the generated package against the notebook's own values.

    Attributes:
        name: kebab-case, what was compared (`one-batch`, `row-by-row`, `shuffled`, `json-round-trip`, ...).
        passed: whether every value agreed.
        rows: number of golden rows compared.
        largest_difference: largest absolute difference of numbers, 0.0 when identical.
        detail: for a failure, the first value that differs and the statement it comes from.
    """

    name: str
    passed: bool
    rows: int
    largest_difference: float = 0.0
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookSource:
    """The notebook a version was built from: its file name (no folder) and the sha256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where a value of a pipeline comes from.

    Attributes:
        name: what it is called where it arrives: a field of a step's request, or of the pipeline's answer.
        step: number of the step that answers it, counting from 1; 0 for the request.
        field: what it is called there.
    """

    name: str
    step: int
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One service of a pipeline, held in the pipeline's bundle as it was when that was built.

    Attributes:
        service: the service's name.
        number: which version of it.
        content_hash: of that version.
        folder: where its bundle lies in the pipeline's.
        inputs: where each field that it reads comes from.
        name: what the pipeline calls it; empty where that is the service's own name.
    """

    service: str
    number: int
    content_hash: str
    folder: str
    inputs: tuple[Link, ...]
    name: str = ""

    @property
    def version(self) -> str:
        """The version in words, `enrich@7`."""
        return f"{self.service}@{self.number}"

    @property
    def known_as(self) -> str:
        """The name by which the pipeline's file speaks of it."""
        return self.name or self.service

    @property
    def title(self) -> str:
        """The version with its name in the pipeline, `enrich@7 as second`."""
        return f"{self.version} as {self.name}" if self.name else self.version


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything that is known of a version.

    Attributes:
        service: the service's name.
        package: the generated package's import name and folder in the bundle; empty for a pipeline.
        number: 1, 2, 3 ... within the service.
        content_hash: sha256 over code, state, parameters, steps and lock file; its first 8 digits are in the folder's
            name.
        created: when it was built, ISO 8601 UTC.
        notebook: what it was built from; for a pipeline the file that declares it.
        parameters: every parameter of the notebook with the value of this build.
        request: what a request row is.
        response: the fields of an answer.
        stages: the generated functions.
        state: the frozen values.
        rows_independent: whether the build proved that a row's answer does not depend on the rows sent with it.
        line_map: from generated lines back to cells.
        data: fingerprint of the training rows: name, rows, columns, sha256.
        metrics: numbers that the evaluate cells bound.
        environment: python, platform and the exact versions of the packages that matter.
        threads: the caps on OMP, BLAS and torch threads under which the notebook ran; serving uses the same.
        checks: the verification.
        findings: diagnostics of the build, as JSON.
        allowed: codes that the user allowed in spite of severity error.
        files: path inside the bundle -> sha256, of every file but the manifest.
        lookups: what is looked up while a request is answered.
        variables: environment variables that the code reads -> whether it fails without them; never their values.
        steps: the services that a pipeline calls, in order; none for what a notebook became.
        answer: where each field of a pipeline's answer comes from.
        schema: version of this layout.
    """

    service: str
    package: str
    number: int
    content_hash: str
    created: str
    notebook: NotebookSource
    parameters: dict[str, Any]
    request: RequestSchema
    response: tuple[OutputField, ...]
    stages: tuple[StageSignature, ...]
    state: tuple[StateValue, ...]
    rows_independent: bool
    line_map: tuple[LineMapping, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, float] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    threads: dict[str, int] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    findings: tuple[dict[str, Any], ...] = ()
    allowed: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    lookups: tuple[Lookup, ...] = ()
    variables: dict[str, bool] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    answer: tuple[Link, ...] = ()
    schema: int = MANIFEST_VERSION

    @property
    def version(self) -> str:
        """The version in words, `churn@7`."""
        return f"{self.service}@{self.number}"


def encode_manifest(manifest: Manifest) -> bytes:
    """Return the manifest as indented JSON, the same bytes for the same manifest."""
    import msgspec  # only when a manifest is read or written: keeps `nb2svc check` quick

    return msgspec.json.format(msgspec.json.encode(manifest, order="deterministic"), indent=2) + b"\n"


def decode_manifest(data: bytes) -> Manifest:
    """Return the manifest that `encode_manifest` wrote.

    Raises:
        ValueError: the bytes are no manifest, or one of a newer layout; the message says which.
    """
    import msgspec  # see encode_manifest

    try:
        schema = msgspec.json.decode(data, type=dict[str, Any]).get("schema")
        if schema != MANIFEST_VERSION:
            msg = f"manifest layout {schema!r} is not the {MANIFEST_VERSION} that this nb2svc reads"
            raise ValueError(msg)
        return msgspec.json.decode(data, type=Manifest)
    except msgspec.MsgspecError as error:
        msg = f"not a manifest: {error}"
        raise ValueError(msg) from error
