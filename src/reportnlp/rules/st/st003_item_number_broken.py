"""Gaps and repeats in 一是 … 二是 … and 第一 … 第二 … ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.rules.st.items import Item, find_items
from reportnlp.rules.st.ordinals import breaks, in_style_of, value_of

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Each item whose number does not follow from the one before."""
    for items in _sequences(context):
        for row in breaks([value_of(item.numeral) for item in items]):
            item, before = items[row.place], items[row.place - 1]
            if item.numeral == before.numeral == "一" and row.place + 1 == len(items):
                continue  # 一是甲，一是乙: two of equal rank
            expected = _written(item, row.expected)
            best = () if row.best is None else (_written(item, row.best),)
            evidence = (Evidence("text", "前一项", before.span),)
            values = (("before", before.span.of(context.text)), ("expected", expected))
            yield Hit(item.span, best, evidence=evidence, values=values)


def _written(item: Item, value: int) -> str:
    numeral = in_style_of(item.numeral, value)
    return f"第{numeral}" if item.series == "第" else numeral + item.series


def _sequences(context: Context) -> list[list[Item]]:
    """Items of one series under one heading. An item inside a later paragraph goes on only if it fits."""
    sequences: list[list[Item]] = []
    running: dict[str, list[Item]] = {}
    for item in find_items(context):
        if not item.series:
            continue
        items = running.get(item.series)
        if items is not None:
            last = items[-1]
            fits = value_of(item.numeral) == value_of(last.numeral) + 1
            if last.group != item.group or (last.paragraph != item.paragraph and not item.initial and not fits):
                items = None
        if items is None:
            items = running[item.series] = []
            sequences.append(items)
        items.append(item)
    return sequences
