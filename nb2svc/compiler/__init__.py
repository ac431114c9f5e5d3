"""Notebook text in, a Python package and findings out. Pure: no disk, no clock, no kernel, no framework."""

from nb2svc.compiler.driver import Plan, check, dump_program, emit, plan

__all__ = ["Plan", "check", "dump_program", "emit", "plan"]
