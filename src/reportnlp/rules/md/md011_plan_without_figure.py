"""Items of last year's plans that are mentioned without a figure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.analysis.plans import planned_items
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_LONGEST = 20  # characters of the item that are shown


def find(context: Context) -> Iterator[Hit]:
    """The sentence that speaks of each such item."""
    if context.previous is None:
        return
    for item in planned_items(context, context.previous):
        if item.outcome == "mentioned" and item.place is not None:
            evidence = (Evidence("previous", item.label),)
            yield Hit(item.place, evidence=evidence, values=(("item", item.label[:_LONGEST]),))
