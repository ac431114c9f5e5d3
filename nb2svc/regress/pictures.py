"""Compares pictures as an eye does: other fonts and smoothing mean nothing; lines, bars and colours do.

A perceptual hash is made to find a photo again: DCT and difference hashes take a chart whose bars have another colour
for the same one. Both pictures are at hand here, so they are compared themselves, at the size of a thumbnail, each
point with the range of colours around the same point of the other picture. Much text that is set by another version of
the drawing library may be seen as well: a saved picture belongs to an environment.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from nb2svc.regress.differences import Difference
from nb2svc.regress.tolerance import Tolerance

if TYPE_CHECKING:
    import numpy as np

__all__ = ["compare_pictures"]

_WIDTH: Final = 224  # points of the thumbnail; finer ones see the hinting of fonts
_SEEN: Final = 48  # of 255: a smaller change of a colour is no change
_OTHER_SIZE: Final = 0.03  # a figure that is cut out tightly is some points larger with another font, and no more


def compare_pictures(was: str, now: str, tolerance: Tolerance) -> Iterator[Difference]:
    """Yield how much of a picture looks different, where that is more than it may be.

    Args:
        was: the saved picture, PNG or JPEG in base64.
        now: the computed one.
        tolerance: says how much may be different.
    """
    if was.split() == now.split():
        return
    old, new = _open(was), _open(now)
    if old is None or new is None:
        yield Difference(where="picture", by="the saved one cannot be read" if old is None else "cannot be read")
        return
    if any(abs(b - a) > max(1, _OTHER_SIZE * a) for a, b in zip(old.size, new.size, strict=True)):
        yield Difference(where="picture", was=f"{old.width} x {old.height}", now=f"{new.width} x {new.height}")
        return
    share, place = min(_unlike(a, b) for a, b in _lay_over(old, new))
    if share > tolerance.picture:
        yield Difference(where="picture", by=f"{100 * share:.2g} % of it looks different, most of that {place}")


def _open(text: str) -> Any:
    """Return a picture on white ground, or None where there is none."""
    from PIL import Image, UnidentifiedImageError  # only where two pictures are not the same bytes

    try:
        picture = Image.open(io.BytesIO(base64.b64decode(text))).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError):
        return None
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    return ground.convert("RGB")


def _lay_over(old: Any, new: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the parts that two pictures of nearly the same size have in common, measured from each corner."""
    width, height = (min(sides) for sides in zip(old.size, new.size, strict=True))

    def cut(picture: Any, to_right: bool, to_bottom: bool) -> Any:
        left, top = (picture.width - width) * to_right, (picture.height - height) * to_bottom
        return picture.crop((left, top, left + width, top + height))

    for to_right in sorted({False, old.width != new.width}):
        for to_bottom in sorted({False, old.height != new.height}):
            yield cut(old, to_right, to_bottom), cut(new, to_right, to_bottom)


def _unlike(old: Any, new: Any) -> tuple[float, str]:
    """Return the part of the points that look different, and where most of them are."""
    import numpy as np
    from PIL import Image

    size = (_WIDTH, max(1, round(_WIDTH * old.height / old.width)))
    a, b = (np.asarray(picture.resize(size, Image.Resampling.BOX), dtype=np.int16) for picture in (old, new))
    unlike = np.maximum(_out_of_range(a, b), _out_of_range(b, a)) > _SEEN
    return float(unlike.mean()), _describe_place(unlike)


def _out_of_range(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return how far each point is from the range of colours at the same place of the other picture, one point around.

    So an edge that lies between two points, here or there, is no difference.
    """
    import numpy as np

    height, width = points.shape[:2]
    wide = np.pad(others, ((1, 1), (1, 1), (0, 0)), mode="edge")
    around = [wide[i : i + height, j : j + width] for i in range(3) for j in range(3)]
    far: np.ndarray = np.maximum(np.min(around, axis=0) - points, points - np.max(around, axis=0)).max(axis=-1)
    return far


def _describe_place(unlike: np.ndarray) -> str:
    """Return in which ninth of the picture most of the unlike points are."""
    import numpy as np

    rows, columns = np.nonzero(unlike)
    if not len(rows):
        return "nowhere"
    row, column = (
        int(np.bincount(3 * at // length, minlength=3).argmax())
        for at, length in ((rows, unlike.shape[0]), (columns, unlike.shape[1]))
    )
    names = (
        ("at the upper left", "at the top", "at the upper right"),
        ("at the left", "in the middle", "at the right"),
        ("at the lower left", "at the bottom", "at the lower right"),
    )
    return names[row][column]
