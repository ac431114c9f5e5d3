"""Which of the values that predict cells computed, one for each row, are the answer.

proba = model.predict_proba(X)      read by the next line, and wide: not the answer
label = (proba[:, 1] > 0.4)         the answer
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nb2svc.compiler.ir import Program
from nb2svc.compiler.trace import Output, Trace

__all__ = ["choose_outputs"]


def choose_outputs(program: Program, trace: Trace) -> tuple[Output, ...]:
    """Return the values that are the answer.

    One value per row always counts; wide values (features, all probabilities) only where nothing in predict reads
    them further. Values of other rows than the last one's (predictions for the training part) are not the answer.
    """
    # the rows that are alarming, picked from the answered ones, are for people to look at
    of_rows = [o for o in trace.outputs if not o.is_asked]
    every = [o for o in of_rows if trace.nodes[o.node].filter is None] or of_rows
    found = [o for o in every if o.dimensions == 1 or not o.read_later] or every
    found = [o for o in found if not o.variable.startswith("_") and _is_written(program, o)] or of_rows
    if not found:
        return ()
    same_rows = [o for o in found if o.rows == found[-1].rows]
    named = {o.variable for o in same_rows}
    return _last_of_each_name([o for o in same_rows if o.variable or len(named) == 1])


def _is_written(program: Program, output: Output) -> bool:
    """Whether the cell itself has the variable, and not only a helper that was written out in it."""
    cell = program.notebook.cell(output.place.partition(":")[0])
    return not cell.origins or not output.variable or bool(re.search(rf"\b{re.escape(output.variable)}\b", cell.source))


def _last_of_each_name(outputs: Sequence[Output]) -> tuple[Output, ...]:
    """Return the outputs without those that a later one replaces: `df["forecast"] = forecast.round(2)`."""
    kept: list[Output] = []
    for output in reversed(outputs):
        taken = {f.name for other in kept for f in other.fields}
        if not {f.name for f in output.fields} <= taken:
            kept.insert(0, output)
    return tuple(kept)
