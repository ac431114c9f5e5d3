"""A declaration beside its steps' manifests: which answer a name means, and what later steps call it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from nb2svc.build.pipelines.declaration import Declaration
from nb2svc.diagnostics import Report
from nb2svc.manifest import Field, Manifest, OutputField

__all__ = ["REQUEST", "Parts"]

REQUEST: Final = "request"
"""What stands for the request where an answer passes on what was asked: `request.city`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a pipeline is made of.

    Attributes:
        declared: how it is written down.
        steps: what is known of its steps, in order.
        report: gets what is wrong, and what is odd.
    """

    declared: Declaration
    steps: tuple[Manifest, ...]
    report: Report

    def numbered(self) -> Iterator[tuple[int, Manifest]]:
        """Yield the steps with their numbers, counting from 1."""
        return enumerate(self.steps, 1)

    def called(self, step: Manifest) -> dict[str, OutputField]:
        """Return the answers of a step under the names that later steps know them by."""
        return {self.new_name(step, field.name): field for field in step.response}

    def new_name(self, step: Manifest, answer: str) -> str:
        """Return what later steps call an answer."""
        return self.declared.rename.get(f"{step.service}.{answer}", answer)

    def field(self, number: int, name: str) -> Field:
        """Return a field that a step reads."""
        return next(field for field in self.steps[number - 1].request.fields if field.name == name)

    def find(self, text: str, where: str) -> tuple[int, OutputField] | None:
        """Return the number of the step and the answer that `service.answer` names, or None and report why not.

        Args:
            text: the name.
            where: the table of the declaration that has it.
        """
        # the longest name first: a service may be called as another one with a dot behind it
        for number, step in sorted(self.numbered(), key=lambda each: -len(each[1].service)):
            if text.startswith(f"{step.service}."):
                name = text.removeprefix(f"{step.service}.")
                answers = {field.name: field for field in step.response}
                if name in answers:
                    return number, answers[name]
                near = get_close_matches(name, list(answers), n=1)
                guess = f"; did you mean `{near[0]}`?" if near else ""
                hint = f"it answers {', '.join(f'`{each}`' for each in answers)}{guess}"
                self.tell("NB602", f"`[{where}]` names `{text}`, but `{step.version}` answers no `{name}`", text, hint)
                return None
        services = ", ".join(f"`{step.service}`" for step in self.steps)
        asked = " or `request.field`" if where in {"answer", "inputs"} else ""
        hint = f"write `service.answer`{asked}; the steps are {services}"
        self.tell("NB602", f"`[{where}]` names `{text}`, which is no answer of a step", text, hint)
        return None

    def find_input(self, number: int, name: str) -> tuple[int, str] | None:
        """Return where `[inputs]` takes a field of a step from, None where it does not say so; faults are reported."""
        step = self.steps[number - 1]
        text = self.declared.inputs.get(f"{step.service}.{name}")
        if text is None:
            return None
        if self.is_asked(text):
            return 0, text.removeprefix(f"{REQUEST}.")
        found = self.find(text, "inputs")
        if found is not None and found[0] >= number:
            hint = "a step reads what earlier ones answer, or what is asked: `request.field`"
            message = f"`[inputs]` gives `{step.version}` the answer `{text}`, which comes no earlier"
            self.tell("NB602", message, text, hint)
        return (found[0], found[1].name) if found is not None else None

    def is_asked(self, text: str) -> bool:
        """Return whether a name is that of a field of the request."""
        return text.startswith(f"{REQUEST}.") and all(step.service != REQUEST for step in self.steps)

    def find_asked(self, text: str, fields: Sequence[Field]) -> Field | None:
        """Return the field of the request that `request.field` names, or None; the reason is reported.

        Args:
            text: the name.
            fields: of the request.
        """
        name = text.removeprefix(f"{REQUEST}.")
        known = {field.name: field for field in fields if field.required}
        if name not in known:
            near = get_close_matches(name, list(known), n=1)
            guess = f"; did you mean `{near[0]}`?" if near else ""
            hint = f"steps read {', '.join(f'`{each}`' for each in known)}{guess}"
            self.tell("NB602", f"`[answer]` names `{text}`, but no step reads `{name}` of the request", text, hint)
        return known.get(name)

    def tell(self, code: str, message: str, at: str | int, hint: str) -> None:
        """Report a finding at a word of the declaration, or at the step of that number."""
        word = self.declared.steps[at - 1] if isinstance(at, int) else at
        self.report.add(self.declared.finding(code, message, at=word, hint=hint))
