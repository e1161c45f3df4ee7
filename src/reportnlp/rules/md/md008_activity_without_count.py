"""Activities that can be counted, told without number and date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.md.figures import area_expecting_figures, is_report, sections_without_figures
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_ACTIVITY = re.compile(
    "(?:组织(?:开展|召开|举办)?|开展|举办|举行|召开|承办)[了过]?(?:[^，。；、：0-9的]{0,8}?)"
    "(?P<what>主题党日|专题党课|党课|培训班|读书班|座谈会|讲座|报告会|招聘会|运动会|文艺演出|研讨会|推进会|表彰会|"
    "民主生活会|组织生活会|知识竞赛|演讲比赛|义诊|警示教育大会|现场会)(?:活动)?(?=[，。；]|$)"
)
_TOLD = re.compile(
    "[0-9０-９]|[两二三四五六七八九十百][余多]?[次场期名人件个家户项条份届]|一[次场期届]|[一二三四五六七八九十当][月日]|季度|上旬|中旬|下旬|近日|今年年初|年底|节前"
)
_ROUTINE = re.compile(
    "定期|每[月季周年]|按时|按期|坚持|严格|各类|各种|多种|通过|制度|规范|认真|要求|将|拟|计划|参加|邀请"
)
_MOST = 1  # per section: one word is enough


def find(context: Context) -> Iterator[Hit]:
    """The first such activity of each top section; silent where the report counts that activity elsewhere."""
    text = context.text
    if not is_report(context):
        return
    seen: dict[int, int] = {}
    bare: list[Span] | None = None
    for match in _ACTIVITY.finditer(text):
        sections = context.sections_at(match.start())
        if not sections or area_expecting_figures(context, match.start()) is None:
            continue
        top = sections[0].span.start
        sentence = context.sentence_at(match.start())
        if (
            seen.get(top, 0) >= _MOST
            or _TOLD.search(text, *sentence)
            or _ROUTINE.search(text, sentence.start, match.end())
        ):
            continue
        following = context.sentence_at(min(sentence.end, len(text) - 1))
        if following.start < context.paragraph_at(match.start()).span.end and _TOLD.search(text, *following):
            continue
        if bare is None:
            bare = [section.span for section, _ in sections_without_figures(context)]
        if any(span.start <= match.start() < span.end for span in bare) or _is_counted(context, match["what"]):
            continue
        seen[top] = seen.get(top, 0) + 1
        yield Hit(Span(*match.span("what")))


def _is_counted(context: Context, what: str) -> bool:
    """Whether a figure stands right by the same activity anywhere."""
    number = "[0-9一二三四五六七八九十两]+[余多]?[次场期届]"
    return re.search(f"{number}[^，。；、]{{0,12}}{what}|{what}[^，。；、0-9]{{0,6}}{number}", context.text) is not None
