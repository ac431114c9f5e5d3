"""Notebooks as regression tests: run anew, their outputs compared with the saved ones; a plugin of pytest.

`plugin` is imported by every run of pytest where nb2svc is installed, and so imports next to nothing; all else here is
imported when `--nb2svc` is given.
"""
