"""The notebook of a run, made from a version."""
