"""Notebook text in, a Python package and findings out. Pure: no disk, no clock, no kernel, no framework."""

from nb2svc.compiler.driver import Analysis, Plan, analyse, check, dump_program, emit, plan

__all__ = ["Analysis", "Plan", "analyse", "check", "dump_program", "emit", "plan"]
