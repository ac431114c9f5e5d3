"""The command line: each command parses, calls one function, prints, and returns an exit code."""

from nb2svc.cli.edge import main

__all__ = ["main"]
