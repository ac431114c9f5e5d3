"""The extension of a Jupyter server: one handler file for each resource; they only translate.

Everything is below `nb2svc/` of the server's own address. Bodies are JSON; every route wants the user that the server
wants, and its XSRF token. A path is that of a notebook relative to the server's root; the notebook in a body is what
the editor holds, saved or not, and needs no outputs. What goes wrong is `{"error": {"type", "message",
"diagnostics"}}`, with 400 for a request that is none, 404 for what there is not, 409 for what is in the way, 422 for
what is the notebook's fault. `cell` in an answer is the position of a cell, counting from 0; `line` and `column` count
from 1.

    POST check {path, notebook}
        {"errors": 1, "diagnostics": [as `nb2svc check --json` has them, and "index": the cell, null for the whole],
         "stages": [{"cell", "stages"}], "served": [[cell, first line, last line]], "unserved": likewise}
        Of `diagnostics`, `cell` counts from 1 as on the command line. `served` is what a build would run for a service,
        statement by statement; `unserved` are the lines of code cells that it leaves out.
    POST explain {path, notebook}
        {"stages": [{"stage", "cells"}], "edges": [{"source", "target", "names"}], "version": "churn@7" or null,
         "lines": [{"cell", "line", "end_line", "needed", "binding", "reason", "served", "read_by"}],
         "meanings": [{"name", "binding", "value", "reason", "cell", "line", "read_by", "words"}],
         "names": [[cell, line, column, end column, index in meanings]],
         "on_request": [stages of which something is computed for each request],
         "kept": [{"stage", "name", "value", "source"}], the values that training fixed,
         "request": {"rows": [variables], "fields": [{"name", "kind"}]}, "answer": {"names": [variables], "fields"},
         "graph": all of that as SVG; a stage in it is a link with the cell as `data-cell`. Empty without stages}
        `fields` and `kept` are those of the newest version. `binding`, `value` and `served` are known where the
        statement is as it was in that version, else null. `words` are sentences for a person; code is in backticks.
    POST suggest {path, notebook}
        [{"cell", "stages", "why"}] for cells that have no stage
    GET starters
        [{"name", "title"}] of the notebooks to begin with
    POST starters {folder, starter, name}; only the folder is needed -> {"path": of the notebook, "files"}
        Writes a notebook that is ready to be built, as `nb2svc new` does, into a new folder below `folder`; a name that
        is taken gets a number, and without one it is the starter's.
    GET versions?path=
        {"service", "aliases": {alias: number}, "versions": [as `nb2svc versions --json` has them],
         "others": [{"service", "aliases", "versions"}, of services of another name that were built of a notebook of
         this name last]}
    POST aliases {version, alias}; "champion" is the alias where none is given
        {"service", "alias", "version": the number that it names now, "before": the one that it named before, or null}
    GET diff?old=churn@6&new=churn@7
        What `nb2svc diff --json` prints: {"old", "new", "same", "same_content", "notebook": {"name", "lines": each with
        its sign, as of a unified diff} or null, "package": [likewise], "parameters": [{"name", "change": "added" |
        "removed" | "changed", "old", "new", "by"}], "metrics", "request", "answer", "state", "packages", "facts"}
    POST form {path, notebook}
        {"service": its name, "fields": [{"name", "kind": "integer" | "number" | "text" | "choice" | "literal",
         "type": in words, "about", "entry": what stands in it, "choices": entries or null}]} of the parameters
    GET place?path=
        {"file", "store"} on the disk of the server, for `nb2svc.panel()` in a kernel that has the same disk
    POST builds {path, notebook, name, parameters, allow, all_cells, state_from} -> {"id"}; path and notebook are needed
        Parameters may be entries of the form. What does not fit is 422 with {"fields": {"name" or "parameters.n_trees":
        what is wrong}} in its error.
    GET builds?path=, GET builds/{id}, DELETE builds/{id} (cancels)
        {"id", "path", "state": "running" | "published" | "failed" | "cancelled" | "interrupted", "started", "ended",
         "steps": [{"step", "state": "waiting" | "started" | "done" | "failed", "detail", "seconds"}],
         "cells": {"done", "total", "cell_id": of the cell that runs} or null,
         "output": the end of what the notebook printed (empty in the list),
         "error": {"type", "message", "diagnostics": as `check` has them, "can_allow": codes} or null,
         "version": as `versions` has it, or null}
        A notebook is built once at a time (409). Builds of earlier servers are listed from the store; one whose server
        ended before it is "interrupted".
    POST services {version}; GET services; GET, DELETE services/{id} (stops); ANY services/{id}/proxy/...
        {"id", "version", "state": "starting" | "running" | "failed" | "ended", "url": of the proxy, relative, "error"}
        While a service starts, its proxy answers 503. A version that is served already is given again.
    GET services/{id}/form
        {"fields": [as of `form`, and "nullable"; "kind" as in the manifest], "examples": [{name: entry}]}
    POST services/{id}/try {entries: {name: entry}}
        {"row": as it was sent, "milliseconds": until the service had answered, "values": [{"name", "text", "shares":
         probabilities or null}], "notebook": whether it computed the same, in words, or empty, "faults": {name: what is
         wrong}, "message": what else is, "code": {"curl", "python"}}
    GET batches/form?path=, and &version= for another one than the newest
        {"version": "churn@7" or null, "versions": [{"version", "aliases"}], newest first, of every name,
         "input": {"entry", "suggestions": tables beside the notebook that have the columns}, "output": {"entry"},
         "parameters": [those that a run may set, as fields: {"name", "kind", "type", "about", "entry", "choices"}]}
    POST batches {path, version, input, output, parameters} -> {"id"}; a parameter may be the text of its value
        Addresses are those of `nb2svc batch run`; files are named relative to the notebook's folder, and only those
        that the server shows may be. What can never be done is refused (422), with `fields`: {"input", "output" or
        "parameters.bins": what is wrong}.
    GET batches?path= (the last 50 of its services, whoever has started them), GET batches/{id}, DELETE batches/{id}
        {"id", and as `nb2svc batch show --json` has it: "state": "running" | "done" | "failed" | "timed-out" | "died" |
         "cancelled", "rows", "scored", "rejected", "seconds", "input", "output", "message" ...,
         "error": {"type", "message", "diagnostics", "fields" where it is about one} or null, "has_report",
         "steps", "cells": as those of a build, empty and null for a run that this server does not compute}
    GET reports/{id}
        The report of a run: a page in a sandbox, in which nothing can act as the user.

Changes of builds, services, batch runs and aliases are told on Jupyter's event stream as `urn:nb2svc:changed`: {"kind":
"build" | "service" | "batch" | "alias", "id", "path", "state"}. An event says only that something is new: GET is the
truth.
"""

from __future__ import annotations

from typing import Any

__all__ = ["_jupyter_server_extension_points"]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """Tell Jupyter what this package holds."""
    from nb2svc.lab.server.app import Nb2svcApp  # when a server asks

    return [{"module": "nb2svc.lab.server", "app": Nb2svcApp}]
