"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import re


# %% notebook.py #clean
def cleanResume(txt):
    txt = re.sub(r"http\S+", " ", txt)
    return re.sub(r"\s+", " ", txt).strip().lower()
