"""Rates above 100 % that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_PERCENT = re.compile(r"[1-9](?<![0-9.,，].)[0-9]{2,}(?:\.[0-9]+)?[%％]")
_RATE = re.compile(
    "(?:(?:满意|合格|及格|办结|知晓|参与|参会|参训|到会|到课|到岗|转正|(?<!光纤)入户|好评|回复|整改|达标|优良|普及|出勤|通过|回访|"
    "化解|调解成功|销号|见面|按期|采纳|成功|签订|建档|(?<!拨备)覆盖)率|满意度|占比)[^，。；、0-9增提升降多超比]{0,6}$"
)


def find(context: Context) -> Iterator[Hit]:
    """Percentages above 100 right after a rate of a part in a whole."""
    text = context.text
    for match in _PERCENT.finditer(text):
        if float(match[0][:-1]) > 100 and _RATE.search(text, max(0, match.start() - 14), match.start()):
            yield Hit(Span(*match.span()))
