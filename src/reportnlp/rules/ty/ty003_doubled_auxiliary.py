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

_TWICE = re.compile(r"将(?P<between>[^将的称说指或和“”（）。，、；：！？,;:!?\s]{3,16})将(?P<rest>[^。，；：！？\s]{0,30})")
_SAYING = ("表示", "认为", "宣布", "强调", "透露", "预计", "要求", "建议", "无法", "能够", "可以", "不会", "继续")
_AS_BA = re.compile(r"作为|列为|纳入|转化|视为|用于|列入|变为|转为|成为|改为|提[高升]|推向|放在|摆在|定为|融入|打造|建成|建设成|变成|交给|送到|送[往至]|[一-龥][到至给出成为入好完通]$")


def find(context: Context) -> Iterator[Hit]:
    """The second of two 将 that both mean the future."""
    text = context.text
    if text.count("将") < 2:
        return
    for match in _TWICE.finditer(text):
        if any(word in match["between"] for word in _SAYING) or _AS_BA.search(match["rest"]):
            continue
        second = match.end("between")
        window = Span(max(0, match.start() - 2), match.end())
        alone = {token.span.start for token in tokenize(text, window) if token.span.length == 1}
        if match.start() in alone and second in alone:
            yield Hit(Span(second, second + 1), ("",))
