"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

# %% notebook.py #train-features
pay_codes = {"card": 0, "cash": 1, "app": 2}
# %% notebook.py #test-features
test_codes = {"card": 0, "cash": 2, "app": 1}
# %% notebook.py #forest
features = ["company", "km", "hour", "rush", "tolls", "pay", "per_km"]
