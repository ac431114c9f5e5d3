"""What is looked up for the rows of each request.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import os
import sqlite3


def connect() -> dict[str, object]:
    """Return what look-ups talk through; every process makes its own."""
    return {
        "stations": sqlite3.connect(os.environ.get('STATIONS', 'stations.db')),
    }


# %% notebook.py #stations
def look_up(readings, stations):
    names = readings["station"].unique().tolist()
    marks = ",".join("?" for _ in names)
    found = stations.execute(f"select name, height, capacity, is_urban from stations where name in ({marks})", names)
    known = {name: rest for name, *rest in found}
    readings["height"] = readings["station"].map(lambda name: known.get(name, [None] * 3)[0]).astype(float)
    readings["capacity"] = readings["station"].map(lambda name: known.get(name, [None] * 3)[1]).astype(float)
    readings["is_urban"] = readings["station"].map(lambda name: known.get(name, [None] * 3)[2]).astype(float)
    return readings
