"""The HTTP interface: routes, formats, pages and counters. All that knows of requests is here."""
