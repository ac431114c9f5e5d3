"""What the first lines of a look-up cell choose."""

from __future__ import annotations

import pytest

from nb2svc.compiler.ir import Cell
from nb2svc.compiler.lookup_choices import Choices, read_choices


@pytest.mark.parametrize(
    ("source", "chosen"),
    [
        ("ids = 1", Choices()),
        ("# on failure: error\nids = 1", Choices()),
        ("# who ordered\n#  On failure:  missing   values\nids = 1", Choices(on_failure="missing")),
        ("\n# cache for 60 s: customer_id, `shop`\nids = 1", Choices(cache_seconds=60, keys=("customer_id", "shop"))),
        (
            "# cache for 1.5 seconds: id\n# on failure: missing values\n",
            Choices(on_failure="missing", cache_seconds=1.5, keys=("id",)),
        ),
        ("ids = 1\n# on failure: whatever", Choices()),
        ("# on failure: zero\nids = 1", Choices(unknown=1)),
        ("# first\n# cache: id", Choices(unknown=2)),
    ],
)
def test_comments_at_the_top_choose(source: str, chosen: Choices) -> None:
    """Case and blanks do not matter; words that are not known are told by their line; other comments are comments."""
    assert read_choices(Cell(number=1, id="c", kind="code", source=source)) == chosen
