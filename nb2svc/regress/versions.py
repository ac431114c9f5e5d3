"""The notebook that runs a version in batch, as a test: it answers the golden rows as the version's notebook did."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from nb2svc.diagnostics import Nb2svcError
from nb2svc.manifest import decode_manifest
from nb2svc.regress.differences import Difference, shorten
from nb2svc.regress.facts import GENERATED, Facts
from nb2svc.regress.json_values import compare_json
from nb2svc.regress.settings import Settings
from nb2svc.regress.telling import list_differences

__all__ = ["VersionFile"]

_GOLDEN: Final = "golden/rows.json"
_RTOL: Final = 1e-5  # what a build takes for equal: sums in another order, as other numbers of rows at once give them
_ATOL: Final = 1e-6


class VersionFile(pytest.File):
    """A version's manifest.

    Args:
        settings: of the repository.
        given: what pytest gives to collectors.
    """

    def __init__(self, *, settings: Settings, **given: Any) -> None:
        super().__init__(**given)
        self.settings = settings

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the test."""
        yield VersionItem.from_parent(self, name="batch notebook")


class VersionItem(pytest.Item):
    """A run of the generated notebook on the golden rows."""

    parent: VersionFile

    def runtest(self) -> None:
        """Run it, and compare its answers with those that were recorded when the version was built.

        Raises:
            Nb2svcError: it fails, or answers something else.
        """
        from nb2svc.batch.runs.run import run_batch  # it brings pandas

        folder = self.path.parent
        manifest = decode_manifest(self.path.read_bytes())
        version = manifest.version
        self.facts = Facts(part=GENERATED, name=version)
        golden = json.loads((folder / _GOLDEN).read_bytes())
        with tempfile.TemporaryDirectory(prefix="nb2svc-") as work:
            rows, answers = Path(work) / "rows.json", Path(work) / "answers.json"
            rows.write_text(json.dumps(golden["rows"]), encoding="utf-8")
            run_batch(folder, input=str(rows), output=str(answers))
            found = json.loads(answers.read_bytes())
        times = {output.name for output in manifest.response if output.kind == "datetime"}
        differences = list(self._compare(golden["answers"], found, times))
        self.facts["differences"] = [{"where": d.where, "was": d.was, "now": d.now, "by": d.by} for d in differences]
        if differences:
            told = "\n".join(list_differences(differences))
            raise Nb2svcError(
                f"{version}: the batch notebook answers other than the notebook that it was built from\n{told}\n"
                "hint: the version itself cannot have changed, so look at the installed packages; "
                f"`nb2svc show {version}` names those that it was built with"
            )

    def _compare(
        self, recorded: list[dict[str, Any]], found: list[dict[str, Any]], times: set[str]
    ) -> Iterator[Difference]:
        tolerance = self.parent.settings.tolerance(self.path)
        if not tolerance.is_chosen:
            tolerance = replace(tolerance, rtol=_RTOL, atol=_ATOL)
        for row, (answer, result) in enumerate(zip(recorded, found, strict=True)):
            if result.get("error"):
                yield Difference(where=f"row {row}", was="an answer", now=f"none: {result['error']}")
                continue
            for field, value in answer.items():
                where = f"row {row}, `{field}`"
                if not isinstance(value, str):
                    yield from compare_json(value, result[field], tolerance, where)
                elif value != result[field] and not (field in times and _is_same_time(value, result[field])):
                    yield Difference(where=where, was=shorten(value), now=shorten(str(result[field])))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return what differs."""
        if not isinstance(excinfo.value, Nb2svcError):
            return super().repr_failure(excinfo, style)
        self.facts["message"] = excinfo.value.message
        return excinfo.value.message

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return where the test is."""
        return self.path, None, self.name


def _is_same_time(recorded: str, found: Any) -> bool:
    """Return whether a time is the recorded one, as exactly as a table of times has it, however it is written."""
    import pandas as pd  # only where an answer is a time

    return found is not None and bool(pd.Timestamp(recorded).floor("us") == pd.Timestamp(found))
