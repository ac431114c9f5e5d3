"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

# %% notebook.py #features
features = ["battery", "minutes", "minutes_of_district", "day_battery", "day_rides", "model_rides", "min", "std", "weekday_minutes"]
