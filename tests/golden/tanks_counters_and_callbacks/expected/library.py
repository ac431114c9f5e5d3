"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from functools import wraps


# %% notebook.py #tools
def count_calls(f):
    @wraps(f)
    def inner(*args, **kwargs):
        inner.calls += 1
        return f(*args, **kwargs)
    inner.calls = 0
    return inner


# %% notebook.py #tools
def counter(start=0):
    n = start
    def step():
        nonlocal n
        n += 1
        return n
    return step


# %% notebook.py #tools
def put(rows, x):
    rows.append(x)


# %% notebook.py #steps
@count_calls
def litres(x):
    return x / 1000
