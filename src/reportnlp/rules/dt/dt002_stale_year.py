"""Another year where the report speaks of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.rules.dt.years import YEAR, report_year, title_span
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_NEAR = 3  # years; what lies further off is history, not an old draft
_SELF = re.compile(
    rf"(?:现将|现就|下面[，,]?我?|以上(?:就)?是|我就|向[^，。]{{0,10}}(?:报告|汇报|述职))[^。，；]{{0,14}}?(?P<year>{YEAR})年"
    r"(?!以来|至|—|-|~)[^。；]{0,30}?(?:履职|述职|工作|情况|报告|汇报|总结)"
)
_TOPIC = re.compile(
    rf"(?P<year>{YEAR})年(?:度|上半年|下半年|第[一二三四]季度)?[，,](?![^。]{{0,40}}(?:任职|当选|换届|成立|以来|至今))"
)
_IS_YEAR = re.compile(rf"(?P<year>{YEAR})年(?=是[^。；]{{0,40}}之年)(?!是[^。；]{{0,40}}(?:换届|成立|开局之年的前))")
_HEADING = re.compile(
    rf"(?P<year>{YEAR})年(?:度)?(?:[^，。至—-]{{0,12}})(?:回顾|总结|情况|成效|做法|履职|述职|亮点|完成)"
)


def find(context: Context) -> Iterator[Hit]:
    """Years in opening, closing and headings of work sections that differ from the reporting year."""
    year = report_year(context)
    if year is None or context.is_period_guessed:
        return
    text = context.text
    title = title_span(context)
    evidence = (Evidence("text", "标题中的年度", title),) if title else ()
    for start, stop, pattern in _places(context):
        for match in pattern.finditer(text, start, stop):
            if 0 < abs(int(match["year"]) - year) <= _NEAR:
                span = Span(*match.span("year"))
                yield Hit(span, (str(year),), evidence=evidence, values=(("year", str(year)),))


def _places(context: Context) -> Iterator[tuple[int, int, re.Pattern[str]]]:
    """Where the report speaks of its own year, with what to look for there."""
    text = context.text
    document = context.document
    title = title_span(context)
    topics = (_TOPIC, _IS_YEAR) if title and re.search(YEAR, title.of(text)) else (_TOPIC,)
    for section in document.sections:
        if section.kind in ("preamble", "closing"):
            for index in section.paragraphs:
                paragraph = document.paragraphs[index]
                yield *paragraph.span, _SELF
                if section.kind == "preamble" and index == section.paragraphs[0]:
                    for topic in topics:
                        if topic.match(text, *paragraph.span):
                            yield *paragraph.span, topic
                            break
        elif section.kind in ("work", "other") and section.level == 1 and section.heading is not None:
            yield *section.heading, _HEADING
    if document.paragraphs:
        yield *document.paragraphs[-1].span, _SELF
