"""Every kind of finding: number, name, what it says, why it matters, an example. The reference page is made of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

__all__ = ["CODES", "Code", "Severity"]


class Severity(StrEnum):
    """How much a finding matters: an error stops the build, a warning is recorded, a note explains."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One kind of finding: the entry of the reference page.

    Attributes:
        code: stable number, grouped by phase (NB0 read, NB1 tags, NB2 names and flow, NB3 emit, NB4 bundle, NB5 serve).
        name: the number in words, kebab-case.
        severity: how much it matters.
        what: the fact, in one sentence.
        why: why a data scientist should care.
        bad: the smallest notebook text that shows it.
        good: the same text, mended.
    """

    code: str
    name: str
    severity: Severity
    what: str
    why: str
    bad: str
    good: str


def _code(code: str, name: str, severity: Severity, what: str, why: str, *, bad: str, good: str) -> tuple[str, Code]:
    return code, Code(code=code, name=name, severity=severity, what=what, why=why, bad=bad, good=good)


CODES: Final[dict[str, Code]] = dict(
    (
        _code(
            "NB001",
            "invalid-syntax",
            Severity.ERROR,
            "A cell that the service needs is not valid Python.",
            "It cannot be run or compiled; a cell that nothing needs is skipped without this finding.",
            bad="# %% tags=preprocess\nX = df[",
            good="# %% tags=preprocess\nX = df[columns]",
        ),
        _code(
            "NB002",
            "empty-notebook",
            Severity.ERROR,
            "The notebook has no code cell.",
            "There is nothing to compile.",
            bad="",
            good="# %% tags=load\ndf = pd.read_csv('rows.csv')",
        ),
        _code(
            "NB003",
            "unsupported-magic",
            Severity.ERROR,
            "A statement that the service needs is a magic or shell command without a Python meaning.",
            "A service has no IPython: what the magic does would be missing from it.",
            bad="# %% tags=load\nfiles = !ls data",
            good="# %% tags=load\nfiles = os.listdir('data')",
        ),
        _code(
            "NB004",
            "install-in-notebook",
            Severity.NOTE,
            "A cell installs packages.",
            "The build does not run it; the versions installed now are what the service is locked to.",
            bad="!pip install lightgbm",
            good="# install the packages before the build",
        ),
        _code(
            "NB101",
            "no-tags",
            Severity.ERROR,
            "No cell has a stage tag.",
            "Tags tell where rows come from and what the answer is.",
            bad="# %%\ndf = pd.read_csv('rows.csv')",
            good="# %% tags=load\ndf = pd.read_csv('rows.csv')",
        ),
        _code(
            "NB102",
            "unknown-tag",
            Severity.WARNING,
            "A tag is almost the name of a stage.",
            "The cell is compiled as if it had no tag.",
            bad="# %% tags=preproces\nX = df[columns]",
            good="# %% tags=preprocess\nX = df[columns]",
        ),
        _code(
            "NB103",
            "missing-stage",
            Severity.ERROR,
            "A stage that every service needs has no cell.",
            "Without `load` no one knows what a row is, without `predict` what the answer is.",
            bad="# %% tags=load\ndf = pd.read_csv('rows.csv')",
            good="# %% tags=load\ndf = pd.read_csv('rows.csv')\n# %% tags=predict\nanswer = model.predict(df)",
        ),
        _code(
            "NB104",
            "invalid-parameter",
            Severity.ERROR,
            "A parameter is unknown, or its value does not fit.",
            "The notebook would run with another value than the one asked for.",
            bad="# %% tags=parameters\nn_trees: int = 'many'",
            good="# %% tags=parameters\nn_trees: int = 200",
        ),
        _code(
            "NB105",
            "bare-statement-in-parameters",
            Severity.WARNING,
            "A statement in a parameters cell is not a plain assignment of a literal.",
            "It cannot be set from outside, so it is compiled like any other statement.",
            bad="# %% tags=parameters\nimport os",
            good="# %% tags=parameters\npath = 'rows.csv'",
        ),
        _code(
            "NB201",
            "no-answer",
            Severity.ERROR,
            "The predict cells compute no value that belongs to one loaded row, or to a request written down there.",
            "The service answers with what the predict cells give for a request; a score or a count is about all rows.",
            bad="# %% tags=predict\nprint('done')",
            good="# %% tags=predict\nanswer = model.predict(X)",
        ),
        _code(
            "NB203",
            "undefined-name",
            Severity.ERROR,
            "A statement reads a name that nothing above it defines.",
            "The notebook only works with what is left in a running kernel.",
            bad="# %% tags=predict\nanswer = model.predict(X)",
            good="# %% tags=train\nmodel = LinearRegression().fit(X, y)\n# %% tags=predict\nanswer = model.predict(X)",
        ),
        _code(
            "NB204",
            "maybe-undefined-name",
            Severity.WARNING,
            "A statement reads a name that is defined only on some paths above it.",
            "Whether the notebook works depends on its data.",
            bad="if flag:\n    model = fit(X)\nanswer = model.predict(X)",
            good="model = None\nif flag:\n    model = fit(X)\nanswer = model.predict(X)",
        ),
        _code(
            "NB205",
            "dynamic-names",
            Severity.ERROR,
            "A statement that the service needs reads or writes names through `exec`, `eval` or `globals`.",
            "What it reads cannot be known without running it, so nothing can be proven about it.",
            bad="exec(code)",
            good="answer = model.predict(X)",
        ),
        _code(
            "NB206",
            "whole-data-dependence",
            Severity.ERROR,
            "A value of a row depends on the other rows in a way that no known rule can freeze.",
            "One request at a time, the service would answer something else than the notebook.",
            bad="df['rank'] = df['age'].rank()",
            good="df['rank'] = np.searchsorted(training_ages, df['age'])",
        ),
        _code(
            "NB207",
            "no-rows",
            Severity.ERROR,
            "The load cells give nothing that has rows.",
            "The service's request is a row of what `load` gives.",
            bad="# %% tags=load\npath = 'rows.csv'",
            good="# %% tags=load\ndf = pd.read_csv('rows.csv')",
        ),
        _code(
            "NB208",
            "several-inputs",
            Severity.ERROR,
            "The answer depends on several loaded tables whose rows do not belong together.",
            "A request is one kind of row.",
            bad="# %% tags=load\na = pd.read_csv('a.csv')\nb = pd.read_csv('b.csv')",
            good="# %% tags=load\ndf = pd.read_csv('a.csv').merge(pd.read_csv('b.csv'), on='id')",
        ),
        _code(
            "NB209",
            "target-leak",
            Severity.ERROR,
            "A feature is computed from the target.",
            "The target is what the service is asked for: a request cannot hold it.",
            bad="X['z'] = df['price'] / df['area']\nmodel.fit(X, df['price'])",
            good="X['z'] = df['area']\nmodel.fit(X, df['price'])",
        ),
        _code(
            "NB210",
            "two-candidates",
            Severity.ERROR,
            "Two predict cells answer the same question with different models.",
            "A service has one answer to a row: which of the two it is to be, only the author knows.",
            bad="# %% tags=predict\na = tree.predict(X)\n# %% tags=predict\nb = forest.predict(X)",
            good="# %%\na = tree.predict(X)\n# %% tags=predict\nb = forest.predict(X)",
        ),
        _code(
            "NB211",
            "needs-history",
            Severity.ERROR,
            "A value of a row is computed from other rows: the rows before it, its window, its rank.",
            "A request is a row without history; answered alone, it would get another value than in the notebook.",
            bad="df['last_week'] = df.groupby('store')['sales'].shift(7)",
            good="# %% tags=load\ndf = pd.read_csv('sales.csv')  # with the column last_week",
        ),
        _code(
            "NB212",
            "random-answer",
            Severity.ERROR,
            "A value that the answer needs is drawn from random numbers for each row.",
            "Asked again with the same row, the service would answer something else.",
            bad="answer = model.predict(X) + np.random.rand(len(X))",
            good="answer = model.predict(X)",
        ),
        _code(
            "NB220",
            "lost-change",
            Severity.WARNING,
            "A statement changes a copy of a part of a frame: the frame stays as it is.",
            "The statement does nothing and nothing fails: gaps stay gaps, and all that follows is computed from them.",
            bad="df['age'].fillna(0, inplace=True)",
            good="df['age'] = df['age'].fillna(0)",
        ),
        _code(
            "NB221",
            "text-is-not-object",
            Severity.WARNING,
            "A statement looks for columns of text by the dtype `object`.",
            "Since pandas 3 the dtype of text is `str`: the columns are not found, and nothing fails.",
            bad="texts = df.dtypes[df.dtypes == 'object'].index",
            good="texts = df.select_dtypes(['object', 'str']).columns",
        ),
        _code(
            "NB222",
            "changed-meaning",
            Severity.WARNING,
            "A call still runs and gives something else than it did in older versions, or than it says.",
            "The service answers as the notebook does today, which may not be what was meant.",
            bad="seconds = pd.to_datetime(df['t']).astype('int64') // 10**9",
            good="seconds = pd.to_datetime(df['t']).dt.as_unit('ns').astype('int64') // 10**9",
        ),
        _code(
            "NB223",
            "removed-from-library",
            Severity.ERROR,
            "A statement that the service needs uses what the installed version of a library no longer has.",
            "The notebook fails there when it is run.",
            bad="df = df.append(more)",
            good="df = pd.concat([df, more])",
        ),
        _code(
            "NB224",
            "maybe-removed-from-library",
            Severity.WARNING,
            "A statement probably uses what the installed version of a library no longer has.",
            "It fails if it is run, and if the object is what it looks like.",
            bad="def add(df, more):\n    return df.append(more)",
            good="def add(df, more):\n    return pd.concat([df, more])",
        ),
        _code(
            "NB213",
            "request-not-followed",
            Severity.ERROR,
            "What the service would do with another request cannot be told from the one that the notebook makes.",
            "The notebook shows one way, one number of rounds, one set of values; another request may need others.",
            bad="if km < 12:\n    fare = near.predict([[km]])\nelse:\n    fare = far.predict([[km]])",
            good="def fare_of(km):\n    return (near if km < 12 else far).predict([[km]])\nfare = fare_of(7.5)",
        ),
        _code(
            "NB214",
            "network-in-service",
            Severity.ERROR,
            "A statement that answers a request asks the network.",
            "What it gives changes without the notebook, and an answer would wait for, and fail with, another machine.",
            bad="df['rate'] = df['currency'].map(lambda c: requests.get(url + c).json()['rate'])",
            good="rates = requests.get(url).json()\ndf['rate'] = df['currency'].map(rates)",
        ),
        _code(
            "NB215",
            "reads-clock",
            Severity.NOTE,
            "What answers a request is computed from the time of day.",
            "The service reads the clock for each request: the same row gets another answer tomorrow.",
            bad="df['age'] = datetime.now().year - df['born']",
            good="df['age'] = 2026 - df['born']",
        ),
        _code(
            "NB216",
            "train-serve-skew",
            Severity.WARNING,
            "The rows that are answered are prepared in another way than those that the model was fitted to.",
            "The service follows the statements that lead to the answer, as the notebook does: "
            "the model is asked about values of another kind than it has learned from.",
            bad="train['km'] = train['metres'] / 1000\ntest['km'] = test['metres'] / 100",
            good="for table in (train, test):\n    table['km'] = table['metres'] / 1000",
        ),
        _code(
            "NB217",
            "statistic-of-served-rows",
            Severity.WARNING,
            "A statistic is taken over the rows that the notebook answers, and not over those of the training.",
            "A request is a row and has no such statistic: the service keeps the one that the run has seen.",
            bad="test['age'] = test['age'].fillna(test['age'].median())",
            good="test['age'] = test['age'].fillna(train['age'].median())",
        ),
        _code(
            "NB401",
            "state-as-pickle",
            Severity.WARNING,
            "A frozen value can only be stored as a pickle.",
            "Loading a pickle runs code: only load bundles that you trust.",
            bad="model = third_party.Model().fit(X, y)",
            good="model = LogisticRegression().fit(X, y)",
        ),
        _code(
            "NB402",
            "state-not-storable",
            Severity.ERROR,
            "A value that the service needs cannot be stored.",
            "The service could not be started from the bundle.",
            bad="model = open('weights.bin')",
            good="model = open('weights.bin').read()",
        ),
        _code(
            "NB403",
            "failing-cell",
            Severity.ERROR,
            "A cell that the service needs fails when the notebook is run from top to bottom.",
            "What fails in a clean run cannot be reproduced.",
            bad="df = pd.read_csv('missing.csv')",
            good="df = pd.read_csv('rows.csv')",
        ),
        _code(
            "NB404",
            "failing-report-cell",
            Severity.WARNING,
            "An evaluate or report cell fails.",
            "The service does not need it; its metrics or figures are missing from the version.",
            bad="# %% tags=report\nplt.plot(missing)",
            good="# %% tags=report\nplt.plot(answer)",
        ),
        _code(
            "NB405",
            "run-timeout",
            Severity.ERROR,
            "The notebook ran longer than the time limit.",
            "The build was stopped; nothing was published.",
            bad="GridSearchCV(model, huge_grid).fit(X, y)",
            good="# nb2svc build --timeout 3600",
        ),
        _code(
            "NB406",
            "verification-failed",
            Severity.ERROR,
            "The generated package answers something else than the notebook.",
            "No version is published with a failed check.",
            bad="answer = model.predict(X) + np.random.rand(len(X))",
            good="answer = model.predict(X)",
        ),
        _code(
            "NB407",
            "no-evaluation-mode",
            Severity.WARNING,
            "A torch model predicts in training mode.",
            "Dropout and batch statistics make answers depend on chance and on the other rows.",
            bad="answer = model(X)",
            good="model.eval()\nanswer = model(X)",
        ),
        _code(
            "NB408",
            "module-reads-file",
            Severity.ERROR,
            "A module beside the notebook reads a data file when it is imported.",
            "The module becomes part of the version, the file does not: a service would not start, or read another.",
            bad="# helpers.py\nCITIES = pd.read_csv('cities.csv')",
            good="# %% tags=preprocess\ncities = pd.read_csv('cities.csv')\ndf = helpers.add_city(df, cities)",
        ),
        _code(
            "NB501",
            "rows-may-vanish",
            Severity.WARNING,
            "A statement drops rows on the way to the answer.",
            "A request row that it drops gets an error of its own instead of an answer.",
            bad="df = df[df['area'] > 0]",
            good="df['area'] = df['area'].clip(lower=1)",
        ),
    )
)
