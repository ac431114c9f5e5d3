"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

# %% notebook.py #4
cols = ["Pclass", "Sex", "AgeBin_Code", "FareBin_Code", "Deck", "Port"]
