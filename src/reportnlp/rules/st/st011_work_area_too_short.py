"""Work areas with a section of their own that take less than a tenth of what is said on all areas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.st.work_areas import work_areas

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_LEAST = 0.1
_SHORTEST = 500  # characters on all areas; a shorter report has no room for shares


def find(context: Context) -> Iterator[Hit]:
    """The heading of the first section of each such area."""
    known = work_areas(context)
    if known is None:
        return
    total = sum(known.characters.values())
    if total < _SHORTEST:
        return
    seen = set()
    for section, area in known.sections:
        if area not in seen and known.characters[area] / total < _LEAST and section.heading is not None:
            yield Hit(section.heading, values=(("area", area),))
        seen.add(area)
