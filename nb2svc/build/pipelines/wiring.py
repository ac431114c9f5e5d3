"""Where each field of each step comes from: names only, nothing is loaded or run.

A field is given by what `[inputs]` says; else by the latest earlier step that answers a field of that name, after
`[rename]`; else by the request.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nb2svc.build.pipelines.declaration import Declaration
from nb2svc.build.pipelines.fields import explain_conflict, merge_fields
from nb2svc.build.pipelines.parts import Parts
from nb2svc.build.pipelines.review import check_fits, check_inputs, check_order, check_renames, check_use
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
        evaluated: the answer that is measured; None where nothing is.
    """

    inputs: tuple[tuple[Link, ...], ...]
    request: RequestSchema
    answer: tuple[Link, ...]
    response: tuple[OutputField, ...]
    evaluated: Link | None


def wire(declared: Declaration, steps: Sequence[Manifest], report: Report) -> Wiring | None:
    """Return where every field comes from, or None where that cannot be said.

    Args:
        declared: the pipeline.
        steps: what is known of its steps.
        report: gets what is wrong, and what is odd.
    """
    parts = Parts(declared=declared, steps=tuple(steps), report=report)
    check_inputs(parts)
    inputs = tuple(_link(parts, number) for number, _ in parts.numbered())
    check_renames(parts, inputs)
    check_fits(parts, inputs)
    check_order(parts, inputs)
    fields = (*_request_fields(parts, inputs), *_unread_fields(parts, inputs))
    answer, response = _answer(parts, fields)
    evaluated = _evaluated(parts, answer)
    if report.has_errors:
        return None
    check_use(parts, inputs, (*answer, *([evaluated] if evaluated is not None else [])))
    request = RequestSchema(name=declared.name, input="frame", fields=fields)
    return Wiring(inputs=inputs, request=request, answer=answer, response=response, evaluated=evaluated)


def _link(parts: Parts, number: int) -> tuple[Link, ...]:
    given: dict[str, tuple[int, str]] = {}
    for before, step in list(parts.numbered())[: number - 1]:
        given |= {name: (before, field.name) for name, field in parts.called(step).items()}
    names = [field.name for field in parts.steps[number - 1].request.fields if field.required]
    sources = [parts.find_input(number, name) or given.get(name, (0, name)) for name in names]
    return tuple(Link(name=name, step=step, field=field) for name, (step, field) in zip(names, sources, strict=True))


def _request_fields(parts: Parts, inputs: Sequence[Sequence[Link]]) -> Iterator[Field]:
    """Yield the fields that the request must give, each as all steps that read it can take it."""
    readers: dict[str, list[tuple[int, str]]] = {}
    for number, links in enumerate(inputs, 1):
        for link in links:
            if not link.step:
                readers.setdefault(link.field, []).append((number, link.name))
    for name, ((first, known), *others) in readers.items():
        field = replace(parts.field(first, known), name=name)
        for number, known_there in others:
            other = parts.field(number, known_there)
            why = explain_conflict(field, other)
            if why:
                both = f"`{parts.steps[first - 1].version}` and `{parts.steps[number - 1].version}`"
                hint = "rename an answer, so that one of them gets it from a step, or build one of them anew"
                parts.tell("NB603", f"{both} both read `{name}` of the request: {why}", number, hint)
                break
            field = merge_fields(field, other)
        yield field


def _unread_fields(parts: Parts, inputs: Sequence[Sequence[Link]]) -> Iterator[Field]:
    """Yield what the training rows of a step had and no step reads, such as a target: it may be sent."""
    taken = {link.field for links in inputs for link in links if not link.step}
    taken |= {name for step in parts.steps for name in parts.called(step)}
    for step in parts.steps:
        for field in step.request.fields:
            if not field.required and field.name not in taken:
                taken.add(field.name)
                yield field


def _answer(parts: Parts, asked: Sequence[Field]) -> tuple[tuple[Link, ...], tuple[OutputField, ...]]:
    wanted = parts.declared.answer
    if not wanted:
        last = parts.steps[-1].response
        return tuple(Link(name=each.name, step=len(parts.steps), field=each.name) for each in last), last
    links, fields = [], []
    for name, text in wanted.items():
        if parts.is_asked(text):
            given = parts.find_asked(text, asked)
            if given is not None:
                links.append(Link(name=name, step=0, field=given.name))
                fields.append(OutputField(name=name, kind=given.kind, dtype=given.dtype, shape=given.shape))
            continue
        found = parts.find(text, "answer")
        if found is not None:
            number, field = found
            links.append(Link(name=name, step=number, field=field.name))
            fields.append(OutputField(name=name, kind=field.kind, dtype=field.dtype, shape=field.shape))
    return tuple(links), tuple(fields)


def _evaluated(parts: Parts, answer: Sequence[Link]) -> Link | None:
    """Return the answer that is measured: a field of the pipeline's own, or any step's."""
    wanted = parts.declared.evaluate
    if wanted is None:
        return None
    named = next((link for link in answer if link.name == wanted.answer and link.step), None)
    found = parts.find(wanted.answer, "evaluate") if named is None else None
    return named if found is None else Link(name=wanted.answer, step=found[0], field=found[1].name)
