"""The edge of the program: whatever happens inside becomes a message on stderr and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from nb2svc.cli.output import print_diagnostics, print_error, print_json
from nb2svc.diagnostics import MissingExtraError, Nb2svcError, RequestError, RowError

__all__ = ["main"]

FAILURE: Final = 1
OUR_BUG: Final = 2
INTERRUPTED: Final = 130  # as shells say it: 128 + SIGINT
_MOST_FAULTS: Final = 20
_MOST_ROWS: Final = 5

_EXTRA_OF: Final = {
    **dict.fromkeys(
        (
            "IPython", "ipykernel", "jupyter_client", "matplotlib", "nbclient", "nbconvert", "nbformat", "packaging",
            "papermill", "sqlalchemy",
        ),
        "build",
    ),
    **dict.fromkeys(("jupyterlab", "ipywidgets"), "lab"),
    "torch": "torch",
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: without the program's name; those of the process when None.

    Returns:
        The exit code: 0 clean, 1 findings or failure, 2 our bug, 130 interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json, debug = "--json" in given, "--debug" in given
    try:
        return _run(given)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # whoever read the output has enough (`nb2svc show churn | head`); nothing may be written at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILURE
    except Nb2svcError as error:
        return _fail(error, as_json=as_json)
    except ModuleNotFoundError as error:
        extra = _EXTRA_OF.get((error.name or "").partition(".")[0])
        if extra is None:
            return _tell_bug(error, as_json=as_json, debug=debug)
        return _fail(MissingExtraError(f"`nb2svc {_command(given)}`", extra), as_json=as_json)
    except Exception as error:  # noqa: BLE001 - the edge: anything else is our bug, and is told as such
        return _tell_bug(error, as_json=as_json, debug=debug)


def _run(arguments: list[str]) -> int:
    notebook = _plain_check(arguments)
    if notebook is not None:
        from nb2svc.cli.checking import check_notebook

        return check_notebook(Path(notebook), as_json="--json" in arguments)
    import typer  # after `main` is defined: an interrupt while it is imported is caught as well

    from nb2svc.cli.app import app

    usage_error: type[Exception] = typer.BadParameter.__mro__[1]  # click's UsageError, which typer keeps to itself
    try:
        return app(arguments, prog_name="nb2svc", standalone_mode=False) or 0
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    except usage_error as error:
        return _tell_usage(error)


def _plain_check(arguments: Sequence[str]) -> str | None:
    """Return the notebook of `check NOTEBOOK [--json]`, or None for any other command.

    It is what editors and people who fix a notebook call again and again; without the machinery for options, which
    takes longer to import than 100 cells take to check.
    """
    given = [argument for argument in arguments if argument != "--json"]
    match given:
        case ["check", notebook] if notebook and not notebook.startswith("-"):
            return notebook
        case _:
            return None


def _tell_usage(error: Any) -> int:
    message = error.format_message()
    if not message:  # `nb2svc` alone: the help was printed instead
        return FAILURE
    path = error.ctx.command_path if error.ctx else "nb2svc"
    raise Nb2svcError(f"{message} See `{path} --help`") from error


def _fail(error: Nb2svcError, *, as_json: bool) -> int:
    print_diagnostics(error.diagnostics)
    blank = "\n" if error.diagnostics else ""
    print_error(f"{blank}error: {error.message}")
    if isinstance(error, RequestError):
        _list_rows(error.errors[1:])
    if as_json:
        print_json({"error": _facts(error)})
    return FAILURE


def _list_rows(errors: Sequence[RowError]) -> None:
    """Print the faults that the message does not name, equal ones on one line."""
    rows: dict[tuple[str, str], list[int]] = {}
    for error in errors:
        rows.setdefault((error.field, error.message), []).append(error.row)
    for (field, message), numbers in list(rows.items())[:_MOST_FAULTS]:
        more = f" and {len(numbers) - _MOST_ROWS:,} more" if len(numbers) > _MOST_ROWS else ""
        where = f"row{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers[:_MOST_ROWS]))}{more}"
        print_error(f"  {where}{f', field `{field}`' if field else ''}: {message}")
    if len(rows) > _MOST_FAULTS:
        print_error(f"  and {len(rows) - _MOST_FAULTS:,} more")


def _facts(error: Nb2svcError) -> dict[str, object]:
    facts: dict[str, object] = {
        "type": type(error).__name__,
        "message": error.message,
        "diagnostics": [diagnostic.to_json() for diagnostic in error.diagnostics],
    }
    if isinstance(error, RequestError):
        facts["rows"] = error.errors
    return facts


def _tell_bug(error: Exception, *, as_json: bool, debug: bool) -> int:
    import tempfile  # start-up: only a bug of ours needs these
    import traceback

    text = "".join(traceback.format_exception(error))
    if debug:
        print_error(text)
        where = "the traceback above"
    else:
        handle, name = tempfile.mkstemp(prefix="nb2svc-error-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        where = f"the text of `{Path(name)}`"
    summary = f"{type(error).__name__}: {error}"
    print_error(
        f"internal error: {summary}\nThis is a fault of nb2svc, not of the notebook. Please report it with {where}"
    )
    if as_json:
        print_json({"error": {"type": "internal error", "message": summary, "diagnostics": []}})
    return OUR_BUG


def _command(arguments: Sequence[str]) -> str:
    return next((each for each in arguments if not each.startswith("-")), "")
