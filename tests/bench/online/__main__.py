"""Our server beside others on the same notebooks, in one run on one machine.

    python tests/bench/online [--peers fastapi,litserve,...] [--notebooks taxi,column,slow] [--clients 1,8,32,128]
                              [--seconds 8] [--envs DIR] [--workers 1] [--json FILE]

Protocol, for each notebook:
1. It is built, and exported for the others: the generated package, its state by joblib, the dtypes of a row. All
   servers run the same functions with the same libraries on frames of the same dtypes; nobody has a compiled model.
2. Each server is started in a virtual environment of its own (made once under --envs, pinned), with its best settings
   for this work as far as a sweep found them; `servers/` has them, one file each. One process computes unless --workers
   says more, with one thread for BLAS and OpenMP; access logs, metrics and telemetry of the others are off.
3. Its answers to the golden rows, one by one and many at once, have to be the notebook's. One that answers something
   else is reported and not timed. The floor (bare ASGI that sends the body back) is exempt: it shows what is left.
4. Closed loop (wrk, rows by turns, connections kept open): a fixed number of clients, each asks as soon as it is
   answered. `answers/s` are those with status 200 alone. `cpu s/1000` is the processor time of all processes of the
   server for 1000 answers: it tells more than the rate where a machine is busy with other things, which `others` shows.
5. Open loop, for the slow notebook: a fixed rate at 0.5, 1 and 2 times the server's own capacity (its closed loop of a
   few clients), latency from when a request was to be sent; `goodput` is what was answered well within the deadline.
   Servers that can bound time or queue are told the deadline. Meanwhile a connection of its own asks whether the
   server lives.
6. Ours alone: what a request costs one client beyond calling the bundle's function, and requests lost on promotions.

Everything runs on 127.0.0.1 and ends by itself; what was started is ended. wrk is Debian's package.
"""

import argparse
import json
import os
import shutil
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path

from artefact import Artefact, make_artefact
from contenders import CONTENDERS, OURS
from environments import environment_of
from measure import Load, Outcome, measure
from overhead import time_function
from promotion import promote_under_load
from table import draw_closed, draw_open

NOTEBOOKS = Path(__file__).parent / "notebooks"
SLOW = "slow"
DEADLINE = 1.0
SHARES = (0.5, 1.0, 2.0)


def main() -> None:
    """Measure what is asked for, and print it."""
    options = _read_options()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is missing: apt-get install wrk")
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {options.workers} worker(s)", flush=True)
    found = {}
    with tempfile.TemporaryDirectory(prefix="nb2-") as folder:
        work = Path(folder)
        for name in options.notebooks:
            artefact = make_artefact(NOTEBOOKS / f"{name}.py", work)
            outcomes = _measure_all(artefact, options, work / name)
            found[name] = [asdict(outcome) for outcome in outcomes]
            draw = draw_open if name == SLOW else draw_closed
            print(f"\n{name}\n{draw(outcomes)}\n", flush=True)
            if name == "column" and "nb2svc" in options.peers:
                found["alone"] = _measure_ours_alone(artefact, options, work / "alone")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1))


def _measure_all(artefact: Artefact, options: argparse.Namespace, work: Path) -> list[Outcome]:
    load = Load(clients=options.clients, seconds=options.seconds, workers=options.workers)
    if artefact.name == SLOW:
        load = replace(load, clients=(), shares=SHARES, deadline=DEADLINE)
    outcomes = []
    for position, contender in enumerate(CONTENDERS):
        if contender.group not in options.peers or (contender.is_floor and artefact.name == SLOW):
            continue
        programs = environment_of(contender.environment, options.envs) if contender.environment else OURS
        print(f"{artefact.name}: {contender.name}, load {os.getloadavg()[0]:.1f}", flush=True)
        outcomes.append(measure(contender, artefact, load, programs=programs, work=work / str(position)))
    return outcomes


def _measure_ours_alone(artefact: Artefact, options: argparse.Namespace, work: Path) -> dict:
    """Measure the overhead of one client, and what promotions under load lose."""
    ours, median = CONTENDERS[0], time_function(artefact, options.seconds / 2)
    load = Load(clients=(1,), seconds=options.seconds, workers=options.workers)
    before = median()
    outcome = measure(ours, artefact, load, programs=OURS, work=work / "overhead")
    function = (before + median()) / 2
    asked = outcome.closed[0].p50 if outcome.closed else float("nan")
    print(
        f"one client: {1e6 * asked:.0f} us over HTTP, {1e6 * function:.0f} us by the function: "
        f"{1e6 * (asked - function):.0f} us more",
        flush=True,
    )
    notebook = NOTEBOOKS / f"{artefact.name}.py"
    promoted = promote_under_load(ours, artefact, notebook, load=load, work=work / "promotion")
    meanwhile = promoted.load
    print(
        f"{promoted.promotions} promotions under load of {meanwhile.clients} clients: {meanwhile.good:.0f} answers/s, "
        f"{meanwhile.refused} refused, {meanwhile.lost} lost; answered by {' '.join(promoted.versions)}",
        flush=True,
    )
    return {"over_http": asked, "function": function, "promotion": asdict(promoted)}


def _read_options() -> argparse.Namespace:
    groups = list(dict.fromkeys(contender.group for contender in CONTENDERS))
    parser = argparse.ArgumentParser(
        prog="tests/bench/online", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words = lambda text: [word.strip() for word in text.split(",") if word.strip()]  # noqa: E731 - used three times below
    parser.add_argument("--peers", type=words, default=groups, help=f"some of {','.join(groups)}; ours is always there")
    parser.add_argument("--notebooks", type=words, default=["taxi", "column", SLOW])
    parser.add_argument("--clients", type=lambda text: [*map(int, words(text))], default=[1, 8, 32, 128])
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--envs", type=Path, default=Path.home() / ".cache" / "nb2svc-bench")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--json", type=Path, help="file for all figures")
    options = parser.parse_args()
    options.envs, options.peers = options.envs.absolute(), ["nb2svc", *options.peers]
    unknown = {*options.peers} - {*groups}
    if unknown:
        parser.error(f"no such peers: {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"{time.perf_counter() - started:.0f} s")
