"""Composes services of the store: a declaration is read, wired, verified against its steps, and published as one."""
