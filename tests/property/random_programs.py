"""Random small programs over names that hold lists: aliases, branches, loops, functions, classes and scopes."""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = ("a", "b", "c", "d")
FUNCTIONS = ("f", "g")
SETUP = (
    "from contextlib import nullcontext",
    "a = [1]",
    "b = [2, [3]]",
    "c = a",
    "d = [4]",
    "def f(p): return p",
    "g = lambda p: list(p)",
    "class K: pass",
)

names = st.sampled_from(NAMES)
functions = st.sampled_from(FUNCTIONS)


def _expressions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("[{} for {} in {}]".format, inner, names, inner),
        st.builds("[{} for {} in {} if {}]".format, inner, names, inner, inner),
        st.builds("list({})".format, inner),
        st.builds("{}[:]".format, inner),
        st.builds("({} + {})".format, inner, inner),
        st.builds("{}({})".format, functions, inner),
        st.builds("(lambda {}: {})({})".format, names, inner, inner),
        st.builds("({} := {})".format, names, inner),
        st.builds("[x for x in map({}, [{}])]".format, functions, inner),
        st.builds("sorted([{}], key={})[0]".format, inner, functions),
        st.builds("dict(k={})['k']".format, inner),
        st.builds("[{} == {} != {}]".format, inner, inner, inner),
        st.builds("[f'{{{}!r}}{{len(str({}))}}']".format, names, names),
        st.builds("list(zip({}, {}))".format, inner, inner),
    )


expressions = st.recursive(names | st.just("[0]"), _expressions, max_leaves=4)

simple_statements = st.one_of(
    st.builds("{} = {}".format, names, expressions),
    st.builds("{} = {} = {}".format, names, names, expressions),
    st.builds("{}, {} = {}, {}".format, names, names, expressions, expressions),
    st.builds("{}, *{} = [*{}, 0]".format, names, names, expressions),
    st.builds("{}[:1] = {} = {}".format, names, names, expressions),
    st.builds("{} += {}".format, names, expressions),
    st.builds("{}.append({})".format, names, expressions),
    st.builds("{}[0] = {}".format, names, expressions),
    st.builds("{}[-1:] = {}".format, names, expressions),
    st.builds("del {}[-1:]".format, names),
    st.builds("del {}".format, names),
    st.builds("{}({})".format, functions, expressions),
    st.builds("{} = {}".format, functions, functions),
    st.builds("{} = lambda {}: {}".format, functions, names, expressions),
    st.builds("K.x = {}".format, expressions),
    st.builds("{} = K()".format, st.just("k")),
    st.builds("print({})".format, expressions),
    expressions,
    st.just("pass"),
)


def _indent(lines: list[str]) -> str:
    return "\n".join(f"    {line}" for text in lines for line in text.split("\n"))


def _blocks(statements: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(statements, min_size=1, max_size=3).map(_indent)
    leave = st.sampled_from(["    break", "    continue", "    pass"])
    return st.one_of(
        st.builds("if {}:\n{}\nelse:\n{}".format, expressions, body, body),
        st.builds("if {}:\n{}".format, expressions, body),
        st.builds("for {} in {}[:2]:\n{}\n    if {}:\n    {}".format, names, expressions, body, expressions, leave),
        st.builds("for {} in [{}, {}]:\n{}".format, names, names, names, body),
        st.builds("while True:\n{}\n    break".format, body),
        st.builds("try:\n{}\nexcept Exception as {}:\n{}".format, body, names, body),
        st.builds("try:\n{}\nfinally:\n{}".format, body, body),
        st.builds("try:\n{}\nexcept TypeError:\n{}\nelse:\n{}".format, body, body, body),
        st.builds("with nullcontext({}) as {}, nullcontext({}) as {}:\n{}".format, expressions, names, expressions,
                  names, body),
        st.builds("with nullcontext({}) as {}:\n{}".format, expressions, names, body),
        st.builds("match {}:\n    case [{}, *_]:\n    {}\n    case _:\n        pass".format, expressions, names,
                  simple_statements.map(lambda text: f"    {text}")),
    )  # fmt: skip


statements = st.recursive(simple_statements, _blocks, max_leaves=4)


def _functions(body: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parameters = st.sampled_from(["p", "d", "p=a", "*p"])
    head = st.sampled_from(["    pass", "    global a", "    global b, c"])
    result = expressions.map("    return {}".format)
    return st.one_of(
        st.builds("def {}({}):\n{}\n{}\n{}".format, functions, parameters, head, body, result),
        st.builds("def {}(p):\n    def inner(q={}):\n        return [q, {}, p]\n    return inner(p)".format, functions,
                  names, expressions),
        st.builds("def {}(p):\n    yield from [{}]".format, functions, expressions),
        st.builds("class K:\n    x = {}\n    {} = {}\n    y = [{} for _ in range(1)]\n".format, expressions, names,
                  expressions, names),
    )  # fmt: skip


definitions = _functions(st.lists(statements, min_size=1, max_size=2).map(_indent))
programs = st.lists(st.one_of(statements, statements, definitions), min_size=1, max_size=8).map(
    lambda program: [*SETUP, *program]
)
