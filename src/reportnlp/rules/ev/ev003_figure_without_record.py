"""EV003: claims whose verdict is unsupported."""

from __future__ import annotations

from collections.abc import Iterator

from reportnlp.analysis.context import Context
from reportnlp.rules.base import Hit
from reportnlp.rules.ev.verdicts import hits_of

_RESULTS = 0.5  # a ledger of activities need not know what was built or recruited


def find(context: Context) -> Iterator[Hit]:
    """Every such claim, with the records' figure and rows."""
    return hits_of(context, "unsupported", of_results=_RESULTS)
