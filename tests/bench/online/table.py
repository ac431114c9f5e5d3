"""Outcomes as text: a line for each server and load, with ratios to ours."""

from collections.abc import Iterator, Sequence

from load_closed import Closed
from measure import Outcome

__all__ = ["draw_closed", "draw_open"]

CLOSED = (
    "server",
    "clients",
    "answers/s",
    "of ours",
    "p50 ms",
    "p99 ms",
    "refused",
    "lost",
    "cpu s/1000",
    "of ours",
    "others",
    "MB",
    "start s",
)
OPEN = (
    "server",
    "capacity",
    "rate/s",
    "goodput/s",
    "p50 ms",
    "p99 ms",
    "late",
    "refused",
    "lost",
    "health p50",
    "health p99",
)


def draw_closed(outcomes: Sequence[Outcome]) -> str:
    """Return the table of closed loops; the first outcome is what the others are compared with."""
    ours = {each.clients: each for each in outcomes[0].closed} if outcomes else {}
    rows = [row for outcome in outcomes for row in _closed_rows(outcome, ours)]
    return _draw(CLOSED, rows)


def draw_open(outcomes: Sequence[Outcome]) -> str:
    """Return the table of open loops."""
    rows = []
    for outcome in outcomes:
        if outcome.fault:
            rows.append((outcome.contender, f"not timed: {outcome.fault}"))
        for each in outcome.open:
            capacity = outcome.closed[-1].good
            rows.append(
                (
                    outcome.contender,
                    f"{capacity:.1f}",
                    f"{each.rate:.1f}",
                    f"{each.goodput:.1f}",
                    _ms(each.p50),
                    _ms(each.p99),
                    str(each.late),
                    str(each.refused),
                    str(each.lost),
                    _ms(each.health_p50),
                    _ms(each.health_p99),
                )
            )
    return _draw(OPEN, rows)


def _closed_rows(outcome: Outcome, ours: dict[int, Closed]) -> Iterator[tuple[str, ...]]:
    if outcome.fault:
        yield outcome.contender, f"not timed: {outcome.fault}"
    for each in outcome.closed:
        own = ours.get(each.clients)
        yield (
            outcome.contender,
            str(each.clients),
            f"{each.good:.0f}" if each.good >= 100 else f"{each.good:.1f}",
            _ratio(each.good, own.good if own else 0),
            _ms(each.p50),
            _ms(each.p99),
            str(each.refused),
            str(each.lost),
            f"{each.cpu:.3f}",
            _ratio(each.cpu, own.cpu if own else 0),
            f"{100 * each.others:.0f} %",
            f"{outcome.memory / 2**20:.0f}",
            f"{outcome.startup:.1f}",
        )


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.3g}" if seconds < 1 else f"{1000 * seconds:.0f}"


def _ratio(value: float, own: float) -> str:
    return f"{value / own:.2f}x" if own else "-"


def _draw(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    whole = [row for row in (head, *rows) if len(row) == len(head)]
    widths = [max(len(row[column]) for row in whole) for column in range(len(head))]
    return "\n".join(_draw_row(row, widths) for row in (head, *rows))


def _draw_row(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = row
    if len(row) < len(widths):  # words instead of figures
        return f"{first:<{widths[0]}}  {' '.join(others)}"
    return "  ".join(
        [f"{first:<{widths[0]}}", *(f"{text:>{width}}" for text, width in zip(others, widths[1:], strict=True))]
    )
