"""EV004: records that no figure of the report speaks of, said once for each area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from reportnlp.analysis.context import Context
from reportnlp.findings import Area, Evidence
from reportnlp.records.verdicts import record_text
from reportnlp.rules.base import Hit
from reportnlp.rules.ev.verdicts import reconciled
from reportnlp.span import Span

_KINDS = 4  # types of activity that a message names
_SHOWN = 3  # records that are told whole


def find(context: Context) -> Iterator[Hit]:
    """A hit on the first paragraph of each area with such records."""
    for area, group in groupby(reconciled(context).unused, key=lambda record: record.area):
        records = list(group)
        counts = Counter(record.kind for record in records)
        kinds = "、".join(f"{kind}{count}" for kind, count in counts.most_common(_KINDS))
        span = _place(context, area)
        if span is not None:
            told = tuple(Evidence("record", record_text(record)) for record in records[:_SHOWN])
            values = (("count", str(len(records))), ("kinds", kinds + ("等" if len(counts) > _KINDS else "")))
            yield Hit(span, evidence=told, values=values)


def _place(context: Context, area: Area) -> Span | None:
    """The area's first paragraph, else the first one of the document."""
    body = (row for row in context.areas if row.area == area and context.paragraph_at(row.span.start).part == "body")
    first = next(body, None)
    if first is not None:
        return first.span
    return context.document.paragraphs[0].span if context.document.paragraphs else None
