"""PH011: a Party congress or plenum that was held only after the reporting year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.rules.ph.after_period import after_period
from reportnlp.rules.ph.meetings import find_meetings, held

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Meetings later than the March after the reporting year, unless the text says that they are to come."""
    meetings = [
        (meeting.span, held().get(meeting.key, "")) for meeting in find_meetings(context.text) if not meeting.coming
    ]
    for span, date in after_period(context, meetings):
        why = f"在{date[:4]}年{int(date[5:])}月召开"
        yield Hit(span, (), evidence=(Evidence("data/phrase_meetings.tsv", why),), values=(("why", why),))
