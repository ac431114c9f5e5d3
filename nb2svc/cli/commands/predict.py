"""`nb2svc predict`."""

from __future__ import annotations

from pathlib import Path

import nb2svc
from nb2svc.cli.options import InputOption, JsonOption, OutputOption, ServiceArgument, StoreOption
from nb2svc.cli.output import print_error, print_json
from nb2svc.cli.streams import STREAM, print_rows, read_rows

__all__ = ["predict"]


def predict(
    service: ServiceArgument,
    source: InputOption = STREAM,
    target: OutputOption = STREAM,
    store: StoreOption = Path(nb2svc.DEFAULT_STORE),
    as_json: JsonOption = False,
) -> int:
    """Answer the rows of a table, in their order, without a server; from stdin and to stdout unless told otherwise.

    A row that cannot be answered refuses them all; `nb2svc batch run` answers the others.
    """
    loaded = nb2svc.load(service, store=store)
    rows = read_rows(source, loaded.manifest.request.fields)
    answers = loaded.predict(rows)
    version = loaded.manifest.version
    facts = {"version": version, "rows": len(answers)}
    if target == STREAM:
        if as_json:
            print_json({**facts, "answers": answers})
        else:
            print_rows(answers)
        return 0
    from pandas import DataFrame

    from nb2svc.batch.tables.addresses import hide_password  # pandas: only when a table is written
    from nb2svc.batch.tables.whole import write_table

    write_table(DataFrame(answers), target)
    shown = hide_password(target)
    if as_json:
        print_json({**facts, "output": shown})
    else:
        print_error(f"{version}: {len(answers)} answers are in {shown}")
    return 0
