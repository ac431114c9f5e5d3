"""Modules that lie beside notebook.py, as they are but for imports of each other."""
