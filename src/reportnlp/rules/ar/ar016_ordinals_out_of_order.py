"""第一、第三、第二: a run of ordinals that jumps back."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_ORDINAL = re.compile(
    r"(?:^|(?<=[，。；：、\s]))第(?P<number>[一二三四五六七八九十]|[1-9])(?P<unit>次|期|批|季度|阶段|轮|场|讲|步)", re.M
)
_HAN = {character: value for value, character in enumerate("一二三四五六七八九十", 1)}
_FEWEST = 3


def find(context: Context) -> Iterator[Hit]:
    """The first ordinal that is lower than the one before it, where three or more of a paragraph differ."""
    text = context.text
    if "第" not in text:
        return
    runs: defaultdict[tuple[int, str], list[tuple[int, Span]]] = defaultdict(list)
    for match in _ORDINAL.finditer(text):
        number = _HAN.get(match["number"]) or int(match["number"])
        runs[context.paragraph_index_at(match.start()), match["unit"]].append((number, Span(*match.span())))
    for run in runs.values():
        numbers = [number for number, _ in run]
        falls = [index for index, (first, second) in enumerate(pairwise(numbers), 1) if second < first]
        if len(numbers) < _FEWEST or len(set(numbers)) < len(numbers) or len(falls) != 1 or numbers[0] != 1:
            continue
        (_, before), (_, span) = run[falls[0] - 1], run[falls[0]]
        evidence = (Evidence("text", "它前面的序数", before),)
        yield Hit(span, evidence=evidence, values=(("before", before.of(text)),))
