"""TY003: 将 twice in one clause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span
from reportnlp.text.tokens import tokenize

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_TWICE = re.compile(
    r"将(?P<between>[^将的称说指或和并时后“”（）。，、；：！？,;:!?\s]{3,16})将(?P<rest>[^。，；：！？\s]{0,30})"
)
_GOING_ON = tuple(
    "突出 从以下 从这 从四个 从三个 从五个 从两个 重点 以更 牢牢 紧紧 始终 持续 进一步 认真 全力 全面 切实".split()
)
_SAYING = ("表示", "认为", "宣布", "强调", "透露", "预计", "要求", "建议", "无法", "能够", "可以", "不会", "继续")
_AS_BA = re.compile(
    r"作为|列为|纳入|转化|视为|用于|列入|变为|转为|成为|改为|提[高升]|推向|放在|摆在|定为|融入|打造|建成|建设成|变成|交给|送到|送[往至]|[一-龥][到至给出成为入好完通]$"
)


def find(context: Context) -> Iterator[Hit]:
    """The second of two 将 that both mean the future."""
    text = context.text
    if text.count("将") < 2:
        return
    for match in _TWICE.finditer(text):
        if any(word in match["between"] for word in _SAYING) or _AS_BA.search(match["rest"]):
            continue
        second = match.end("between")
        window = Span(max(0, match.start() - 2), min(len(text), second + 12))
        tokens = tokenize(text, window)
        alone = {token.span.start for token in tokens if token.span.length == 1}
        following = next((token.tag for token in tokens if token.span.start == second + 1), "")
        if (
            match.start() in alone
            and second in alone
            and (following[:1] == "v" or text.startswith(_GOING_ON, second + 1))
        ):
            yield Hit(Span(second, second + 1), ("",))
