"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

# %% notebook.py #wards
ward_names = {1: "surgery", 2: "cardio", 3: "trauma", 4: "general"}
