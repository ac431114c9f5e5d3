"""Answers to the rows of a table, piece by piece, in the kernel of a run."""
