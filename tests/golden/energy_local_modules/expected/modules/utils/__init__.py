from . import calendar_parts  # noqa: F401 - reached as an attribute
