"""Where lines run beside the boxes: each source has a lane, from itself down to the last that reads of it."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["choose_lanes"]


def choose_lanes(spans: Sequence[tuple[int, int]]) -> list[int]:
    """Return a lane for each span of rows, 0 next to the boxes; two spans that share a row's border share no lane.

    Args:
        spans: first and last row of each, by the first.
    """
    lanes: list[int] = []
    for position, (first, _) in enumerate(spans):
        taken = {lanes[i] for i in range(position) if spans[i][1] > first}
        lanes.append(next(lane for lane in range(len(spans)) if lane not in taken))
    return lanes
