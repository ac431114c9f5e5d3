"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import re


# %% notebook.py #text
def clean(text):
    text = re.sub(r"[^a-z ]", "", text.lower())
    return text.strip()
