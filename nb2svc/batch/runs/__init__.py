"""Runs: one that is on its own, and the process of one that the ledger knows."""
