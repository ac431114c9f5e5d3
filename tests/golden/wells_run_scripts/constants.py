# settings shared by all notebooks of the project
import numpy as np

SEED = 8
GRADES = {"low": 0, "mid": 1, "high": 2}


def to_grade(text):
    return GRADES.get(text, -1)


if __name__ == "__main__":
    print("settings loaded", np.__version__)
