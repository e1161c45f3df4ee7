"""A part named with 其中 that is more than the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reportnlp.rules.ar.amounts import COUNTED, comparable, high, low, places, sentences_with_figures
from reportnlp.rules.base import Hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context
    from reportnlp.findings import Quantity

_PART = re.compile("其中")
_FREE = re.compile("[，。；、）)！？：]|左右|$")  # 超50亿元项目 says how big, not how much
_OTHER_MEASURE = re.compile("[日月年人户]均|平均|分别|余额|率")  # a mean, a stock or a rate is no part of a count
_QUALIFIER = re.compile("(?:及?[以之]|或)[上下内前后]")  # 其中35岁以下4名: says who, not how many
_GROWN = re.compile("(?:增长|增加|提高|上升|同比|增幅)[^，。；]{0,4}$")
_EACH = re.compile("[每各][^，。；、]{0,12}$")
_CHANGE = re.compile("(?:突破|超过|超|过|增加|增长|减少|增|减|净增|同比|下降|多|少)了?$")


def find(context: Context) -> Iterator[Hit]:
    """The first figure after 其中, where it is above all that the sentence names before."""
    text = context.text
    if "其中" not in text:
        return
    for sentence, quantities in sentences_with_figures(context):
        for match in _PART.finditer(text, *sentence):
            part = next(
                (row for row in quantities if row.span.start >= match.end() and not _qualifies(text, row)), None
            )
            if part is None or part.kind not in COUNTED or re.search("[，；]", text[match.end() + 1 : part.span.start]):
                continue
            whole = max((row for row in quantities if row.span.end <= match.start()), default=None, key=_place)
            directly = (
                part.kind == "count"
                and whole is not None
                and whole.unit == part.unit
                and text[whole.span.end : match.start()] in ("，", "（", "(")
            )
            if not (directly or _FREE.match(text, part.span.end)) or _OTHER_MEASURE.search(
                text, sentence.start, part.span.start
            ):
                continue
            nearest = next((row for row in reversed(_before(quantities, match.start())) if not _grows(text, row)), None)
            if nearest is None or not comparable(nearest, part):
                continue  # a figure of something else between the two: of what it is a part cannot be told
            start = text.rfind("；", sentence.start, match.start())
            wholes = [
                row
                for row in quantities
                if start < row.span.start < match.start()
                and comparable(row, part)
                and (row.kind == "count" or _FREE.match(text, row.span.end))
            ]
            if (
                directly
                and whole
                and "，" in text[_end_before(wholes) : whole.span.start]
                and text[part.span.start - 2 : part.span.start] == _noun(text, whole)
            ):
                wholes = [whole]  # 楼长26名，党员58名，其中女党员61名: the part is of the last only
            if any(_EACH.search(text, row.span.start - 14, row.span.start) for row in wholes):
                continue  # 每个县修建一家，其中年内建成30家
            if not wholes or any(_CHANGE.search(text, row.span.start - 4, row.span.start) for row in (*wholes, part)):
                continue
            if low(part) > sum(map(high, wholes)):
                values = (("whole", wholes[-1].span.of(text)),)
                yield Hit(part.span, evidence=places(wholes[-1]), values=values)


def _before(quantities: Sequence[Quantity], position: int) -> list[Quantity]:
    return [row for row in quantities if row.span.end <= position and row.kind != "duration"]


def _grows(text: str, row: Quantity) -> bool:
    return (
        row.kind in ("percent", "percent_point") and _GROWN.search(text, row.span.start - 8, row.span.start) is not None
    )


def _qualifies(text: str, row: Quantity) -> bool:
    return row.kind == "duration" or _QUALIFIER.match(text, row.span.end) is not None


def _place(row: Quantity) -> int:
    return row.span.start


def _noun(text: str, row: Quantity) -> str:
    """The two characters before the figure."""
    return text[row.span.start - 2 : row.span.start]


def _end_before(wholes: list[Quantity]) -> int:
    """Where the figure before the last one ends."""
    return wholes[-2].span.end if len(wholes) > 1 else wholes[-1].span.end if wholes else 0
