"""What programs change through decorators, closures, classes and callbacks; running them tells the truth."""

from __future__ import annotations

import ast
import sys
import types
from typing import Any, Final

import pytest

from nb2svc.compiler.frontend import read_program
from nb2svc.compiler.passes.bind_names import bind_names
from nb2svc.diagnostics import Report

PROGRAMS: Final = {
    "calls attr": """
def count_calls(f):
    def inner(*a):
        inner.calls += 1
        return f(*a)
    inner.calls = 0
    return inner
@count_calls
def g(x): return x
g(3)
""",
    "wraps": """
import functools
def count_calls(f):
    @functools.wraps(f)
    def inner(*a, **k):
        inner.calls += 1
        return f(*a, **k)
    inner.calls = 0
    return inner
@count_calls
def g(x): return x
y = g(3)
z = [g(i) for i in range(3)]
""",
    "history": """
class Model:
    history = []
    def fit(self, x):
        Model.history.append(x)
        return self
m = Model()
m.fit(3)
n = Model().fit(4)
""",
    "self history": """
class Model:
    history = []
    def fit(self, x):
        self.history.append(x)
m = Model()
m.fit(3)
""",
    "cls": """
class Model:
    count = 0
    items = {}
    @classmethod
    def add(cls, x):
        cls.count += 1
        cls.items[x] = 1
    @staticmethod
    def put(x):
        Model.items[x] = 2
Model.add(2)
Model.put(7)
""",
    "closure": """
def make():
    log = []
    def add(x):
        log.append(x)
    return add, log
add, log = make()
add(3)
""",
    "register": """
REG = {}
def register(f):
    REG[f.__name__] = 1
    return f
@register
def h(x): return x
def register_as(name):
    def deco(f):
        REG[name] = 2
        return f
    return deco
@register_as("k")
def h2(x): return x
""",
    "default": """
def f(x, acc=[]):
    acc.append(x)
    return acc
a = f(1)
f(2)
""",
    "memo": """
cache = {}
def memo(f):
    def inner(x):
        if x not in cache:
            cache[x] = f(x)
        return cache[x]
    return inner
@memo
def sq(x): return x * x
v = sq(4)
w = list(map(sq, [5, 6]))
""",
    "class deco": """
class Counter:
    def __init__(self, f):
        self.f = f
        self.n = 0
    def __call__(self, x):
        self.n += 1
        return self.f(x)
@Counter
def g(x): return x
g(1)
s = sorted([3, 1], key=g)
""",
    "context": """
from contextlib import contextmanager
log = []
@contextmanager
def noted(x):
    log.append(x)
    yield
    log.append(-x)
with noted(3):
    pass
""",
    "partial": """
from functools import partial
lst = []
def put(l, x):
    l.append(x)
p = partial(put, lst)
p(4)
r = list(map(lst.append, [1, 2]))
""",
    "generator": """
seen = []
def gen():
    for i in range(3):
        seen.append(i)
        yield i
g = gen()
t = sum(g)
for q in gen():
    pass
""",
    "property": """
class Box:
    log = []
    @property
    def value(self):
        self.log.append(1)
        return 2
    def __getitem__(self, k):
        Box.log.append(k)
        return k
    def __len__(self):
        Box.log.append(9)
        return 1
b = Box()
x = b.value
y = b[3]
z = len(b)
""",
    "init sub": """
class Base:
    made = []
    def __init__(self):
        Base.made.append(1)
class Child(Base):
    def __init__(self):
        super().__init__()
c = Child()
d = Child
e = d()
""",
    "dataclass": """
from dataclasses import dataclass, field
@dataclass
class D:
    xs: list = field(default_factory=list)
    def add(self, x):
        self.xs.append(x)
        return self
d = D().add(1)
e = d
e.add(2)
""",
    "iadd attr": """
class Cfg: steps = 0
def tick():
    Cfg.steps += 1
tick()
def run(n):
    for _ in range(n): tick()
run(3)
""",
    "setattr": """
class Cfg: steps = 0
def tick(c, n):
    setattr(c, "steps", n)
tick(Cfg, 4)
d = {}
def upd(**k): d.update(k)
upd(a=3)
""",
    "nonlocal": """
def counter():
    n = [0]
    total = 0
    def inc():
        nonlocal total
        total += 1
        n[0] += 1
        return total
    return inc
inc = counter()
a = inc()
b = inc() + 1
""",
    "lru": """
from functools import lru_cache
hits = []
@lru_cache(maxsize=None)
def f(x):
    hits.append(x)
    return x
a = f(2)
b = [f(i) for i in (1, 2)]
""",
    "dict of fns": """
log = []
def a(x): log.append(x)
ops = {"a": a}
ops["a"](3)
for k, fn in ops.items():
    fn(k)
class Pipe:
    def __init__(self, *fs): self.fs = fs
    def run(self, x):
        for f in self.fs: f(x)
p = Pipe(a)
p.run(7)
""",
    "callbacks": """
events = {}
def on(name, cb):
    events.setdefault(name, []).append(cb)
def fire(name, x):
    for cb in events[name]: cb(x)
got = []
on("x", got.append)
fire("x", 3)
on("x", lambda v: got.append(v * 2))
fire("x", 4)
""",
    "del attr": """
class K: items = [1, 2]
k = K()
def drop(o):
    o.items.pop()
drop(k)
del K.items[0]
""",
    "metaclass reg": """
class Plugin:
    registry = []
    def __init_subclass__(cls, **kw):
        Plugin.registry.append(cls.__name__)
class A(Plugin): pass
""",
    "wrapper obj": """
class Timer:
    total = 0
    def __enter__(self):
        Timer.total += 1
        return self
    def __exit__(self, *a):
        Timer.total += 1
with Timer() as t:
    x = 3
""",
    "method deco": """
log = []
def noted(f):
    def inner(self, *a):
        log.append(f.__name__)
        return f(self, *a)
    return inner
class M:
    @noted
    def fit(self, x): return self
m = M().fit(2)
m.fit(3)
""",
}
_DEEPEST: Final = 7


def seen(value: Any, depth: int = 0, around: frozenset[int] = frozenset()) -> Any:
    """Return what can be seen of a value, down to what its functions enclose and its class holds."""
    if id(value) in around or depth > _DEEPEST:
        return "..."

    def inner(part: Any) -> Any:
        return seen(part, depth + 1, around | {id(value)})

    match value:
        case None | int() | float() | str():
            return repr(value)
        case dict():
            return {repr(k): inner(v) for k, v in value.items()}
        case list() | tuple() | set():
            return [inner(v) for v in value]
        case types.FunctionType():
            cells = [inner(cell.cell_contents) for cell in value.__closure__ or ()]
            return [inner(value.__defaults__), inner(vars(value)), cells]
        case type():
            return {k: inner(v) for k, v in vars(value).items() if not k.startswith("__")}
        case _:
            own = inner(type(value)) if type(value).__module__ == "program" else type(value).__name__
            return [own, inner(getattr(value, "__dict__", {}))]


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_every_change_of_a_value_that_is_read_later_is_noted(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable looks different after a statement that is not said to write it."""
    monkeypatch.setitem(sys.modules, "program", types.ModuleType("program"))  # a dataclass looks for its own
    variables: dict[str, Any] = {"__name__": "program"}
    names = dict(variables)
    exec(text, names)
    bound = sorted(name for name in names if not name.startswith("_"))
    asked = "".join(f"\nasked_{name} = {name}" for name in bound)
    program = read_program(f"# %% #c\n{text.strip()}{asked}\n", path="notebook.py", report=Report())

    for statement in bind_names(program, Report()).statements:
        before = {name: seen(variables[name]) for name in bound if name in variables}
        exec(compile(ast.Module([statement.node], []), "<program>", "exec"), variables)
        changed = {name for name in before if name in variables and seen(variables[name]) != before[name]}
        effects = statement.effects
        assert changed <= effects.defines | effects.maybe_defines | effects.mutates, ast.unparse(statement.node)
