"""Findings about the notebook as it is written: its text (NB0) and its tags (NB1)."""

from __future__ import annotations

from typing import Final

from nb2svc.codes.kind import Code, Severity, code

__all__ = ["READING"]

READING: Final[tuple[Code, ...]] = (
    code(
        "NB001",
        "invalid-syntax",
        Severity.ERROR,
        "A cell that the service needs is not valid Python.",
        "It cannot be run or compiled; a cell that nothing needs is skipped without this finding.",
        bad="# %% tags=preprocess\nX = df[",
        good="# %% tags=preprocess\nX = df[columns]",
    ),
    code(
        "NB002",
        "empty-notebook",
        Severity.ERROR,
        "The notebook has no code cell.",
        "There is nothing to compile.",
        bad="",
        good="# %% tags=load\ndf = pd.read_csv('rows.csv')",
    ),
    code(
        "NB003",
        "unsupported-magic",
        Severity.ERROR,
        "A statement that the service needs is a magic or shell command without a Python meaning.",
        "A service has no IPython: what the magic does would be missing from it.",
        bad="# %% tags=load\nfiles = !ls data",
        good="# %% tags=load\nfiles = os.listdir('data')",
    ),
    code(
        "NB004",
        "install-in-notebook",
        Severity.NOTE,
        "A cell installs packages.",
        "The build does not run it; the versions installed now are what the service is locked to.",
        bad="!pip install lightgbm",
        good="# install the packages before the build",
    ),
    code(
        "NB101",
        "no-tags",
        Severity.ERROR,
        "No cell has a stage tag.",
        "Tags tell where rows come from and what the answer is.",
        bad="# %%\ndf = pd.read_csv('rows.csv')",
        good="# %% tags=load\ndf = pd.read_csv('rows.csv')",
    ),
    code(
        "NB102",
        "unknown-tag",
        Severity.WARNING,
        "A tag is almost the name of a stage.",
        "The cell is compiled as if it had no tag.",
        bad="# %% tags=preproces\nX = df[columns]",
        good="# %% tags=preprocess\nX = df[columns]",
    ),
    code(
        "NB103",
        "missing-stage",
        Severity.ERROR,
        "A stage that every service needs has no cell.",
        "Without `load` no one knows what a row is, without `predict` what the answer is.",
        bad="# %% tags=load\ndf = pd.read_csv('rows.csv')",
        good="# %% tags=load\ndf = pd.read_csv('rows.csv')\n# %% tags=predict\nanswer = model.predict(df)",
    ),
    code(
        "NB104",
        "invalid-parameter",
        Severity.ERROR,
        "A parameter is unknown, or its value does not fit.",
        "The notebook would run with another value than the one asked for.",
        bad="# %% tags=parameters\nn_trees: int = 'many'",
        good="# %% tags=parameters\nn_trees: int = 200",
    ),
    code(
        "NB105",
        "bare-statement-in-parameters",
        Severity.WARNING,
        "A statement in a parameters cell is not a plain assignment of a literal.",
        "It cannot be set from outside, so it is compiled like any other statement.",
        bad="# %% tags=parameters\nimport os",
        good="# %% tags=parameters\npath = 'rows.csv'",
    ),
)
