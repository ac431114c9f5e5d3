"""Where each field of each step comes from: names only, nothing is loaded or run.

A field is given by the latest earlier step that answers a field of that name, after `[rename]`; else by the request.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from nb2svc.build.pipelines.declaration import Declaration
from nb2svc.build.pipelines.fields import explain_conflict, explain_misfit, merge_fields
from nb2svc.diagnostics import Report
from nb2svc.manifest import Field, Link, Manifest, OutputField, RequestSchema

__all__ = ["Wiring", "wire"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """A pipeline whose fields all come from somewhere.

    Attributes:
        inputs: for each step, where its fields come from.
        request: what a request row is.
        answer: where the fields of the answer come from.
        response: the fields of the answer.
        evaluated: the answer that is measured, `(step, field)`; None where nothing is.
    """

    inputs: tuple[tuple[Link, ...], ...]
    request: RequestSchema
    answer: tuple[Link, ...]
    response: tuple[OutputField, ...]
    evaluated: tuple[int, str] | None


def wire(declared: Declaration, steps: Sequence[Manifest], report: Report) -> Wiring | None:
    """Return where every field comes from, or None where that cannot be said.

    Args:
        declared: the pipeline.
        steps: what is known of its steps.
        report: gets what is wrong, and what is odd.
    """
    _check_renames(declared, steps, report)
    inputs = tuple(_link(declared, steps, number) for number in range(1, len(steps) + 1))
    _check_fits(declared, steps, inputs, report)
    fields = _request_fields(declared, steps, inputs, report)
    _check_order(declared, steps, inputs, report)
    _check_readers(declared, steps, inputs, report)
    answer, response = _answer(declared, steps, report)
    evaluated = _evaluated(declared, steps, answer, report)
    if report.has_errors:
        return None
    request = RequestSchema(name=declared.name, input="frame", fields=fields)
    wiring = Wiring(inputs=inputs, request=request, answer=answer, response=response, evaluated=evaluated)
    _check_use(declared, steps, wiring, report)
    return wiring


def _called(declared: Declaration, step: Manifest) -> dict[str, OutputField]:
    """Return the answers of a step under the names that later steps know them by."""
    return {declared.rename.get(f"{step.service}.{field.name}", field.name): field for field in step.response}


def _link(declared: Declaration, steps: Sequence[Manifest], number: int) -> tuple[Link, ...]:
    given: dict[str, tuple[int, str]] = {}
    for before, step in enumerate(steps[: number - 1], 1):
        given |= {name: (before, field.name) for name, field in _called(declared, step).items()}
    return tuple(
        Link(name=name, step=source, field=field)
        for name in _read_names(steps[number - 1])
        for source, field in [given.get(name, (0, name))]
    )


def _read_names(step: Manifest) -> list[str]:
    return [field.name for field in step.request.fields if field.required]


def _field(step: Manifest, name: str) -> Field:
    return next(field for field in step.request.fields if field.name == name)


def _check_renames(declared: Declaration, steps: Sequence[Manifest], report: Report) -> None:
    for text, new in declared.rename.items():
        found = _find_answer(declared, steps, text, "rename", report)
        if found is None:
            continue
        step = steps[found[0] - 1]
        same = [field.name for field in step.response if _name_of(declared, step, field.name) == new]
        if len(same) > 1:
            both = " and ".join(f"`{name}`" for name in same)
            message = f"later steps would know {both} of `{step.version}` both as `{new}`"
            hint = "give each answer a name of its own"
            report.add(declared.finding("NB605", message, at=text, hint=hint))


def _name_of(declared: Declaration, step: Manifest, answer: str) -> str:
    return declared.rename.get(f"{step.service}.{answer}", answer)


def _find_answer(
    declared: Declaration, steps: Sequence[Manifest], text: str, where: str, report: Report
) -> tuple[int, OutputField] | None:
    """Return number of the step and answer that `service.answer` names, or None and say what is wrong."""
    # the longest name first: a service may be called as another one with a dot behind it
    for number, step in sorted(enumerate(steps, 1), key=lambda each: -len(each[1].service)):
        if text.startswith(f"{step.service}."):
            name = text.removeprefix(f"{step.service}.")
            answers = {field.name: field for field in step.response}
            if name in answers:
                return number, answers[name]
            listing = ", ".join(f"`{each}`" for each in answers)
            message = f"`[{where}]` names `{text}`, but `{step.version}` answers no `{name}`"
            report.add(declared.finding("NB602", message, at=text, hint=f"it answers {listing}{_near(name, answers)}"))
            return None
    services = ", ".join(f"`{step.service}`" for step in steps)
    message = f"`[{where}]` names `{text}`, which is no answer of a step"
    hint = f"write `service.answer`; the steps are {services}"
    report.add(declared.finding("NB602", message, at=text, hint=hint))
    return None


def _near(word: str, known: Sequence[str] | dict[str, OutputField]) -> str:
    near = get_close_matches(word, list(known), n=1)
    return f"; did you mean `{near[0]}`?" if near else ""


def _check_fits(
    declared: Declaration, steps: Sequence[Manifest], inputs: Sequence[Sequence[Link]], report: Report
) -> None:
    for step, links in zip(steps, inputs, strict=True):
        for link in links:
            if not link.step:
                continue
            source = steps[link.step - 1]
            answer = next(field for field in source.response if field.name == link.field)
            misfit = explain_misfit(answer, _field(step, link.name))
            if misfit is not None:
                given, wanted = misfit
                message = f"`{link.field}` of `{source.version}` is {given}, but `{step.version}` reads {wanted}"
                message += f" as its `{link.name}`"
                hint = "rename the answer, so that another field is given by it, or build the step on what it gets"
                at = declared.steps[steps.index(step)]
                report.add(declared.finding("NB603", message, at=at, hint=hint))


def _request_fields(
    declared: Declaration, steps: Sequence[Manifest], inputs: Sequence[Sequence[Link]], report: Report
) -> tuple[Field, ...]:
    """Return the fields that the request must give, and those that it may and no step reads."""
    readers: dict[str, list[tuple[Manifest, Field]]] = {}
    for step, links in zip(steps, inputs, strict=True):
        for link in links:
            if not link.step:
                readers.setdefault(link.field, []).append((step, _field(step, link.name)))
    merged = []
    for name, found in readers.items():
        (first, field), *others = found
        for step, other in others:
            why = explain_conflict(field, other)
            if why:
                message = f"`{first.version}` and `{step.version}` both read `{name}` of the request: {why}"
                hint = "rename an answer, so that one of them gets it from a step, or build one of them anew"
                at = declared.steps[steps.index(step)]
                report.add(declared.finding("NB603", message, at=at, hint=hint))
                break
            field = merge_fields(field, other)
        merged.append(field)
    return (*merged, *_unread(declared, steps, set(readers)))


def _unread(declared: Declaration, steps: Sequence[Manifest], read: set[str]) -> Iterator[Field]:
    """Yield what the training rows of a step had and no step reads, such as a target: it may be sent."""
    taken = read | {name for step in steps for name in _called(declared, step)}
    for step in steps:
        for field in step.request.fields:
            if not field.required and field.name not in taken:
                taken.add(field.name)
                yield field


def _check_order(
    declared: Declaration, steps: Sequence[Manifest], inputs: Sequence[Sequence[Link]], report: Report
) -> None:
    for number, (step, links) in enumerate(zip(steps, inputs, strict=True), 1):
        for link in links:
            later = next((each for each in steps[number:] if link.name in _called(declared, each)), None)
            if later is not None and not link.step:
                given = f"`{later.version}`, which answers it, comes later"
                message = f"`{step.version}` reads `{link.name}` from the request: {given}"
                hint = f"put `{later.service}` before `{step.service}` if its answer is meant"
                at = declared.steps[number - 1]
                report.add(declared.finding("NB607", message, at=at, hint=hint))


def _check_readers(
    declared: Declaration, steps: Sequence[Manifest], inputs: Sequence[Sequence[Link]], report: Report
) -> None:
    used = {(link.step, link.field) for links in inputs for link in links}
    for number, step in enumerate(steps, 1):
        for field in step.response:
            text = f"{step.service}.{field.name}"
            if text in declared.rename and (number, field.name) not in used:
                message = f"no later step reads `{declared.rename[text]}`, as `{text}` is called here"
                hint = "to call a field of the answer otherwise, write it in `[answer]`"
                report.add(declared.finding("NB608", message, at=text, hint=hint))


def _check_use(declared: Declaration, steps: Sequence[Manifest], wiring: Wiring, report: Report) -> None:
    """Report steps that could be left out; most often an answer is called otherwise than the field that it is for."""
    read = {link.step for links in (*wiring.inputs, wiring.answer) for link in links}
    if wiring.evaluated is not None:
        read.add(wiring.evaluated[0])
    for number, step in enumerate(steps, 1):
        if number not in read:
            answers = ", ".join(f"`{field.name}`" for field in step.response)
            asked = dict.fromkeys(
                f"`{link.field}`" for links in wiring.inputs[number:] for link in links if not link.step
            )
            message = f"nothing reads what `{step.version}` answers: {answers}"
            hint = "leave the step out"
            if asked:
                message += f"; later steps read {', '.join(asked)} of the request"
                hint = "if one of these is meant, call the answer so in `[rename]`; else leave the step out"
            report.add(declared.finding("NB614", message, at=declared.steps[number - 1], hint=hint))


def _answer(
    declared: Declaration, steps: Sequence[Manifest], report: Report
) -> tuple[tuple[Link, ...], tuple[OutputField, ...]]:
    if not declared.answer:
        last = steps[-1].response
        return tuple(Link(name=each.name, step=len(steps), field=each.name) for each in last), last
    links, fields = [], []
    for name, text in declared.answer.items():
        found = _find_answer(declared, steps, text, "answer", report)
        if found is not None:
            number, field = found
            links.append(Link(name=name, step=number, field=field.name))
            fields.append(OutputField(name=name, kind=field.kind, dtype=field.dtype, shape=field.shape))
    return tuple(links), tuple(fields)


def _evaluated(
    declared: Declaration, steps: Sequence[Manifest], answer: Sequence[Link], report: Report
) -> tuple[int, str] | None:
    if declared.evaluate is None:
        return None
    text = declared.evaluate.answer
    named = next((link for link in answer if link.name == text), None)
    if named is not None:
        return named.step, named.field
    found = _find_answer(declared, steps, text, "evaluate", report)
    return None if found is None else (found[0], found[1].name)
