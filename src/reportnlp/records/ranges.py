"""What a written figure allows, and whether a known one fits: 余, 近, 约, 以上 and rounding."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from reportnlp.findings import Bound, Quantity

Fit = Literal["supported", "overstated", "understated"]

INFINITE = float("inf")
_NEARLY = 1e-6
_DECIMALS = re.compile(r"[0-9]+(?:[.．]([0-9]+))?([万亿]*)")
_SCALES = {"": 1.0, "万": 1e4, "亿": 1e8, "万亿": 1e12}
_ABOUT = 0.05  # 约 and rounding reach this far, as a share of the figure
_UNDER = 0.1  # 近 reaches this far down


class Range(NamedTuple):
    """From ``low`` to ``high``, both included."""

    low: float
    high: float

    def fit(self, claimed: Range) -> Fit:
        """Whether what is claimed fits what is known."""
        if claimed.low > self.high + _NEARLY:
            return "overstated"
        return "understated" if claimed.high < self.low - _NEARLY else "supported"


def range_of(value: float, bound: Bound) -> Range:
    """余 reaches up to the next ten (12000余 to the next hundred), 近 a tenth down, 约 a twentieth either way."""
    match bound:
        case "over":
            zeros = len(str(int(value))) - len(str(int(value)).rstrip("0")) if value else 0
            return Range(value, value + max(10, 10 ** (zeros - 1)) - 2 * _NEARLY)
        case "under":
            return Range((1 - _UNDER) * value, value)
        case "about":
            return Range((1 - _ABOUT) * value, (1 + _ABOUT) * value)
        case "at_least":
            return Range(value, INFINITE)
        case "at_most":
            return Range(0.0, value)
    return Range(value, value)


def claimed_range(quantity: Quantity, number: str) -> Range:
    """What a quantity of a report allows; ``number`` is its numeral as written, which may be rounded (1.2万)."""
    if quantity.value is None:
        low = quantity.low if quantity.low is not None else 0.0
        return Range(low, quantity.high if quantity.high is not None else INFINITE)
    if quantity.bound == "exact":
        half = _half_unit(number, quantity.value)
        return Range(quantity.value - half, quantity.value + half)
    return range_of(quantity.value, quantity.bound)


def _half_unit(number: str, value: float) -> float:
    """Half a unit of the last printed digit of 1.2万, at most a twentieth of it; nothing for a number written out."""
    match = _DECIMALS.fullmatch(number)
    if match is None or not (match[1] or match[2]):
        return 0.0
    unit = _SCALES.get(match[2], 1.0) / 10.0 ** len(match[1] or "")
    return min(unit / 2, _ABOUT * value)
