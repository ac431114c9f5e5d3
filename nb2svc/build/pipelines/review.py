"""What does not fit between the steps of a pipeline, and what is odd. Names and kinds only."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from nb2svc.build.pipelines.fields import explain_misfit
from nb2svc.build.pipelines.parts import Parts
from nb2svc.manifest import Link

__all__ = ["check_fits", "check_inputs", "check_order", "check_renames", "check_use"]

_LISTED: Final = 12
Inputs = Sequence[Sequence[Link]]
"""For each step, where its fields come from."""


def check_renames(parts: Parts, inputs: Inputs) -> None:
    """Report renames of what is not there, two answers under one name, and names that no later step reads."""
    used = {(link.step, link.field) for links in inputs for link in links}
    for text, new in parts.declared.rename.items():
        found = parts.find(text, "rename")
        if found is None:
            continue
        number, answer = found
        step = parts.steps[number - 1]
        same = [f"`{field.name}`" for field in step.response if parts.new_name(step, field.name) == new]
        if len(same) > 1:
            message = f"later steps would know {' and '.join(same)} of `{step.version}` both as `{new}`"
            parts.tell("NB605", message, text, "give each answer a name of its own")
        if (number, answer.name) not in used:
            message = f"no later step reads `{new}`, as `{text}` is called here"
            parts.tell("NB608", message, text, "to call a field of the answer otherwise, write it in `[answer]`")


def check_inputs(parts: Parts) -> None:
    """Report what `[inputs]` gives to no field that a step reads."""
    known = {f"{step.service}.{field.name}" for step in parts.steps for field in step.request.fields if field.required}
    for text in parts.declared.inputs:
        if text not in known:
            near = get_close_matches(text, sorted(known), n=1)
            guess = f"; did you mean `{near[0]}`?" if near else ""
            hint = (
                f"write `service.field`; fields are {', '.join(f'`{each}`' for each in sorted(known)[:_LISTED])}{guess}"
            )
            parts.tell("NB602", f"`[inputs]` names `{text}`, which no step reads", text, hint)


def check_fits(parts: Parts, inputs: Inputs) -> None:
    """Report answers that can never be the field that they are for."""
    for number, links in enumerate(inputs, 1):
        for link in (each for each in links if each.step):
            source, step = parts.steps[link.step - 1], parts.steps[number - 1]
            answer = next(field for field in source.response if field.name == link.field)
            misfit = explain_misfit(answer, parts.field(number, link.name))
            if misfit is not None:
                given, wanted = f"`{link.field}` of `{source.version}` is {misfit[0]}", misfit[1]
                hint = "rename the answer, so that another field is given by it, or build the step on what it gets"
                message = f"{given}, but `{step.version}` reads {wanted} as its `{link.name}`"
                parts.tell("NB603", message, number, hint)


def check_order(parts: Parts, inputs: Inputs) -> None:
    """Report fields that the request has to give although a step answers them, only later."""
    for number, links in enumerate(inputs, 1):
        step = parts.steps[number - 1]
        asked = [each for each in links if not each.step and f"{step.service}.{each.name}" not in parts.declared.inputs]
        for link in asked:
            later = next((each for each in parts.steps[number:] if link.name in parts.called(each)), None)
            if later is not None:
                given = f"`{later.version}`, which answers it, comes later"
                hint = f"put `{later.service}` before `{step.service}` if its answer is meant"
                parts.tell("NB607", f"`{step.version}` reads `{link.name}` from the request: {given}", number, hint)


def check_use(parts: Parts, inputs: Inputs, answer: Sequence[Link]) -> None:
    """Report steps that could be left out; most often an answer is called otherwise than the field that it is for.

    Args:
        parts: the pipeline.
        inputs: where the fields of its steps come from.
        answer: where its answer comes from, and what is measured.
    """
    read = {link.step for links in (*inputs, answer) for link in links}
    for number, step in parts.numbered():
        if number in read:
            continue
        message = (
            f"nothing reads what `{step.version}` answers: {', '.join(f'`{each.name}`' for each in step.response)}"
        )
        hint = "leave the step out"
        asked = dict.fromkeys(f"`{link.field}`" for links in inputs[number:] for link in links if not link.step)
        if asked:
            message += f"; later steps read {', '.join(asked)} of the request"
            hint = "if one of these is meant, call the answer so in `[rename]`; else leave the step out"
        parts.tell("NB614", message, number, hint)
