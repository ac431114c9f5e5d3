"""Notebook text in, a Python package and findings out. Pure: no disk, no clock, no kernel, no framework."""

from nb2svc.compiler.driver import Plan, check, dump_program, emit, plan
from nb2svc.compiler.mend import Mended, mend

__all__ = ["Mended", "Plan", "check", "dump_program", "emit", "mend", "plan"]
