"""What became of last year's plans: each item of the earlier report's outlook, looked for in the work sections of this one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

Outcome = Literal["delivered", "mentioned", "dropped"]

_ITEM = re.compile(
    r"(?:^|(?<=[。；：\n]))[ \u3000]*(?:[一二三四五六七八九十]+[、是]|[（(][一二三四五六七八九十0-9]+[）)]|第[一二三四五六七八九十]+[，,、]"
    r"|[0-9]{1,2}[.．、](?![0-9])|首先[，,]|其次[，,]|再次[，,]|最后[，,])(?P<label>[^。；，！\n]{4,40})",
    re.M,
)
_COMMON = frozenset(
    "工作 建设 发展 加强 推进 推动 深化 持续 继续 进一步 坚持 抓好 做好 抓实 完善 提升 提高 强化 落实 开展 组织 实施 加快 着力 努力"
    " 积极 不断 全面 切实 重点 方面 能力 水平 质量 作用 机制 体系 制度 基层 党建 党的 街道 社区 全面 深入 扎实 创新 引领 聚焦"
    " 办好 建好 用好 管好 完成 启动 打造 建立 健全 建成 争取 力争 力度 计划 今年 明年 全年".split()
)
_ENOUGH = 0.6  # share of an item's words that one paragraph must hold
_SHORTEST = 2  # characters of a word that says what an item is about


class PlannedItem(NamedTuple):
    """One planned item: its words in the earlier report, what became of it, and where this report speaks of it."""

    label: str
    outcome: Outcome
    place: Span | None


def planned_items(context: Context, previous: Context) -> Iterator[PlannedItem]:
    """The numbered items of the outlook of ``previous`` with their outcome in ``context``.

    Delivered: a sentence of a work section with some of the item's words has a figure, in a paragraph with most of them.
    Mentioned: there is such a paragraph without. Dropped: there is none. An item whose words are all common ones is left out.
    """
    text = context.text
    starts = [row.span.start for row in context.quantities]
    paragraphs = [
        row.span
        for index, row in enumerate(context.document.paragraphs)
        if context.document.section_paths[index]
        and all(section.kind == "work" for section in context.document.section_paths[index])
    ]
    for label in _labels(previous):
        words = _words(previous, label)
        if not words:
            continue
        name = label.of(previous.text)
        share = [sum(word in span.of(text) for word in words) / len(words) for span in paragraphs]
        fitting = [span for span, part in zip(paragraphs, share, strict=True) if part >= _ENOUGH]
        told = [sentence for span in fitting for sentence in _sentences(context, span, words)]
        counted = next((row for row in told if _holds(starts, row)), None)
        if counted is not None:
            yield PlannedItem(name, "delivered", counted)
        elif told:
            yield PlannedItem(name, "mentioned", told[0])
        else:
            yield PlannedItem(name, "dropped", None)


def _labels(previous: Context) -> Iterator[Span]:
    seen: set[int] = set()
    for section in previous.document.sections:
        if section.kind == "outlook" and section.span.start not in seen:
            start = section.heading.end if section.heading and section.level == 1 else section.span.start
            for match in _ITEM.finditer(previous.text, start, section.span.end):
                if match.start("label") not in seen:
                    seen.add(match.start("label"))
                    yield Span(*match.span("label"))


def _words(previous: Context, label: Span) -> list[str]:
    tokens = (token.span.of(previous.text) for token in previous.tokens_in(label) if token.tag[:1] in "nvajilt")
    return list(dict.fromkeys(word for word in tokens if len(word) >= _SHORTEST and word not in _COMMON))


def _sentences(context: Context, paragraph: Span, words: list[str]) -> Iterator[Span]:
    position = paragraph.start
    while position < paragraph.end:
        sentence = context.sentence_at(position)
        if any(word in sentence.of(context.text) for word in words):
            yield sentence
        position = max(sentence.end, position + 1)


def _holds(starts: list[int], span: Span) -> bool:
    index = bisect_left(starts, span.start)
    return index < len(starts) and starts[index] < span.end
