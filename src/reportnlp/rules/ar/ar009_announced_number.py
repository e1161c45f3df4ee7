"""A list with more or fewer items than announced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_HAN = {"两": 2, **{character: value for value, character in enumerate("一二三四五六七八九十", 1)}}
_ANNOUNCED = re.compile(
    r"(?P<found>(?P<number>[两二三四五六七八九十2-9])(?<![第一二三四五六七八九十0-9].)(?:个方面|方面|点|条|项(?:工作|措施|任务|重点)?|大(?:问题|任务|行动|工程)|个(?:问题|重点|着力点)))"
    r"[^，。；：0-9一二三四五六七八九十]{0,10}[：:]\s*(?=一是|第一[，,]|1[.．、]|（一）|①)"
)
_ITEMS = {
    "一": re.compile(r"(?:^|(?<=[。；：，\s]))([一二三四五六七八九十])是", re.M),
    "第": re.compile(r"(?:^|(?<=[。；：\s]))第([一二三四五六七八九十])[，,]", re.M),
    "1": re.compile(r"(?:^|(?<=[。；：\s]))([1-9])[.．、](?![0-9])", re.M),
    "（": re.compile(r"(?:^|(?<=[。；：\s]))（([一二三四五六七八九十])）", re.M),
    "①": re.compile(r"([①-⑩])"),
}


def find(context: Context) -> Iterator[Hit]:
    """The announced number, where the list right after the colon counts otherwise."""
    text = context.text
    for match in _ANNOUNCED.finditer(text):
        paragraph = context.paragraph_at(match.start()).span
        end = paragraph.end if match.end() < paragraph.end else len(text)
        spans = _list(text, match.end(), end)
        while spans and end < len(text):  # a list may go on in the next paragraphs
            following = context.paragraph_at(end + 1).span
            more = _ITEMS[text[match.end()]].match(text, following.start)
            if following.start <= match.start() or more is None or _value(more[1]) != len(spans) + 1:
                break
            end = following.end
            spans = _list(text, match.end(), end)
        announced = _HAN.get(match["number"]) or int(match["number"])
        if len(spans) >= 2 and len(spans) != announced:
            evidence = (Evidence("text", "最后一项", spans[-1]),)
            yield Hit(Span(*match.span("found")), evidence=evidence, values=(("count", str(len(spans))),))


def _list(text: str, start: int, end: int) -> list[Span]:
    """Items numbered 1, 2, 3 … from ``start`` on; another 1 or a wrong number ends the list."""
    spans: list[Span] = []
    for match in _ITEMS[text[start]].finditer(text, start, end):
        sign = match[1]
        value = _value(sign)
        if value != len(spans) + 1:
            if value == 1:
                break
            return []
        spans.append(Span(*match.span()))
    return spans


def _value(sign: str) -> int:
    return ord(sign) - ord("①") + 1 if "①" <= sign <= "⑩" else _HAN.get(sign) or int(sign)
