"""`nb2svc explain`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import nb2svc
from nb2svc.cli.options import JsonOption, ParameterOption, StoreOption, TimeoutOption, VerboseOption, parse_parameters
from nb2svc.cli.output import print_json
from nb2svc.cli.progress import show_progress
from nb2svc.diagnostics import Nb2svcError
from nb2svc.manifest import Manifest

__all__ = ["explain"]

SubjectArgument = Annotated[
    str,
    typer.Argument(
        metavar="NOTEBOOK|SERVICE",
        help="An .ipynb file or a percent script (.py), which is run; or churn@7, of which nothing is run.",
    ),
]


def explain(
    subject: SubjectArgument,
    parameters: ParameterOption = None,
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    timeout: TimeoutOption = None,
    verbose: VerboseOption = False,
    as_json: JsonOption = False,
) -> int:
    """Show statement by statement what is served, what is frozen with which value, and what is left out and why."""
    if Path(subject).suffix == ".toml":
        raise Nb2svcError(f"`{subject}` declares a pipeline, which has no statements: explain its steps")
    if Path(subject).suffix in {".ipynb", ".py"}:
        from nb2svc.build.build import explain as explain_notebook  # start-up: compiling is not needed for a version

        limit = {} if timeout is None else {"timeout": timeout}
        with show_progress(quiet=as_json, verbose=verbose) as on_progress:
            explanation = explain_notebook(
                subject, parameters=parse_parameters(parameters), on_progress=on_progress, **limit
            )
    else:
        from nb2svc.build.explanations import read_explanation
        from nb2svc.store import find_bundle, read_manifest

        folder = find_bundle(subject, store)
        _refuse_pipeline(read_manifest(folder))
        explanation = read_explanation(folder)
    if as_json:
        print_json(explanation)
        return 0
    from nb2svc.cli.explained import print_explanation  # rich: only when it is shown

    print_explanation(explanation)
    return 0


def _refuse_pipeline(manifest: Manifest) -> None:
    if manifest.steps:
        steps = " and ".join(step.version for step in manifest.steps)
        raise Nb2svcError(f"{manifest.version} is a pipeline: its statements are those of its steps, {steps}")
