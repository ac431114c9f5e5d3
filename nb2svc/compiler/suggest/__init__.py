"""Proposes stages for the cells of a notebook that has none, from what its statements do to each other."""

from nb2svc.compiler.suggest.suggest import Suggestion, suggest

__all__ = ["Suggestion", "suggest"]
