"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

# %% notebook.py #scores
features = ["estimate", "width_z", "height_z", "bidders_z", "age"]
