"""python prepare.py --low 5 --unit bar"""
import argparse

import numpy as np

parser = argparse.ArgumentParser(description="prepares the readings of the pumps")
parser.add_argument("--low", type=float, default=1.0, help="below this a reading is noise")
parser.add_argument("--unit", choices=["bar", "psi"], default="psi")
args = parser.parse_args()

LOW = args.low
FACTOR = 14.5 if args.unit == "bar" else 1.0


def to_psi(values):
    """Pressure in psi, noise cut off."""
    return np.maximum(values, LOW) * FACTOR


if __name__ == "__main__":
    print("preparing with", LOW, FACTOR)
