"""A letter or a cross where a number belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_DATE = re.compile(
    r"(?<![A-Za-z0-9×Ｘ.])(?:[XxＸN×]|[0-9]{1,2})月[XxＸN×]日|(?<![A-Za-z0-9×Ｘ.])[XxＸN×]月(?:[0-9]{1,2}日)?"
)
_COUNT = re.compile(
    r"(?<=[\u3400-\u9fff，。；：、])[XxＸNn×](?=(?:余|多|万|亿)?(?:人次|家次|个|次(?!方)|场|期|名|件|份|起|条|户|项|支|家|位|篇|处|批|万|亿|元|"
    r"人(?!型)|[%％]))"
)
_SIGNS = re.compile("[XxＸNn×]")
_PATTERN = "[+＋]{0}|{0}[+＋]|“{0}”"  # 1+N


def find(context: Context) -> Iterator[Hit]:
    """Each such letter; not in quotes, nor where the text explains a pattern such as 1+N."""
    text = context.text
    if not _SIGNS.search(text):
        return
    for match in _DATE.finditer(text):
        yield Hit(Span(*match.span()))
    explained = {sign for sign in set(_SIGNS.findall(text)) if re.search(_PATTERN.format(re.escape(sign)), text)}
    for match in _COUNT.finditer(text):
        start, end = match.span()
        paragraph = context.paragraph_at(start).span
        if text.rfind("“", paragraph.start, start) > text.rfind("”", paragraph.start, start):
            continue
        if match[0] not in explained:
            yield Hit(Span(start, end))
