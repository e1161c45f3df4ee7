"""若干, 多次, 一系列 where a count is expected."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.md.figures import sections_without_figures
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_SOME = re.compile(
    r"若干(?<![分成为设划每任由含]..)(?:人次|家次|名|家|条|件|次|场|项|份|人|起|户|期|批|篇|处|支|个)(?![措意规小部方阶])"
)
_VAGUE = re.compile(
    "[一多数大许不丰](?:(?<=一)系列的?|(?<=多)(?:批次|次|场次|场|期|轮)|(?<=数)[次场]|(?<=大)量的?|(?<=许)多|(?<=不)少|(?<=丰)富多彩的)"
)
_VERB = "(?:组织|开展|举办|举行|召开|进行|承办)"
_VERB_BEFORE = re.compile(_VERB + "[了过]?$")
_VERB_AFTER = re.compile(
    _VERB + "(?!的)|(?:参与|参加|赴|前往)(?=[^，。；、]{0,8}(?:查验|督查|检查|巡查|调研|走访|座谈|慰问|宣讲|培训))"
)
_OFTEN = ("多次", "数次", "多场次", "多批次")
_ACTIVITY = re.compile(
    "[^，。；、0-9]{0,12}(?:活动|培训|宣讲|会议|讲座|检查|督查|走访|调研|党课|学习|演练|招聘会|研讨|谈话|谈心|慰问|义诊|"
    "座谈|比赛|论坛|沙龙|巡查|排查|整治|行动|志愿服务)"
)
_EXAMPLES = re.compile("[^，。；、]{0,12}(?:，(?:如|例如|比如|包括)|：)")
_AIM = re.compile(
    "[要将拟]|力争|争取|着力|聚焦|今后|计划|努力|加快|大力|”指|是指|出现|细分"
)  # not yet done, or no report of it
_FIGURE = re.compile(r"[0-9０-９]|[二两三四五六七八九十百][余多]?(?:次|场|期|名|人|件|个|家|户|项|条|份)")


def find(context: Context) -> Iterator[Hit]:
    """Vague counts in work sections; silent where a figure stands in the clause, later in the sentence or in the next one."""
    text = context.text
    matches = [(Span(*match.span()), True) for match in _SOME.finditer(text)]
    matches += [(Span(*match.span()), False) for match in _VAGUE.finditer(text) if _is_activity(text, match)]
    if not matches:
        return
    bare: list[Span] | None = None
    for span, counted in sorted(matches):
        sections = context.sections_at(span.start)
        if not sections or any(row.kind != "work" for row in sections):
            continue
        if _EXAMPLES.match(text, span.end):  # said in words; a section without figures is reported as a whole
            bare = bare or [section.span for section, _ in sections_without_figures(context)]
            if any(section.covers(span) for section in bare):
                continue
        if _AIM.search(text, context.sentence_at(span.start).start, span.start):
            continue
        if counted or not _figure_follows(context, span):
            yield Hit(span, confidence=0.85 if counted else None)


def _is_activity(text: str, match: re.Match[str]) -> bool:
    """Whether the vague word counts an activity: 开展多场宣讲, 多次组织走访."""
    start, end = match.span()
    if match[0] in _OFTEN and _VERB_AFTER.match(text, end):
        return True
    return bool(_VERB_BEFORE.search(text, max(0, start - 3), start) and _ACTIVITY.match(text, end))


def _figure_follows(context: Context, span: Span) -> bool:
    sentence = context.sentence_at(span.start)
    paragraph = context.paragraph_at(span.start).span
    end = sentence.end
    start = max(sentence.start, *(context.text.rfind(mark, sentence.start, span.start) for mark in "，；：:"))
    if end < paragraph.end:
        end = context.sentence_at(end).end
    return _FIGURE.search(context.text, start, end) is not None
