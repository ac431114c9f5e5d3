"""Instrumented code computes what the notebook computes: here with a probe that only passes values through."""

from __future__ import annotations

import operator
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from unit.compiler.programs import planned

from nb2svc.compiler.sites import PROBE

LOAD = """\
# %% #i
import numpy as np
import pandas as pd
# %% [load] #l
df = pd.DataFrame({"a": [3.0, 1.0, 2.0], "b": [1, 2, 3], "k": ["u", "v", "u"]})
# %% [predict] #p
"""


class Passing:
    """The probe's protocol without any experiment; notes the sites that it is asked for."""

    setitem = staticmethod(operator.setitem)
    setattr = staticmethod(setattr)
    delitem = staticmethod(operator.delitem)

    def __init__(self, *, whole: bool = False) -> None:
        self.sites: list[str] = []
        self.loads: list[str] = []
        self.whole = whole
        self._over: Any = None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name in {"op", "store", "mutate"}:
            return self._run
        if name in {"bind", "unpack", "expr", "test", "enter"}:
            return lambda place, value: value
        return lambda *arguments: None

    def _run(self, site: str, function: Callable[..., Any], *arguments: Any) -> Any:
        self.sites.append(site)
        return function(*arguments)

    def goes_over_rows(self, place: str, value: Any) -> bool:
        self._over = value
        return self.whole

    def held(self) -> Any:
        return self._over

    def plain(self) -> Any:
        return self._over

    def rows(self, place: str) -> Any:
        return self._over

    def iterate(self, place: str, value: Any) -> Iterator[Any]:
        yield from value

    def goes_on(self, cell: str) -> bool:
        return True


STATEMENTS = [
    'x = df["a"] * 2 + df["b"]',
    'df["c"] = df["a"].where(df["b"] > 1, 0)\nx = df',
    'df["a"] += 1\ndf.loc[df["b"] > 1, "b"] *= 2\nx = df',
    'del df["a"]\nx = df',
    'df.drop(columns=["a"], inplace=True)\nx = df',
    'df.columns = ["p", "q", "r"]\nx = df',
    'df.insert(0, "z", df["b"] / 2)\nx = df',
    'x = df.pop("a")',
    'x, y = df["a"].min(), df["a"].max()\nx = x + y',
    "n, m = df.shape\nx = n * 10 + m",
    'x = [v * 2 for v in df["a"] if v > 1]',
    'limit = 2\nx = df["a"].apply(lambda v: min(v, limit))',
    "x = {c: df[c].iloc[0] for c in df}",
    "x = f\"{df['a'].mean():.2f}\"",
    'x = df["a"].iloc[-1] if len(df) > 2 else None',
    'x = 0\nfor c in ["a", "b"]:\n    x += df[c].sum()',
    'x = 0\nfor c, w in zip(["a", "b"], [1, 10]):\n    s = df[c].sum()\n    x = x + s * w',
    'if df["b"].max() > 2 and not df.empty:\n    x = 1\nelse:\n    x = 2',
    'with np.errstate(all="ignore"):\n    x = np.log(df["b"] - 1)',
    'x = df.groupby("k")["a"].agg(["min", "max"]).loc["u", "max"]',
    'x = df[["a", "b"]].to_numpy()[1:, ::-1].T',
    'x = (lambda d, *, k=1: d["a"] * k)(df, k=3)',
    'x = dict(first=df["a"], **{"second": df["b"]})["second"]',
    'x = np.maximum(*[df["a"], df["b"]])',
    'x = not df["a"].isna().any()\nx = -df["b"] if x else ~df["b"]',
    'x = 0 < df["b"].min() <= 1',
    "out = []\nout.append(df['a'].mean())\nx = out",
    'total: float = df["a"].sum()\nx = total',
    'x = y = df["a"].sum()',
    'df2 = df\ndf2["d"] = 1\nx = df',
    'i = 0\nwhile i < 3:\n    i += 1\nx = df["a"] * i',
    'x = []\nfor i, (k, v) in enumerate(zip(df["k"], df["b"])):\n    if v:\n        continue\n    x.append((i, k))',
    'x = 0\nfor _, row in df.iterrows():\n    if row["b"] > 2:\n        break\n    x += row["a"]\nelse:\n    x = -1',
    'try:\n    x = df["missing"]\nexcept KeyError as error:\n    x = str(error)',
    'def f(d):\n    d["f"] = 1\n    return d\nx = f(df.copy())',
    'a, *rest = df["a"]\nx = rest',
    'x = df["a"][df["k"] == "u"].tolist()',
]


@pytest.mark.parametrize("code", [*STATEMENTS, 'x = (y := df["a"].sum()) + y'])
@pytest.mark.parametrize("whole", [False, True], ids=["one by one", "loops whole"])
def test_instrumented_code_computes_the_same(code: str, *, whole: bool) -> None:
    """Whatever the statement, the full values are those of the plain notebook."""
    text = f"{LOAD}{code}\nanswer = x\n"
    found = planned(text)
    probe = Passing(whole=whole)
    instrumented: dict[str, Any] = {PROBE: probe}
    plain: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what pandas thinks of `inplace` is the notebook's affair
        for cell in found.program.notebook.cells:
            exec(cell.python, plain)
            if cell.id in found.code.cells:
                exec(compile(found.code.cells[cell.id], cell.id, "exec"), instrumented)
    assert _plain(instrumented["answer"]) == _plain(plain["answer"])
    assert set(probe.sites) <= set(found.code.sites), "a site that runs is known"


def _plain(value: Any) -> Any:
    if isinstance(value, pd.DataFrame):
        return value.to_dict("list")
    if isinstance(value, pd.Series | np.ndarray):
        return np.asarray(value).tolist()
    return value


@pytest.mark.parametrize("code", STATEMENTS)
def test_sites_have_one_operand_for_each_parameter(code: str) -> None:
    """What the probe is told of an operation fits what it is handed."""
    found = planned(f"{LOAD}{code}\nanswer = x\n")
    for site in found.code.sites.values():
        assert len(site.slots) == len(site.operands) == len(site.parameters)
        assert site.place in found.code.places


def test_lines_of_instrumented_code_are_those_of_the_cell() -> None:
    """A traceback of the run points at the user's line."""
    found = planned(f'{LOAD}x = 1\n\n# why\ny = df["missing"]\nanswer = y\n')
    namespace: dict[str, Any] = {PROBE: Passing()}
    first, load, predict = (compile(tree, f"<{cell}>", "exec") for cell, tree in found.code.cells.items())
    exec(first, namespace)
    exec(load, namespace)
    with pytest.raises(KeyError) as caught:
        exec(predict, namespace)
    here = [entry.lineno for entry in caught.traceback if str(entry.path) == "<p>"]
    assert here[-1] + 1 == 4  # entries count from 0
