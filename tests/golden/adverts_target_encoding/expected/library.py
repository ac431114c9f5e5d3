"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

# %% notebook.py #encode
cats = ["site2", "device"]
# %% notebook.py #fit
cols = ["site_te", "device_te", "site2", "device", "morning", "bid", "hour", "bid_typical"]
