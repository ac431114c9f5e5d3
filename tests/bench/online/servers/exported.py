"""The artefact as every peer uses it: the generated functions and the state, with frames typed by the schema.

Runs in the peers' environments, which have numpy, pandas, scikit-learn and joblib, and nothing of nb2svc.
"""

import importlib
import json
import os
import sys
from pathlib import Path

import joblib
import numpy as np
import pandas as pd

FOLDER = Path(os.environ["BENCH_ARTEFACT"])
DEADLINE = float(os.environ.get("BENCH_DEADLINE", "0"))
"""Seconds in which an answer is wanted, 0 where none is set."""
QUEUE = int(os.environ.get("BENCH_QUEUE", "0"))
"""How many requests can be answered within the deadline, for peers that take a bound of their queue."""
WORKERS = int(os.environ.get("BENCH_WORKERS", "1"))

sys.path.insert(0, str(FOLDER))
FACTS = json.loads((FOLDER / "facts.json").read_text())
DTYPES = FACTS["fields"]
NAMES = tuple(DTYPES)


def load():
    """Return a function from rows (dicts) to answers (dicts), and one from a frame to answers."""
    package = FACTS["package"]
    preprocess = importlib.import_module(f"{package}.preprocess").preprocess
    predict = importlib.import_module(f"{package}.predict").predict
    state = joblib.load(FOLDER / "state.joblib")

    def answer_frame(frame):
        answer = predict(preprocess(frame, state), state)
        columns = [np.asarray(answer[name]).tolist() for name in FACTS["answers"]]
        return [dict(zip(FACTS["answers"], values, strict=True)) for values in zip(*columns, strict=True)]

    return lambda rows: answer_frame(make_frame(rows)), answer_frame


def make_frame(rows):
    """Return rows as a frame with the dtypes of the training data."""
    return pd.DataFrame({name: make_column([row[name] for row in rows], kind) for name, kind in DTYPES.items()})


def make_column(values, kind):
    return pd.array(values, dtype="str") if kind == "str" else np.array(values, dtype=kind)
