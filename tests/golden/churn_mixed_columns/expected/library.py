"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

# %% notebook.py #d5aa
NUM = ["tenure", "charge", "age"]


# %% notebook.py #d5aa
def ratio(a, b):
    """Charge per month of tenure; new customers count as one month."""
    return a / b.clip(lower=1)
