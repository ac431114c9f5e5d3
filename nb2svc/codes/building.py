"""Findings of the run and the bundle (NB4), and about what is served (NB5)."""

from __future__ import annotations

from typing import Final

from nb2svc.codes.kind import Code, Severity, code

__all__ = ["BUILDING"]

BUILDING: Final[tuple[Code, ...]] = (
    code(
        "NB401",
        "state-as-pickle",
        Severity.WARNING,
        "A frozen value can only be stored as a pickle.",
        "Loading a pickle runs code: only load bundles that you trust.",
        bad="model = third_party.Model().fit(X, y)",
        good="model = LogisticRegression().fit(X, y)",
    ),
    code(
        "NB402",
        "state-not-storable",
        Severity.ERROR,
        "A value that the service needs cannot be stored.",
        "The service could not be started from the bundle.",
        bad="model = open('weights.bin')",
        good="model = open('weights.bin').read()",
    ),
    code(
        "NB403",
        "failing-cell",
        Severity.ERROR,
        "A cell that the service needs fails when the notebook is run from top to bottom.",
        "What fails in a clean run cannot be reproduced.",
        bad="df = pd.read_csv('missing.csv')",
        good="df = pd.read_csv('rows.csv')",
    ),
    code(
        "NB404",
        "failing-report-cell",
        Severity.WARNING,
        "An evaluate or report cell fails.",
        "The service does not need it; its metrics or figures are missing from the version.",
        bad="# %% tags=report\nplt.plot(missing)",
        good="# %% tags=report\nplt.plot(answer)",
    ),
    code(
        "NB405",
        "run-timeout",
        Severity.ERROR,
        "The notebook ran longer than the time limit.",
        "The build was stopped; nothing was published.",
        bad="GridSearchCV(model, huge_grid).fit(X, y)",
        good="# nb2svc build --timeout 3600",
    ),
    code(
        "NB406",
        "verification-failed",
        Severity.ERROR,
        "The generated package answers something else than the notebook.",
        "No version is published with a failed check.",
        bad="answer = model.predict(X) + np.random.rand(len(X))",
        good="answer = model.predict(X)",
    ),
    code(
        "NB407",
        "no-evaluation-mode",
        Severity.WARNING,
        "A torch model predicts in training mode.",
        "Dropout and batch statistics make answers depend on chance and on the other rows.",
        bad="answer = model(X)",
        good="model.eval()\nanswer = model(X)",
    ),
    code(
        "NB408",
        "module-reads-file",
        Severity.ERROR,
        "A module beside the notebook reads a data file when it is imported.",
        "The module becomes part of the version, the file does not: a service would not start, or read another.",
        bad="# helpers.py\nCITIES = pd.read_csv('cities.csv')",
        good="# %% tags=preprocess\ncities = pd.read_csv('cities.csv')\ndf = helpers.add_city(df, cities)",
    ),
    code(
        "NB501",
        "rows-may-vanish",
        Severity.WARNING,
        "A statement drops rows on the way to the answer.",
        "A request row that it drops gets an error of its own instead of an answer.",
        bad="df = df[df['area'] > 0]",
        good="df['area'] = df['area'].clip(lower=1)",
    ),
)
