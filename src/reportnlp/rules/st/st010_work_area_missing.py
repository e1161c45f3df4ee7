"""Reports ordered by work area that lack one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.st.work_areas import WORK_AREAS, work_areas

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """The heading of the last section of work, for an area that no heading names and no paragraph serves."""
    known = work_areas(context)
    if known is None:
        return
    named = {row.area for row in known.sections}
    lacking = [area for area in WORK_AREAS if area not in named and not known.characters[area]]
    last = known.sections[-1].section.heading
    if lacking and last is not None:
        yield Hit(last, values=(("areas", "、".join(lacking)),))
