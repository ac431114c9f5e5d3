"""Tables in databases, through SQLAlchemy: read in pieces, written in one transaction."""

from nb2svc.diagnostics import MissingExtraError

try:
    import sqlalchemy  # noqa: F401 - asked for before the modules that need it
except ModuleNotFoundError as error:
    raise MissingExtraError("a table in a database", "build") from error

from nb2svc.batch.tables.database.reading import read_columns, read_rows
from nb2svc.batch.tables.database.writing import check_writable, replace_rows

__all__ = ["check_writable", "read_columns", "read_rows", "replace_rows"]
