"""Dates of another year in what a work section says was done."""

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

_DATE = re.compile(
    rf"(?P<year>{YEAR})年[0-9]{{1,2}}月(?:[0-9]{{1,2}}日)?(?![份底初]?(?:至|到|—|-|~|印发|出台|颁布|实施|施行|成立|建成))"
)
_FIGURE = re.compile(r"[0-9][0-9,.]*[余多万亿]*[次场个期人名件份起条户项支家位篇处张批元]")
_LAWFUL = re.compile(
    "去年|上年|同期|同比|相比|截至|截止|印发|出台|颁布|颁发|实施|施行|成立|组建|建成|始建|任职|履新|到任|上任|担任|当选|"
    "投用|投入使用|开工|竣工|获批|立项|任期|规划|计划|预计|将于|将在|以前|之前|精神|会议|大会|讲话|文件|通知|换届|入党"
)


def find(context: Context) -> Iterator[Hit]:
    """Dates of the year before or after in a sentence with a figure, unless it says why."""
    year = report_year(context)
    if year is None:
        return
    text = context.text
    title = title_span(context)
    evidence = (Evidence("text", "标题中的年度", title),) if title else ()
    for match in _DATE.finditer(text):
        if abs(int(match["year"]) - year) != 1:
            continue
        start, end = match.span()
        sections = context.sections_at(start)
        if not sections or any(row.kind != "work" for row in sections):
            continue
        sentence = context.sentence_at(start)
        before, after = text[sentence.start : start], text[end : sentence.end]
        if before.endswith(("自", "从", "于", "比", "较", "与", "《", "（", "(", "至", "到", "—", "-")):
            continue
        if before.rfind("《") > before.rfind("》") or before.rfind("（") > before.rfind("）"):
            continue
        if _FIGURE.search(after) and not _LAWFUL.search(after[:40]) and not _LAWFUL.search(before):
            yield Hit(Span(start, end), evidence=evidence, values=(("year", str(year)),))
