"""What is asked of a notebook before its cells are run: does it compile, has it saved outputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import pytest

import nb2svc
from nb2svc.diagnostics import Nb2svcError, Severity
from nb2svc.regress.facts import Facts
from nb2svc.regress.references import FOLDER

__all__ = ["CheckItem", "UnsavedItem"]


class Notebook(Protocol):
    """What these tests know of the notebook.

    Attributes:
        path: its file.
        shown: its path as a person wrote it.
        parameters: the values with which it is tested.
        reference: the file that holds the outputs to compare with.
        update_command: what a person calls to make that file.
    """

    path: Path
    shown: str
    parameters: dict[str, Any]
    reference: Path
    update_command: str


class CheckItem(pytest.Item):
    """Whether the notebook still compiles."""

    parent: Notebook  # type: ignore[assignment] # pytest has a collector here, which it is

    def runtest(self) -> None:
        """Check it, as `nb2svc check` does.

        Raises:
            Nb2svcError: there are findings of severity error.
        """
        self.facts = Facts(part="check", name=self.parent.shown)
        errors = tuple(d for d in nb2svc.check(self.parent.path) if d.severity is Severity.ERROR)
        if errors:
            told = "\n\n".join(finding.render() for finding in errors)
            raise Nb2svcError(f"{self.parent.shown} no longer becomes a service\n{told}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the findings."""
        if not isinstance(excinfo.value, Nb2svcError):
            return super().repr_failure(excinfo, style)
        self.facts["message"] = excinfo.value.message
        return excinfo.value.message

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return where the test is."""
        return self.path, None, self.name


class UnsavedItem(CheckItem):
    """A notebook without saved outputs: there is nothing to compare with, and that is no success."""

    def runtest(self) -> None:
        """Fail.

        Raises:
            Nb2svcError: always.
        """
        self.facts = Facts(part="saved outputs", name=self.parent.shown)
        parent = self.parent
        what = f"`{parent.shown}` has no saved outputs: its cells are run, and nothing is compared"
        if parent.parameters:
            given = ", ".join(f"{name}={value}" for name, value in parent.parameters.items())
            kept = f"{FOLDER}/{parent.reference.name}"
            what = f"there are no outputs of `{parent.shown}` with {given}: `{kept}` beside it would hold them"
        raise Nb2svcError(f"{what}\nhint: `{parent.update_command}` saves them; commit the file")
