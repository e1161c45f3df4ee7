"""Units and measure words, found where they stand after a number."""

from functools import lru_cache
from typing import NamedTuple, cast

from reportnlp.data import table
from reportnlp.findings import Kind


class Unit(NamedTuple):
    """A row of ``data/units.tsv``: ``factor`` leads to the base unit of ``dimension``; see there for ``style``."""

    name: str
    dimension: str
    kind: Kind
    factor: float
    style: str
    not_before: frozenset[str]


def unit_at(text: str, position: int) -> Unit | None:
    """The longest unit that stands at ``position`` and is no part of another word."""
    if position >= len(text):
        return None
    units, longest = _units()
    for size in range(longest.get(text[position], 0), 0, -1):
        unit = units.get(text[position : position + size])
        if unit is not None:
            follows = text[position + size : position + size + 1]
            if follows not in unit.not_before:
                return unit
    return None


@lru_cache
def _units() -> tuple[dict[str, Unit], dict[str, int]]:
    """Units by name, and for each first character the length of the longest unit that begins with it."""
    units = {}
    longest: dict[str, int] = {}
    for name, dimension, kind, factor, style, not_before in ((*row, "", "", "")[:6] for row in table("units.tsv")):
        units[name] = Unit(name, dimension, cast(Kind, kind), float(factor or 1), style, frozenset(not_before))
        longest[name[0]] = max(longest.get(name[0], 0), len(name))
    return units, longest
