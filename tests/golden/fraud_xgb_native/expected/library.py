"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

# %% notebook.py #t
params = {"objective": "binary:logistic", "max_depth": 3, "eta": 0.3, "eval_metric": "auc", "seed": 0, "nthread": 1}
evals_result = {}
