"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""


# %% notebook.py #ages
def months_since(day, at):
    """Full months, roughly."""
    return (at - day).days // 30
