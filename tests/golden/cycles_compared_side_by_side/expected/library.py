"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

# %% notebook.py #prepare
# df = df[df.cnt > 0]
features = ["temp", "humidity", "windspeed", "workingday", "weather"]
