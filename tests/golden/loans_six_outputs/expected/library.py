"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

# %% notebook.py #5
num = ["Income", "Total", "LoanAmount", "Credit_History"]
edu = {"Graduate": 1, "Not Graduate": 0}
