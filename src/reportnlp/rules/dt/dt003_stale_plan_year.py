"""Plans for a year that is over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.rules.dt.years import YEAR, is_half_year, report_year, title_span
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_PLAN = re.compile(
    rf"(?P<year>{YEAR})年(?:度)?(?:[，,](?:我|我们|街道|社区|全[镇县区市村街院局校]|本)?[^，。]{{0,8}}?(?:将|要|力争|继续|计划|拟)"
    r"|(?:我|我们|街道|社区|全[镇县区市村街院局校])[^，。]{0,6}?(?:将|要继续|力争)"
    r"|(?:工作)?(?:目标任务|各项(?:目标)?任务|工作目标|重点工作)[^，。]{0,4}(?:圆满完成|顺利完成|如期完成|全面完成|抓紧抓实|落地))"
)
_OTHER = re.compile("回顾|总结|》|以来")
_HEADING = re.compile(rf"(?P<year>{YEAR})年")


def find(context: Context) -> Iterator[Hit]:
    """Years in outlook and closing that do not lie after the reporting year."""
    year = report_year(context)
    if year is None:
        return
    earliest = year if is_half_year(context) else year + 1
    text = context.text
    document = context.document
    title = title_span(context)
    evidence = (Evidence("text", "标题中的年度", title),) if title else ()
    seen: set[int] = set()
    for section in document.sections:
        if section.kind not in ("outlook", "closing"):
            continue
        if section.kind == "outlook" and section.heading is not None:
            matches = list(_HEADING.finditer(text, *section.heading))
            if len(matches) > 1 or _OTHER.search(text, *section.heading):
                matches = []
        else:
            matches = []
        start = section.heading.end if section.heading else section.span.start
        for match in [*matches, *_PLAN.finditer(text, start, section.span.end)]:
            span = Span(*match.span("year"))
            if int(match["year"]) < earliest and span.start not in seen:
                seen.add(span.start)
                yield Hit(span, (str(earliest),), evidence=evidence, values=(("year", str(year)),))
