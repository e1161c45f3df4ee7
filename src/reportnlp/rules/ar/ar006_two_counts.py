"""One activity with two counts: in a summing-up and where it is told."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from reportnlp.rules.ar.amounts import comparable, high, low, places, sentences_with_figures
from reportnlp.rules.base import Hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context
    from reportnlp.findings import Quantity

_HAN = "\u3400-\u9fff“”《》"
_NEXT = re.compile(rf"[^，。；、0-9]{{0,4}}、(?P<phrase>[{_HAN}]{{3,20}})")
_PHRASE = re.compile(rf"(?:^|[，：。；、])(?P<phrase>[{_HAN}]{{3,24}})$")
_FRAME = re.compile(
    "^(?:(?:全年|上半年|下半年|今年|本年度|年内|一年来|累计|共|共计|全[镇街区县市村校局])(?:共|累计)?)+|(?:近|约|达|达到|了|共|计|超|超过|逾)+$"
)
_SUMMING = re.compile("数字说话|盘点|据统计|据不完全统计|统计显示|回顾|总的[看来]|一年来|今年以来|综上")
_AIM = re.compile(
    "[将要应须]|力争|争取|确保|计划|目标|打算|预计|拟|推进|加快|着力|今后|明年|超额|以上|累计|[两三四五]年来"
)
_ISSUE = re.compile("[一二三四五六七八九十]期")  # 市民公园二期 is its second part
_FREE = re.compile("[，。；、）)！？]|$|(?:增收|左右|以上)")
_APART = re.compile("其中|去年|上年|同期|每|各|分别|计划|力争|目标|平均|[日月年人户]均")
_HEAD = 10  # characters of a sentence in which it says that it sums up
_SHORTEST = 4  # characters of a phrase that names one activity
_ALIKE = 0.55  # share of the phrase's character pairs that the other place must hold
_ENOUGH = 50  # places with the same words: from there on they say nothing about one activity
_ENDING = 2  # characters right before both numbers that must agree


class _Item(NamedTuple):
    quantity: Quantity
    told: str  # what is said before the number, back to the last ； or 。

    @property
    def phrase(self) -> str:
        """The words right before the number, without what frames them."""
        match = _PHRASE.search(self.told)
        return _FRAME.sub("", match["phrase"]) if match else ""

    @property
    def key(self) -> tuple[str, str]:
        """What two figures for one activity share: unit and the characters right before the number."""
        return self.quantity.unit, self.told[-_ENDING:]


def find(context: Context) -> Iterator[Hit]:
    """Items of lists joined by 、 whose activity has another count earlier and nowhere the same one."""
    earlier: defaultdict[tuple[str, str], list[_Item]] = defaultdict(list)
    text = context.text
    sentences = sentences_with_figures(context)
    lists = [_listed(text, quantities) if _sums_up(sentence.of(text)) else set() for sentence, quantities in sentences]
    if not any(lists):
        return
    for (sentence, quantities), listed in zip(sentences, lists, strict=True):
        items = []
        for quantity in quantities:
            if quantity.kind not in ("count", "duration", "money") or not _FREE.match(text, quantity.span.end):
                continue
            if _ISSUE.fullmatch(text, *quantity.span):
                continue
            start = max(sentence.start, text.rfind("；", sentence.start, quantity.span.start) + 1)
            told = _FRAME.sub("", text[start : quantity.number_span.start])
            items.append(_Item(quantity, told))
        for item in items:
            if item.quantity.span.start in listed and len(item.phrase) >= _SHORTEST and not _APART.search(item.phrase):
                other = _other(item, earlier[item.key])
                if other is not None:
                    values = (("other", other.span.of(text)),)
                    yield Hit(item.quantity.span, evidence=places(other), values=values)
        for item in items:
            if _in_work(context, item.quantity) and len(earlier[item.key]) < _ENOUGH:
                earlier[item.key].append(item)


def _sums_up(words: str) -> bool:
    return _SUMMING.search(words[:_HEAD]) is not None and _AIM.search(words) is None


def _listed(text: str, quantities: tuple[Quantity, ...]) -> set[int]:
    """Starts of the figures that stand in a list 甲一场、乙两次."""
    found: set[int] = set()
    for first, second in pairwise(quantities):
        if _NEXT.fullmatch(text, first.span.end, second.number_span.start):
            found |= {first.span.start, second.span.start}
    return found


def _other(item: _Item, earlier: list[_Item]) -> Quantity | None:
    """The one earlier figure for the same activity, when it cannot be the same number."""
    phrase = item.phrase
    pairs = [phrase[at : at + 2] for at in range(len(phrase) - 1)]
    same = [
        row.quantity
        for row in earlier
        if comparable(row.quantity, item.quantity)
        and not _APART.search(row.told[-30:])
        and sum(pair in row.told for pair in pairs) >= _ALIKE * len(pairs)
    ]
    if len(same) != 1:
        return None
    other, mine = same[0], item.quantity
    return None if low(other) <= high(mine) and low(mine) <= high(other) else other


def _in_work(context: Context, quantity: Quantity) -> bool:
    sections = context.sections_at(quantity.span.start)
    return bool(sections) and all(row.kind in ("work", "other") for row in sections)
