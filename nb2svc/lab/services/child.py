"""The process of one service: `nb2svc serve` as the command line has it, which also ends with who started it."""

from __future__ import annotations

import runpy
import sys

from nb2svc.lab import tether

if __name__ == "__main__":
    tether.follow_parent()
    sys.argv[0] = "nb2svc"
    runpy.run_module("nb2svc", run_name="__main__")
