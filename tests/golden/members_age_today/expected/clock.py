"""What is read from the clock, not kept from training.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import datetime as dt
from datetime import datetime


def read_clock() -> dict[str, object]:
    """Return what a request has in place of the time of training."""
    return {
        "now": datetime.now(),
        "this_year": dt.date.today().year,
    }
