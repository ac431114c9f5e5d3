"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import re


# %% notebook.py #clean
def clean(text):
    text = re.sub(r"<[^>]+>", " ", text.lower())
    return re.sub(r"[^a-z ]", "", text).strip()


# %% notebook.py #ask
names = {0: "bad", 1: "good"}
