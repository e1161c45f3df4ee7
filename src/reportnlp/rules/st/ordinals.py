"""Numbers of headings and list items: their values, and where a sequence of them breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_HAN = "一二三四五六七八九"
_NUMERAL = re.compile(r"[一二三四五六七八九十]{1,3}|[0-9０-９]{1,2}|[①-⑳]")
_SHAPES = (  # from the outermost layer in
    re.compile(r"第[一二三四五六七八九十]+部分"),
    re.compile(r"[一二三四五六七八九十]+、"),
    re.compile(r"[（(][一二三四五六七八九十]+[）)]"),
    re.compile(r"[0-9０-９]{1,2}[.．、]"),
    re.compile(r"[（(][0-9０-９]{1,2}[）)]|[①-⑳]"),
)


class Break(NamedTuple):
    """Where a sequence breaks: place in it (from 0), what is wrong, and the number that surely belongs there."""

    place: int
    kind: Literal["gap", "repeat"]
    expected: int
    best: int | None


class Number(NamedTuple):
    """A heading's number: where its numeral stands (the heading itself for an automatic one) and its value."""

    span: Span
    text: str
    value: int
    typed: bool


def value_of(numeral: str) -> int:
    """Value of 一 … 九十九, of digits, and of ① … ⑳; 0 for anything else."""
    if numeral.isdigit() and not "①" <= numeral <= "⑳":
        return int(numeral)
    if len(numeral) == 1 and "①" <= numeral <= "⑳":
        return ord(numeral) - ord("①") + 1
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return _HAN.find(numeral) + 1 if len(numeral) == 1 else 0
    return ((_HAN.find(tens) + 1) if tens else 1) * 10 + ((_HAN.find(ones) + 1) if ones else 0)


def in_style_of(numeral: str, value: int) -> str:
    """``value`` (1 to 99) written as ``numeral`` is: digits, circled or Chinese."""
    if len(numeral) == 1 and "①" <= numeral <= "⑳":
        return chr(ord("①") + value - 1)
    if numeral.isdigit():
        return str(value)
    tens, ones = divmod(value, 10)
    return ("" if tens < 2 else _HAN[tens - 1]) + ("十" if tens else "") + (_HAN[ones - 1] if ones else "")


def breaks(values: Sequence[int]) -> Iterator[Break]:
    """Gaps and repeats in numbers that should go up one by one. Starting again at 1 is lawful."""
    last = values[0] if values else 0
    for index in range(1, len(values)):
        value = values[index]
        after = values[index + 1] if index + 1 < len(values) else None
        expected = last + 1
        misnumbered = after == expected + 1
        restart = value == 1 and not misnumbered and (last != 1 or after == 2)
        if value == expected or restart:
            last = value
            continue
        sure = misnumbered or (value >= last and after in (None, 1))
        yield Break(index, "gap" if value > expected else "repeat", expected, expected if sure else None)
        last = expected if sure else value


def heading_sequences(context: Context) -> Iterator[list[Number]]:
    """Numbers of headings that belong to one list: the same layer under the same heading."""
    document = context.document
    rows: list[list[Number]] = [[] for _ in _SHAPES]
    for section in document.sections:
        rank = next((rank for rank, shape in enumerate(_SHAPES) if shape.match(section.number)), None)
        if rank is None:
            continue
        for deeper in range(rank + 1, len(_SHAPES)):
            if rows[deeper]:
                yield rows[deeper]
                rows[deeper] = []
        paragraph = document.paragraphs[section.paragraphs[0]]
        numeral = _NUMERAL.search(section.number)
        if numeral is None:
            continue
        start = paragraph.span.start + numeral.start()
        typed = not paragraph.label
        span = Span(start, start + len(numeral[0])) if typed else section.heading or paragraph.span
        rows[rank].append(Number(span, numeral[0], value_of(numeral[0]), typed))
    yield from filter(None, rows)


def heading_breaks(context: Context, kind: str) -> Iterator[tuple[Number, Number, Break]]:
    """Breaks of one kind among the headings: the number, the one before it, and the break."""
    for numbers in heading_sequences(context):
        if len(numbers) < 2:
            continue
        for row in breaks([number.value for number in numbers]):
            if row.kind == kind:
                yield numbers[row.place], numbers[row.place - 1], row
