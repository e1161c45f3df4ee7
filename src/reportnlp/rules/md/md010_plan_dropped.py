"""Items of last year's plans of which the report does not speak."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.analysis.plans import planned_items
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_NAMED = 3  # items named in the message
_LONGEST = 14  # characters of each


def find(context: Context) -> Iterator[Hit]:
    """One hit at the title, or the first paragraph, for all such items; the others stand in the evidence."""
    if context.previous is None or not context.document.paragraphs:
        return
    items = list(planned_items(context, context.previous))
    dropped = [row for row in items if row.outcome == "dropped"]
    if not dropped:
        return
    titles = (row.heading for row in context.document.sections if row.kind == "title" and row.heading)
    place = next(titles, None) or context.sentence_at(context.document.paragraphs[0].span.start)
    outcomes = {"delivered": "有数据", "mentioned": "提到了，没有数据", "dropped": "没有写到"}
    evidence = tuple(Evidence("previous", f"{row.label}：{outcomes[row.outcome]}", row.place) for row in items)
    named = "”“".join(row.label[:_LONGEST] for row in dropped[:_NAMED])
    yield Hit(place, evidence=evidence, values=(("items", f"“{named}”"), ("count", str(len(dropped)))))
