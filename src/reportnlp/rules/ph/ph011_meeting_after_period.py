"""PH011: a Party congress or plenum that was held only after the reporting year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.rules.ph.meetings import find_meetings, held

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_REPORT = re.compile(r"述职|总结|汇报|工作报告|工作情况")
_OPENING = 120  # where a report says what it is
_OFTEN = 3  # a meeting named so many times is no slip: the year is taken wrongly


def find(context: Context) -> Iterator[Hit]:
    """Meetings later than the March after the reporting year, unless the text says that they are to come."""
    text = context.text
    meetings = [meeting for meeting in find_meetings(text) if not meeting.coming]
    if not meetings or not context.period or not context.period[:4].isdigit():
        return
    if context.document.period is None and not _REPORT.search(text, 0, _OPENING):
        return
    limit = f"{int(context.period[:4]) + 1}-03"
    late = [(meeting, held()[meeting.key]) for meeting in meetings if held().get(meeting.key, "") > limit]
    if len(late) >= _OFTEN:
        return
    for meeting, date in late:
        why = f"在{date[:4]}年{int(date[5:])}月召开"
        yield Hit(meeting.span, (), evidence=(Evidence("data/phrase_meetings.tsv", why),), values=(("why", why),))
