"""Classified program -> text of the package."""
