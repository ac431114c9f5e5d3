"""Tables in: any form as chunks of rows with known columns, in memory that does not grow with the table."""

from nb2svc.batch.tables.reading.apart import check_apart
from nb2svc.batch.tables.reading.opening import open_source
from nb2svc.batch.tables.reading.source import Source

__all__ = ["Source", "check_apart", "open_source"]
