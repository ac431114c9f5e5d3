"""What differs between any two runs and means nothing: addresses of objects, paths of a kernel, timings, progress."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["without_noise"]

_SURELY: Final = tuple(
    (re.compile(pattern, re.MULTILINE), put)
    for pattern, put in (
        (r"\bat 0x[0-9a-fA-F]+", "at 0x..."),
        (r"\S*ipykernel_\d+[/\\]\d+\.py", "<cell>"),
        (r"<ipython-input-\d+-[0-9a-f]+>", "<cell>"),
        # where a warning comes from, on this machine and in this version of a library
        (r"\S*[/\\]site-packages[/\\]", "site-packages/"),
        (r"\.py:\d+:", ".py:"),
        (r"^Matplotlib is building the font cache.*\n?", ""),
        # %time and %timeit
        (r"^(CPU times|Wall time): .*\n?", ""),
        (r"^.* ± .* per loop \(mean ± std\. dev\. of .*\n?", ""),
        # tqdm, also as a notebook shows it: `40%|████      | 4/10 [00:02<00:03,  1.99it/s]`
        (r"^.*\d+%\|.*\| [^\n]*\[[\d:?]+<[\d:?]+,.*\][^\n]*\n?", ""),
        (r"^.*\d+it \[[\d:]+, .*(?:it/s|s/it)[^\n]*\][^\n]*\n?", ""),
        # keras: `9ms/step`
        (r"\b\d+(?:\.\d+)?m?s/(?:step|epoch)\b", "...s/step"),
    )
)


def without_noise(text: str) -> str:
    """Return a text without what is surely noise."""
    for pattern, put in _SURELY:
        text = pattern.sub(put, text)
    return text
