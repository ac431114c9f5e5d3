"""A churn bundle as a build leaves it, with the user's notebook and the profile of the training rows."""

import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import nbformat

sys.path.insert(0, str(Path(__file__).parents[1] / "runtime"))  # the runtime's tests write bundles by hand

from bundles import Written, rehash, training_rows, write_churn

from nb2svc.build.probe.profile import profile_input

CELLS = (
    ("", "import matplotlib.pyplot as plt\nimport pandas as pd\n%matplotlib inline"),
    ("parameters", "path = 'data/churn.csv'\nn_trees = 200\nbins: int = 40"),
    ("load", "df = pd.read_csv(path)"),
    ("", "COLOR = 'tab:red'\ndef label(ax):\n    ax.set_xlabel('probability of leaving')"),
    ("preprocess", "df['per_month'] = df['charge'] / df['tenure']\nX = pd.get_dummies(df.drop(columns='churn'))"),
    ("train", "y_test = df['churn']\nmodel = fit(X, y_test)"),
    ("predict", "proba = model.predict_proba(X)[:, 1]\nwill_churn = proba > 0.5"),
    (
        "report",
        "fig, ax = plt.subplots(figsize=(6, 3))\nax.hist(proba, bins=bins, color=COLOR)\nlabel(ax)\nplt.show()",
    ),
    ("report", "print(f'{will_churn.sum()} of {len(X)} customers, {df[\"charge\"].sum():.2f} a month')"),
    ("report", "pd.crosstab(y_test, will_churn)"),
    ("report", "df['no such column']"),
)


def write_version(folder: Path, *, reports: tuple[str, ...] = ()) -> Written:
    """Write the churn bundle with everything that a batch run reads; its notebook may have further report cells."""
    written = write_churn(folder)
    new = nbformat.v4
    cells = [
        new.new_code_cell(source, id=f"c{i}", metadata={"tags": [tag] if tag else []})
        for i, (tag, source) in enumerate((*CELLS, *(("report", source) for source in reports)), 1)
    ]
    nbformat.write(new.new_notebook(cells=cells), folder / "notebook.ipynb")
    profile = profile_input("df", training_rows())
    (folder / "profile.json").write_bytes(msgspec.json.encode(profile))
    parameters = {"path": "data/churn.csv", "n_trees": 200, "bins": 40}
    written.manifest = rehash(folder, replace(written.manifest, parameters=parameters))
    return written
