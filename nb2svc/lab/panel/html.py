"""The panel's pieces as HTML. Every text that is not ours is escaped here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final

from nb2svc.diagnostics import Nb2svcError
from nb2svc.lab.drawing.graph import draw_graph
from nb2svc.lab.panel.look import Look
from nb2svc.lab.panel.words import name_checks, name_metrics

__all__ = [
    "name_place",
    "show_answer",
    "show_build",
    "show_error",
    "show_fault",
    "show_finding",
    "show_heading",
    "show_note",
    "show_output",
    "show_pipeline",
    "show_versions",
]

_MOST_OUTPUT: Final = 4000  # characters
_MARKS: Final = {
    "error": "✕",
    "warning": "!",
    "information": "i",
    "waiting": "○",
    "started": "◐",
    "done": "●",
    "failed": "✕",
}


def show_heading(text: str) -> str:
    """Return the heading of a section."""
    return f'<h4 class="nb2svc-Heading">{escape(text)}</h4>'


def show_note(text: str) -> str:
    """Return a line in small print."""
    return f'<p class="nb2svc-Note">{_prose(text)}</p>'


def show_fault(text: str) -> str:
    """Return what went wrong."""
    return f'<p class="nb2svc-Fault" role="alert"><b>{_MARKS["error"]}</b> {_prose(text)}</p>'


def show_error(error: Exception) -> str:
    """Return what an error says."""
    return show_fault(error.message if isinstance(error, Nb2svcError) else str(error))


def show_pipeline(look: Look) -> str:
    """Return the stages and what flows between them, as a picture."""
    if not look.explained["stages"]:
        return show_note("No cell has a stage yet: tag one as `load` and one as `predict` to begin with.")
    return draw_graph(look.explained, links=False)


def show_finding(finding: Mapping[str, Any], *, with_place: bool = True) -> str:
    """Return a finding with what to do."""
    severity = str(finding["severity"])
    place = f", {name_place(finding)}" if with_place else ""
    hint = f'<div class="nb2svc-Hint">{_prose(finding["hint"])}</div>' if finding["hint"] else ""
    return (
        f'<div class="nb2svc-{escape(severity)}"><b>{_MARKS.get(severity, "i")} {escape(severity)}</b> '
        f"{escape(finding['code'])}{place}: {_prose(finding['message'])}{hint}</div>"
    )


def name_place(finding: Mapping[str, Any]) -> str:
    """Return `cell 4, line 2`."""
    line = f", line {finding['line']}" if finding["line"] else ""
    return f"cell {finding['cell']}{line}" if finding["cell"] else "the whole notebook"


def show_versions(look: Look) -> str:
    """Return the versions, the newest first."""
    built = look.built()
    if not built:
        return show_note(f"No version of `{look.versions['service']}` yet in `{look.store}`.")
    rows = (
        (
            version["version"],
            version["created"].replace("T", " ")[:16],
            name_checks(version),
            name_metrics(version),
            aliases,
        )
        for version, aliases in built
    )
    return _table(("version", "built (UTC)", "verification", "metrics", "aliases"), rows) + show_note(
        f"in `{look.store}`"
    )


def show_build(build: Mapping[str, Any]) -> str:
    """Return how a build stands: its steps, what the notebook printed, and why it failed."""
    steps = "".join(map(_step, build["steps"]))
    parts = [f'<p role="status"><b>{escape(_outcome(build))}</b></p>', f'<ul class="nb2svc-List">{steps}</ul>']
    if build["output"]:
        parts.append(show_output(build["output"][-_MOST_OUTPUT:]))
    error = build["error"]
    if error is not None:
        parts.append(show_fault(error["message"]))
        parts += map(show_finding, error["diagnostics"])
    return "".join(parts)


def show_output(text: str) -> str:
    """Return what a program has printed."""
    return f'<pre class="nb2svc-Output">{escape(text)}</pre>'


def show_answer(facts: Mapping[str, Any], words: str, *, log: str = "") -> str:
    """Return the answer to a row, or why there is none.

    Args:
        facts: as `lab/facts/answers` tells them.
        words: what there is to say of either.
        log: what the service has written about it.
    """
    parts = [show_fault(f"`{name}`: {fault}") for name, fault in facts["faults"].items()]
    if facts["message"]:
        parts.append(show_fault(facts["message"]))
    if facts["values"]:
        parts.append(_table(("field", "answer"), ((each["name"], each["text"]) for each in facts["values"])))
    elif log:
        parts.append(show_output(log))
    return "".join(parts) + show_note(", ".join(filter(None, (words, facts["notebook"]))))


def _step(step: Mapping[str, Any]) -> str:
    seconds = "" if step["seconds"] is None else f", {step['seconds']:.1f} s"
    detail = f" ({escape(step['detail'])})" if step["detail"] else ""
    state = escape(step["state"])
    return f'<li class="nb2svc-{state}">{_MARKS[step["state"]]} {escape(step["step"])}: {state}{seconds}{detail}</li>'


def _outcome(build: Mapping[str, Any]) -> str:
    version = build["version"]
    return f"published {version['version']}" if version else str(build["state"])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    titles = "".join(f'<th scope="col">{escape(each)}</th>' for each in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table class="nb2svc-Table"><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>'


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"<code>{escape(name)}</code>" for name in names)


def _prose(text: str) -> str:
    """Return a message with what stands between backticks as code."""
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", escape(text)).replace("\n", "<br>")
