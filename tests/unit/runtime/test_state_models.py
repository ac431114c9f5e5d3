"""Fitted models survive storage: scikit-learn through skops, torch through safetensors, and when it must be, pickle."""

from __future__ import annotations

import json
import pickle
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.datasets import load_iris
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, LabelEncoder, OneHotEncoder, StandardScaler
from sklearn.svm import SVC
from storing import store

from nb2svc.diagnostics import BundleError
from nb2svc.manifest import StateValue
from nb2svc.runtime.state import NotStorableError, decode_state, encode_state, is_same

X, Y = load_iris(return_X_y=True)

LIBRARY = '''
import threading

import torch


def double(values):
    return values * 2


class Scaler:
    def __init__(self):
        self.mean = [1.5]


class Locked:
    """Cannot be pickled by default."""

    def __init__(self):
        self.lock = threading.Lock()


class Slotted:
    __slots__ = ("value",)


class Net(torch.nn.Module):
    def __init__(self, width, device=None):
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Linear(3, width), torch.nn.Dropout(), torch.nn.Linear(width, 2))
        self.twice = self.layers[2]
        self.activation = torch.nn.functional.relu
        self.also = double
        self.shape = (3, width)
        self.device = torch.device("cpu")
        self.register_buffer("offset", torch.ones(2), persistent=False)

    def forward(self, x):
        return self.also(self.activation(self.layers(x))) + self.offset
'''


@pytest.fixture
def library() -> Iterator[Any]:
    """The notebook's own definitions, where the build puts them while it stores values."""
    parent, module = types.ModuleType("churn"), types.ModuleType("churn.library")
    parent.__path__ = []
    exec(LIBRARY, module.__dict__)
    sys.modules |= {"churn": parent, "churn.library": module}
    yield module
    del sys.modules["churn"], sys.modules["churn.library"]


MODELS = [
    RandomForestClassifier(3, random_state=0),
    GradientBoostingClassifier(n_estimators=3),
    HistGradientBoostingClassifier(max_iter=3),
    KNeighborsClassifier(),
    LogisticRegression(max_iter=1000),
    MLPClassifier(max_iter=2000, random_state=0),
    SVC(),
    make_pipeline(FunctionTransformer(np.log1p), StandardScaler(), LogisticRegression()),
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_estimators_need_no_pickle(model, tmp_path):
    """The usual models go through skops and answer the same digits."""
    stored, back = store(model.fit(X, Y), tmp_path)
    assert stored.codec == "skops"
    assert stored.type == f"{type(model).__module__}.{type(model).__qualname__}"
    assert np.array_equal(back.predict(X), model.predict(X))


def test_pipelines_on_frames_need_no_pickle(tmp_path):
    """A column transformer with selectors, imputers and encoders is one skops file."""
    frame = pd.DataFrame(X, columns=list("abcd")).assign(kind=np.where(Y > 1, "x", None))
    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    kinds = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore"))
    columns = ColumnTransformer([("n", numbers, make_column_selector(dtype_include="number")), ("k", kinds, ["kind"])])
    model = make_pipeline(columns, RandomForestClassifier(3)).fit(frame, Y)
    stored, back = store(model, tmp_path)
    assert stored.codec == "skops"
    assert np.array_equal(back.predict_proba(frame), model.predict_proba(frame))


def test_dicts_of_estimators_need_no_pickle(tmp_path):
    """One encoder per column, and a vectorizer beside them."""
    value = {"kind": LabelEncoder().fit(["x", "y"]), "text": TfidfVectorizer().fit(["a word", "two words"])}
    stored, back = store(value, tmp_path)
    assert stored.codec == "skops"
    assert is_same(value, back)


def test_classes_of_the_notebook_need_no_pickle(library, tmp_path):
    """An object of a class that a cell defines is kept with its attributes, its class by name."""
    stored, back = store(library.Scaler(), tmp_path)
    assert stored.codec == "skops"
    assert isinstance(back, library.Scaler)
    assert back.mean == [1.5]


def test_a_skops_file_never_says_what_to_trust(tmp_path):
    """A file that asks for a type outside our own list is refused, whatever its name says."""
    from fractions import Fraction

    import skops.io

    (tmp_path / "state").mkdir()
    (tmp_path / "state/v.skops").write_bytes(skops.io.dumps(Fraction(1, 2)))
    entry = StateValue(name="v", codec="skops", files=("state/v.skops",), type="sklearn.linear_model.Ridge")
    with pytest.raises(BundleError, match="fractions"):
        decode_state(entry, tmp_path, package="churn")


def modules() -> list[Any]:
    torch.manual_seed(0)
    layer = torch.nn.TransformerEncoderLayer(8, 2, activation=torch.nn.functional.gelu, batch_first=True)
    return [
        (torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.BatchNorm1d(4)), (5, 3)),
        (torch.nn.LSTM(3, 4, 2, bidirectional=True), (5, 2, 3)),
        (torch.nn.TransformerEncoder(layer, 2, enable_nested_tensor=False), (2, 5, 8)),
        (torch.nn.Conv2d(1, 2, 3, padding="same"), (1, 1, 8, 8)),
        (torch.nn.Sequential(torch.nn.Identity()), (2, 2)),
    ]


@pytest.mark.parametrize(("model", "shape"), modules(), ids=lambda value: type(value).__name__)
def test_torch_modules_need_no_pickle(model, shape, tmp_path):
    """Layers, recurrent nets and transformers answer the same bits after storage."""
    model.eval()
    stored, back = store(model, tmp_path)
    assert stored.codec == "safetensors"
    assert not back.training
    given = torch.randn(shape)
    with torch.no_grad():
        assert is_same(model(given), back(given))


def test_modules_of_the_notebook_keep_what_matters(library, tmp_path):
    """Shared layers stay shared; attributes, functions, buffers, frozen parameters and the mode are kept."""
    net = library.Net(4)
    net.layers[0].weight.requires_grad_(False)
    stored, back = store(net, tmp_path)
    assert stored.codec == "safetensors"
    assert back.twice is back.layers[2]
    assert back.training
    assert back.shape == (3, 4)
    assert not back.layers[0].weight.requires_grad
    assert back.state_dict().keys() == net.state_dict().keys()
    assert is_same(net.eval()(torch.ones(1, 3)), back.eval()(torch.ones(1, 3)))


@pytest.mark.parametrize(
    "value",
    [
        torch.arange(6.0).reshape(2, 3).T,
        torch.tensor(True),
        torch.tensor([1.5], dtype=torch.bfloat16),
        torch.nn.Parameter(torch.ones(2), requires_grad=False),
        {"weights": torch.ones(2), "names": ["a", ("b", 1)]},
        torch.device("cpu"),
        torch.nn.Linear(2, 2).state_dict(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_tensors_come_back_the_same(value, tmp_path):
    """Tensors of all dtypes, alone and in containers."""
    stored, back = store(value, tmp_path)
    assert stored.codec == "safetensors"
    assert is_same(value, back)


def test_tied_weights_stay_tied(tmp_path):
    """Two layers that share a parameter share it afterwards, in the file as well."""
    pair = torch.nn.ModuleList([torch.nn.Linear(9, 9), torch.nn.Linear(9, 9)])
    pair[1].weight = pair[0].weight
    _, back = store(pair, tmp_path)
    assert back[1].weight is back[0].weight


@pytest.mark.parametrize("name", [["os", "system"], ["torch.os", "system"], ["torch", "os"], ["torch", "nn.Linear"]])
def test_a_safetensors_file_cannot_name_any_function(name, tmp_path):
    """Only functions of torch's own modules and of the package are followed."""
    (tmp_path / "state").mkdir()
    structure = {"structure": json.dumps([{"$": "function", "v": name}])}
    header = json.dumps({"__metadata__": structure}).encode()
    (tmp_path / "state/v.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)
    entry = StateValue(name="v", codec="safetensors", files=("state/v.safetensors",), type="list")
    with pytest.raises(BundleError, match="ValueError"):
        decode_state(entry, tmp_path, package="churn")


def test_pickle_is_the_last_resort_and_named(library, tmp_path):
    """What nothing else holds is a pickle, and the manifest can say so."""
    value = library.Slotted()
    value.value = 3
    stored, back = store(value, tmp_path)
    assert stored.codec == "pickle"
    assert isinstance(back, library.Slotted)
    assert back.value == 3


def test_a_pickle_of_a_kernel_finds_its_classes_in_the_package(library, tmp_path):
    """The pickle refers to the package by name, so the service's own class comes back."""
    stored = encode_state("value", library.Slotted(), tmp_path, package="churn")
    fresh = types.ModuleType("churn.library")
    exec(LIBRARY, fresh.__dict__)
    sys.modules["churn.library"] = fresh
    entry = StateValue(name="value", codec=stored.codec, files=stored.files, type=stored.type)
    assert type(decode_state(entry, tmp_path, package="churn")) is fresh.Slotted


class OfNotebook:
    """A class that is not part of any package."""


def test_what_cannot_be_stored_says_what_and_why(library, tmp_path):
    """The message names the value, its type and the reason, for the build's finding."""
    OfNotebook.__module__ = "__main__"
    function = FunctionTransformer(lambda values: values)
    function.func.__module__ = "churn.library"
    for value, message in (
        (library.Locked(), "`value` is a `churn.library.Locked`, which .* cannot pickle '_thread.lock' object"),
        ((i for i in ()), "`value` is a `generator`"),
        (function, "it holds `<lambda>`, which `test_what_cannot_be_stored_says_what_and_why` made"),
        (OfNotebook(), "it needs `OfNotebook` of the notebook, which is not part of the package"),
    ):
        with pytest.raises(NotStorableError, match=message):
            encode_state("value", value, tmp_path, package="churn")
    assert not list(tmp_path.rglob("*.*"))


def test_a_damaged_file_is_a_bundle_error(tmp_path: Path):
    """A file that is not what its codec writes says which value and which file."""
    (tmp_path / "state").mkdir()
    (tmp_path / "state/v.pickle").write_bytes(pickle.dumps(1)[:-2])
    entry = StateValue(name="v", codec="pickle", files=("state/v.pickle",), type="int")
    with pytest.raises(BundleError, match=r"state value `v` \(int\) cannot be loaded from state/v.pickle"):
        decode_state(entry, tmp_path, package="churn")
