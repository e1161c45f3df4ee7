"""Half-width commas, semicolons, colons, question and exclamation marks in Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_HAN = "\u3400-\u9fff"
_MARK = re.compile(
    rf"[,;:?!](?:(?<=[{_HAN}”’）》】].)(?: (?=[{_HAN}]))?(?![,;:?!])|(?<=[0-9A-Za-z%][,;?!]) ?(?=[{_HAN}“‘（《【]))"
)
_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}


def find(context: Context) -> Iterator[Hit]:
    """Each such mark with the full-width one; a blank after it goes too."""
    for match in _MARK.finditer(context.text):
        yield Hit(Span(*match.span()), (_FULL[match[0][0]],))
