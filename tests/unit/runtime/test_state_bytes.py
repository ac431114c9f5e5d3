"""The same value is the same bytes in every process: the content hash of a version depends on it."""

import io
import json
import os
import subprocess
import sys
import zipfile

import numpy as np
from storing import store

from nb2svc.runtime.state import is_same
from nb2svc.runtime.state.archives import settle_archive

SCRIPT = """
import sys
from pathlib import Path
import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from nb2svc.runtime.state import encode_state

garbage = [object() for _ in range(int(sys.argv[2]))]  # so that addresses differ
frame = pd.DataFrame({"a": range(40), "b": [*"wxyz"] * 10})
columns = ColumnTransformer([("one", OneHotEncoder(), ["b"]), ("two", StandardScaler(), ["a"])])
forest = RandomForestClassifier(n_estimators=3, random_state=0)
values = {
    "forest": make_pipeline(columns, forest).fit(frame, [0, 1] * 20),
    "boosting": HistGradientBoostingClassifier(max_iter=3, random_state=0).fit(frame[["a"]], [0, 1] * 20),
    "words": TfidfVectorizer().fit(["the cat and dog", "of mice"]),
    "sets": [{"the", "of"}, frozenset(["the", "of"]), StandardScaler(), csr_matrix([1.0])],
}
for name, value in values.items():
    stored = encode_state(name, value, Path(sys.argv[1]), package="churn")
    assert stored.codec == "skops", (name, stored.codec)
"""


def encode_in_a_process(folder, number):
    """Encode the same values in a process of its own, with other addresses and another order of sets."""
    folder.mkdir()
    environment = {**os.environ, "PYTHONHASHSEED": str(number), "OMP_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-c", SCRIPT, folder, str(number * 1000)], check=True, env=environment)
    return {path.name: path.read_bytes() for path in sorted((folder / "state").iterdir())}


def test_skops_files_are_the_same_bytes_in_every_process(tmp_path):
    """Neither dates nor addresses nor the order of sets get into a file."""
    first, second = (encode_in_a_process(tmp_path / str(number), number) for number in (1, 2))
    assert sorted(first) == ["boosting.skops", "forest.skops", "sets.skops", "words.skops"]
    assert first == second


def test_settled_files_keep_what_is_shared_and_how_it_is_called(tmp_path):
    """Renumbering changes no value: what was one object stays one, and keys like skops's own stay keys."""
    array = np.arange(5)
    value = {
        "file": [array, array, array.copy()],
        "__id__": {"__loader__": "JsonNode", "__id__": 7},
        "raw": b"bytes",
        "set": frozenset([(1, "a"), (2, "b")]),
        "kind": np.float32,
    }
    stored, read = store(value, tmp_path)
    assert stored.codec == "skops"
    assert is_same(value, read)
    assert read["file"][0] is read["file"][1]
    assert read["file"][0] is not read["file"][2]


def test_settling_twice_changes_nothing(tmp_path):
    """A settled file holds nothing more that could differ."""
    store({"array": [np.arange(3)], "kind": np.float32}, tmp_path)
    (file,) = (tmp_path / "state").iterdir()
    data = file.read_bytes()
    assert settle_archive(data) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist() == ["1.npy", "schema.json"]
        assert json.loads(archive.read("schema.json"))["__id__"] < 20


def test_settling_clears_what_lies_between_fields(tmp_path):
    """Gaps in records hold what was in memory before, which is no part of the value and nobody's business."""
    gapped = np.dtype([("value", "f8"), ("flag", "u1")], align=True)
    noise = np.frombuffer(b"\x01" * 64, dtype=gapped)
    stored, read = store({"records": [noise], "kind": np.float32}, tmp_path)
    assert stored.codec == "skops"
    assert is_same(read["records"][0], noise)
    with zipfile.ZipFile(tmp_path / stored.files[0]) as archive:
        assert archive.read("1.npy").endswith((b"\x01" * 9 + b"\x00" * 7) * 4)


def test_skops_brings_no_torch():
    """A service without torch in it does not pay for torch because it is installed; torch itself still imports."""
    script = (
        "import sys\n"
        "import nb2svc.runtime.state.estimators\n"
        "assert 'skops.io' in sys.modules\n"
        "assert 'torch' not in sys.modules\n"
        "import sklearn.externals.array_api_compat.torch\n"
        "assert 'torch' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
