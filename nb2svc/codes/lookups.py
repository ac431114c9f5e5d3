"""Findings about look-ups at request time (NB225 to NB228)."""

from __future__ import annotations

from typing import Final

from nb2svc.codes.kind import Code, Severity, code

__all__ = ["LOOKUPS"]

LOOKUPS: Final[tuple[Code, ...]] = (
    code(
        "NB225",
        "looks-up",
        Severity.NOTE,
        "What answers a request is looked up, in a database or elsewhere.",
        "The same row gets another answer once the data there is another.",
        bad="# %% tags=lookup\norders = orders.merge(pd.read_sql(query, engine), on='customer', how='left')",
        good="customers = pd.read_sql('select * from customers', engine)\n"
        "orders = orders.merge(customers, on='customer', how='left')",
    ),
    code(
        "NB226",
        "password-in-notebook",
        Severity.ERROR,
        "A password is written in the notebook.",
        "A version holds the notebook, its parameters and the code made of it: whoever has it has the password.",
        bad="database = 'postgresql://reader:secret@db/shop'",
        good="database = os.environ['DATABASE_URL']",
    ),
    code(
        "NB227",
        "not-a-lookup",
        Severity.ERROR,
        "A cell tagged `lookup` does something that cannot be done for each request anew.",
        "Kept as the run had it, it would be as old as the training; the tag says that it must not be.",
        bad="# %% tags=lookup\nrates = pd.read_sql('select * from rates', engine)",
        good="# %% tags=lookup\nrates = pd.read_sql('select * from rates', engine)\n"
        "orders = orders.merge(rates, on='currency', how='left')",
    ),
    code(
        "NB228",
        "connection-not-made-anew",
        Severity.ERROR,
        "What a look-up talks through cannot be made anew from the notebook's own statements.",
        "A connection cannot be stored: each process of the service has to make its own.",
        bad="engine = engines[name]",
        good="engine = sqlalchemy.create_engine(os.environ['DATABASE_URL'])",
    ),
)
