import numpy as np
from helpers import log_columns
from utils.calendar_parts import part_of_day


def add_all(frame):
    from utils import calendar_parts as cp

    frame = log_columns(frame, ["load"])
    frame["part"] = frame["hour"].map(part_of_day)
    frame["weekend"] = cp.is_weekend(frame["weekday"]).astype(int)
    frame["angle"] = np.sin(frame["hour"] / 24 * 2 * np.pi)
    return frame
