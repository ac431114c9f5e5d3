"""Batch runs: a whole table answered by a version in a notebook run of its own, with a report."""
