"""Figures in the cells of a ledger: head-counts, and what a row says came of it (发放资料116份)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from reportnlp.findings import Bound, Quantity, RecordFigure
from reportnlp.text.mentions import find_mentions
from reportnlp.text.quantities import find_quantities

_NOTHING = frozenset(
    (
        "",
        "—",
        "——",
        "-",
        "--",
        "/",
        "\\",
        "无",
        "暂无",
        "／",
        "、",
        "空",
        "N/A",
        "n/a",
        "NA",
        "None",
        "null",
        "未统计",
        "未登记",
        "待补",
    )
)
_CLAUSE = re.compile(r"[，,。；;、\s]+")
_BARE = re.compile(r"[约近]?\s*(\d[\d,]*(?:\.\d+)?)\s*(余|多)?\s*(?:[\u4e00-\u9fff]{0,4})")
_LABEL_NOISE = re.compile(
    r"^(?:[:：（）()“”]|累计|共计|合计|总计|其中|共(?![同建享产青]))+"
    r"|(?:[共约近达超计已了为有:：（）()“”]|累计|共计|合计|总计|超过|左右|以上|以下)+$"
)
_PEOPLE = ("人", "人次")


def no_figure(words: str) -> bool:
    """Whether a cell is empty, or says so (—, 无)."""
    return words.strip() in _NOTHING


@lru_cache(20_000)
def read_people(words: str, unit: str) -> RecordFigure | None:
    """The head-count in a cell (22人, 4 人, 86, 约50人, 党员20人、群众30人); None where there is none.

    ``unit`` is the column's: a bare number counts in it. Parts are added up; parts after 其中 are not.
    """
    plain = unicodedata.normalize("NFKC", words).replace(" ", "").replace("\n", "，")
    plain = re.split(r"其中|\(", plain)[0] or plain
    dimension = "人次" if unit == "人次" else unit if unit not in ("名", "位", "人") else "人"
    found = [
        quantity
        for quantity in _quantities(plain)
        if quantity.dimension in (dimension, *_PEOPLE) and quantity.value is not None
    ]
    if found:
        value = sum(quantity.value or 0 for quantity in found)
        bound: Bound = next((quantity.bound for quantity in found if quantity.bound != "exact"), "exact")
        return _head_count(value, bound, found[0].dimension)
    match = _BARE.fullmatch(plain)
    if match is None:
        return None
    bound = "over" if match[2] else "about" if plain[0] == "约" else "under" if plain[0] == "近" else "exact"
    return _head_count(float(match[1].replace(",", "")), bound, dimension)


def _head_count(value: float, bound: Bound, dimension: str) -> RecordFigure:
    """名, 位 and 人 count the same."""
    return RecordFigure("", value, bound, dimension, dimension)


@lru_cache(20_000)
def read_figures(words: str, unit: str = "") -> tuple[RecordFigure, ...]:
    """The figures in a cell, each with the words of its clause: 发放资料116份、解答咨询30余人次."""
    if not any(character.isdigit() for character in words) and not re.search("[一二三四五六七八九十两]", words):
        return ()
    found = []
    plain = unicodedata.normalize("NFKC", words) if not words.isascii() else words
    for clause in _clauses(plain):
        quantities = [quantity for quantity in _quantities(clause) if quantity.value is not None]
        for place, quantity in enumerate(quantities):
            begin = quantities[place - 1].span.end if place else 0
            end = quantities[place + 1].span.start if place + 1 < len(quantities) else len(clause)
            before, after = clause[begin : quantity.span.start], clause[quantity.span.end : end]
            label = _LABEL_NOISE.sub("", before) + (_LABEL_NOISE.sub("", after) if place + 1 == len(quantities) else "")
            found.append(RecordFigure(label, quantity.value or 0.0, quantity.bound, quantity.unit, quantity.dimension))
    if not found and unit == "" and (match := re.fullmatch(r"(\D+)([\d.]+)", plain)):
        found.append(RecordFigure(match[1], float(match[2]), "exact", "", ""))
    return tuple(found)


def _clauses(words: str) -> list[str]:
    return [clause for clause in _CLAUSE.split(words) if clause]


@lru_cache(20_000)
def _quantities(words: str) -> tuple[Quantity, ...]:
    return find_quantities(words, find_mentions(words))
