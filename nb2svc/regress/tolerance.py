"""How far numbers may be apart: for all notebooks, for one of them, or for one of its cells."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Final

from nb2svc.diagnostics import Nb2svcError

__all__ = ["KEYS", "Tolerance", "tolerance_of_cell"]

KEYS: Final = ("rtol", "atol", "picture")
_COMMENT: Final = re.compile(r"^\s*#\s*nb2svc:\s*(?P<settings>.*\S)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """What is taken for equal.

    Attributes:
        rtol: the part of the saved number by which another may be off.
        atol: how much it may be off in any case.
        picture: the part of a picture that may look different, from 0 to 1.
        is_chosen: whether a person chose `rtol` or `atol`; else whole numbers, which count something, are exact.
    """

    rtol: float = 1e-6
    atol: float = 1e-12
    picture: float = 0.005
    is_chosen: bool = False

    def allows(self, saved: float, found: float, *, whole: bool = False) -> bool:
        """Return whether a number is near enough to the saved one; NaN is near NaN.

        Args:
            saved: the number as it was.
            found: as it is.
            whole: whether both are whole numbers.
        """
        if math.isnan(saved) or math.isnan(found):
            return math.isnan(saved) and math.isnan(found)
        if saved == found:
            return True
        if math.isinf(saved) or math.isinf(found) or (whole and not self.is_chosen):
            return False
        return abs(found - saved) <= self.atol + self.rtol * abs(saved)

    def change(self, key: str, text: object, where: str) -> Tolerance:
        """Return it with one setting changed.

        Args:
            key: one of `KEYS`.
            text: the number, or its text.
            where: what set it, for a message.

        Raises:
            Nb2svcError: there is no such setting, or it is no such number.
        """
        if key not in KEYS:
            raise Nb2svcError(f"{where}: `{key}` is no tolerance; there are {', '.join(f'`{k}`' for k in KEYS)}")
        try:
            value = float(str(text))
        except ValueError:
            value = math.nan
        if not 0 <= value < math.inf:
            raise Nb2svcError(f"{where}: `{key}` is a number from 0 on, such as `{key}=0.001`; found `{text}`")
        if key == "picture":
            return replace(self, picture=value)
        return replace(self, is_chosen=True, **{key: value})


def tolerance_of_cell(source: str, general: Tolerance, where: str) -> Tolerance:
    """Return what holds for a cell: a comment `# nb2svc: rtol=1e-3, atol=0.01` in it goes before all else.

    Args:
        source: the cell's text.
        general: what holds for its notebook.
        where: the cell, for a message.

    Raises:
        Nb2svcError: the comment says what is no tolerance.
    """
    found = general
    for comment in _COMMENT.finditer(source):
        for setting in re.split(r"[,\s]+", comment["settings"]):
            key, _, value = setting.partition("=")
            found = found.change(key, value, f"{where}, `{comment[0].strip()}`")
    return found
