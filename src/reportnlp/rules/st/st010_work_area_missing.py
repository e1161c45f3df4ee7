"""Reports ordered by work area that lack one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.st.work_areas import text_shares, work_areas

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_TOLD = 0.4  # the model's share for an area, from which a paragraph serves it, whatever the heading


def find(context: Context) -> Iterator[Hit]:
    """The heading of the last section of work, for an area that no heading names and no paragraph serves."""
    known = work_areas(context)
    if known is None:
        return
    lacking = set(context.taxonomy.work) - {row.area for row in known.sections}
    if lacking:
        told = text_shares(context).values()
        lacking -= {area for area in lacking if any(row[area] >= _TOLD for row in told)}
    last = known.sections[-1].section.heading
    if lacking and last is not None:
        yield Hit(last, values=(("areas", "、".join(area for area in context.taxonomy.work if area in lacking)),))
