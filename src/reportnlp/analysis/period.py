"""The reporting year of a document."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_YEAR = r"(?:20[0-9]{2}|二[〇零○]{1}[〇零○一二三四五六七八九]{2})"
_IN_TITLE = re.compile(
    rf"(?:(?P<first>{_YEAR})年?度?\s?[—–\-～~至]+\s?)?(?P<year>{_YEAR})\s?(?:年度?|度)(?![0-9一二三四五六七八九十]{{1,2}}月)"
)
_ANNOUNCED = re.compile(
    rf"(?:汇报|报告|述职|总结|回顾|现将|就)[^。！？\n]{{0,12}}?(?P<before>{_YEAR})年|(?P<after>{_YEAR})年[^。！？，\n]{{0,24}}(?:汇报|报告|述职|总结)如下"
)
_OPENING_PARAGRAPHS = 4
_TITLE_LENGTH = 60
_HAN_YEAR = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_MIN_MENTIONS = 2
_CLEAR_SHARE = 0.6


def find_period(context: Context) -> str | None:
    """The year ("2023") that title, opening or, failing both, most dates of the text name; None when in doubt."""
    return named_period(context) or _commonest(context)


def named_period(context: Context) -> str | None:
    """The year that title or opening name; None where neither does."""
    return _from_title(context) or _from_opening(context)


def _from_title(context: Context) -> str | None:
    titles = [section.heading for section in context.document.sections if section.kind == "title" and section.heading]
    if not titles and context.document.paragraphs:
        first = context.document.paragraphs[0].span
        titles = [first] if first.length <= _TITLE_LENGTH else []
    for title in titles:
        if match := _IN_TITLE.search(title.of(context.text)):
            return match["year"].translate(_HAN_YEAR)
    return None


def _from_opening(context: Context) -> str | None:
    for paragraph in context.document.paragraphs[:_OPENING_PARAGRAPHS]:
        if match := _ANNOUNCED.search(context.text, *paragraph.span):
            return (match["before"] or match["after"]).translate(_HAN_YEAR)
    return None


def _commonest(context: Context) -> str | None:
    years = Counter(
        mention.value[:4]
        for mention in context.mentions
        if mention.kind == "date"
        and mention.value
        and mention.value[:2] == "20"
        and not _names_a_plan(context, mention.span)
    )
    if not years:
        return None
    ((year, count),) = years.most_common(1)
    return year if count >= _MIN_MENTIONS and count >= _CLEAR_SHARE * years.total() else None


def _names_a_plan(context: Context, span: Span) -> bool:
    """Whether the year stands in the part on the coming year."""
    return any(section.kind == "outlook" for section in context.sections_at(span.start))
