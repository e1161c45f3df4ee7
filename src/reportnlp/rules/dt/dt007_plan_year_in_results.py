"""The year after the report's in what a work section says was done."""

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

_YEAR = re.compile(
    rf"(?:^|(?<=[，。；]))(?P<year>{YEAR})年(?:度)?(?:以来|全年|上半年|下半年)?[，,]?(?=[\u3400-\u9fff])", re.M
)
_FIGURE = re.compile(r"[0-9][0-9,.]*[余多万亿]*[次场个期人名件份起条户项支家位篇处批张元]")
_PLANNED = re.compile(
    "[将拟要]|计划|预计|力争|争取|确保|目标|规划|打算|安排|预算|预备|提前|筹备|谋划|准备|底前|前完成|有望|明年|来年|具体"
)
_MONTH = re.compile("[0-9]{1,2}月")


def find(context: Context) -> Iterator[Hit]:
    """Such years at the head of a clause with a figure, unless the sentence speaks of plans."""
    year = report_year(context)
    if year is None or context.is_period_guessed:
        return
    text = context.text
    title = title_span(context)
    evidence = (Evidence("text", "标题中的年度", title),) if title else ()
    for match in _YEAR.finditer(text):
        span = Span(*match.span("year"))
        if int(match["year"]) != year + 1 or _MONTH.match(text, match.end()):
            continue
        sections = context.sections_at(span.start)
        if not sections or any(row.kind != "work" for row in sections):
            continue
        sentence = context.sentence_at(span.start)
        if _FIGURE.search(text, span.end, sentence.end) and not _PLANNED.search(text, *sentence):
            yield Hit(span, evidence=evidence, values=(("year", str(year)),))
