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
    r"(?<![分成为设划每任由含])若干(?:人次|家次|名|家|条|件|次|场|项|份|人|起|户|期|批|篇|处|支|个)(?![措意规小部方阶])"
)
_VERB = "(?:组织|开展|举办|举行|召开|进行|承办)"
_ACTIVITY = (
    "(?:活动|培训|培训班|宣讲|会议|讲座|检查|督查|走访|调研|党课|学习|演练|招聘会|研讨|谈话|谈心|慰问|义诊|座谈|比赛|"
    "论坛|沙龙|巡查|排查|整治|行动|志愿服务)"
)
_VAGUE = re.compile(
    rf"{_VERB}(?:开展)?(?:了|过)?(?P<vague>一系列(?:的)?|多次|多场(?:次)?|多期|多轮|数次|数场|大量(?:的)?|许多|不少|丰富多彩的)"
    rf"[^，。；、0-9]{{0,12}}{_ACTIVITY}"
    rf"|(?P<often>多次|数次|多场次|多批次){_VERB}(?!的)"
)
_FIGURE = re.compile(r"[0-9０-９]|[二两三四五六七八九十百][余多]?(?:次|场|期|名|人|件|个|家|户|项|条|份)")


def find(context: Context) -> Iterator[Hit]:
    """Vague counts in work sections; silent where a figure follows in the sentence or the next one."""
    text = context.text
    matches = [(Span(*match.span()), True) for match in _SOME.finditer(text)]
    matches += [
        (Span(*match.span("vague" if match["vague"] else "often")), False) for match in _VAGUE.finditer(text)
    ]
    if not matches:
        return
    bare = [section.span for section, _ in sections_without_figures(context)]
    for span, counted in sorted(matches):
        sections = context.sections_at(span.start)
        if not sections or any(row.kind != "work" for row in sections):
            continue
        if any(section.covers(span) for section in bare):
            continue  # the section as a whole is reported
        if counted or not _figure_follows(context, span):
            yield Hit(span, confidence=0.85 if counted else None)


def _figure_follows(context: Context, span: Span) -> bool:
    sentence = context.sentence_at(span.start)
    paragraph = context.paragraph_at(span.start).span
    end = sentence.end
    if end < paragraph.end:
        end = context.sentence_at(end).end
    return _FIGURE.search(context.text, sentence.start, end) is not None
