"""PH008: a Party congress or plenum that does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.rules.ph.meetings import NUMERALS, Meeting, find_meetings, held, term_number

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_FIRST, _LAST = 11, 20  # terms that the table covers
_OPEN_END = 7  # plenums of the last term up to this one may still come


def find(context: Context) -> Iterator[Hit]:
    """Meetings that ``data/phrase_meetings.tsv`` does not hold and that are not still to come."""
    for meeting in find_meetings(context.text):
        if meeting.key in held() or term_number(meeting.term) < _FIRST or meeting.coming:
            continue
        if not _may_come(meeting, context.period):
            best = _fix(meeting)
            source = Evidence("data/phrase_meetings.tsv", "历次会议中没有这次")
            yield Hit(meeting.span, (best,) if best else (), evidence=(source,))


def _may_come(meeting: Meeting, period: str | None) -> bool:
    """Whether the meeting may have been held after this table was written."""
    last_year = max(held().values())[:4]
    later = period is None or period[:4] > last_year
    term, number = term_number(meeting.term), meeting.key[1]
    if term == _LAST:
        return later and 0 < number <= _OPEN_END
    return term == _LAST + 1 and period is not None and later


def _fix(meeting: Meeting) -> str:
    """The nearest meeting: 二十二大 → 二十大; 十三中全会 → 三中全会 where that one was held."""
    if not meeting.number:
        return "二十大" if _LAST < term_number(meeting.term) <= _LAST + 2 else ""
    last = meeting.number[-1]
    known = last in NUMERALS and (meeting.term, NUMERALS.index(last)) in held()
    return f"{meeting.term}届{last}中全会" if len(meeting.number) > 1 and known else ""
