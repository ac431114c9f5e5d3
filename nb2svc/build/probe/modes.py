"""torch models that predict while they are in training mode, and whether that makes a difference to the answer."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any, Final

from nb2svc.build.probe.experiment import EMPTY, FAILED, try_shadows
from nb2svc.build.probe.observer import Observer
from nb2svc.build.probe.records import Carried
from nb2svc.build.probe.values import same, torch_module

__all__ = ["REMEDY", "check_mode", "training_reason"]

REMEDY: Final = "call the network's `eval()` before the prediction, and run the notebook again: its answers change"


def check_mode(observer: Observer, function: Callable[..., Any], operands: Sequence[Carried], given: Any) -> None:
    """Remember the models of an operation that give something else in training mode than in evaluation mode.

    Args:
        observer: the memory of the run.
        function: the operation.
        operands: what it works on.
        given: what it gave on the first sample, in the mode that the notebook left its models in.
    """
    training = [o for o in operands if _is_training(o)]
    if not training or given is FAILED or given is EMPTY:
        return
    evaluated = try_shadows(function, [_evaluating(o) for o in operands], 1)[0]
    if evaluated is FAILED or not same(given, evaluated):
        for operand in training:
            observer.training_mode |= dict.fromkeys(operand.captures)


def training_reason(operands: Sequence[Carried]) -> str:
    """Return why the rows depend on each other or on chance, where it is a model's mode; else empty."""
    if not any(_is_training(o) for o in operands):
        return ""
    return (
        "the network predicts in training mode, in which dropout draws random numbers and batch normalisation mixes "
        "the rows of a batch"
    )


def _is_training(operand: Carried) -> bool:
    torch = torch_module()
    return torch is not None and isinstance(operand.full, torch.nn.Module) and bool(operand.full.training)


def _evaluating(operand: Carried) -> Carried:
    return Carried(full=copy.deepcopy(operand.full).eval()) if _is_training(operand) else operand
