"""PH012: a series of items that are always named together, with one left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from reportnlp.data import table
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.span import Span
from reportnlp.text.lexicon import Lexicon

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_JOIN = re.compile("、|和|以及|与")
_UNSURE = 0.8
_GOES_ON = ("、", "等", "和", "与", "以及", "及", "…")


class _Series(NamedTuple):
    name: str
    items: tuple[str, ...]
    since: str


def find(context: Context) -> Iterator[Hit]:
    """Lists that name all items of a series but one, in their order, and nothing else."""
    lexicon, rows = _starts()
    text = context.text
    for span, entry in lexicon.find(text):
        if text.startswith(_GOES_ON[:5], span.start - 1):
            continue
        series = rows[entry]
        if context.period and context.period <= series.since:
            continue
        places, end = _follow(text, span.start, series)
        missing = [item for index, item in enumerate(series.items) if index not in places]
        if len(missing) != 1 or places != sorted(set(places)):
            continue
        if missing[0] in text[context.sentence_at(span.start).start : span.start]:
            continue  # 以产业振兴为统领，推进人才振兴、文化振兴……
        if text.startswith(_GOES_ON, end):
            end = _garbled(text, end, missing[0], places == list(range(len(places))))
            if not end:
                continue
        note = f"{series.name}：{'、'.join(series.items)}"
        values = (("phrase", series.name), ("item", missing[0]))
        unsure = bool(series.since) and not context.period  # before that year the series was shorter
        best = ("、".join(series.items),)
        source = Evidence("data/phrase_series.tsv", note)
        yield Hit(Span(span.start, end), best, _UNSURE if unsure else None, (source,), values)


def _follow(text: str, start: int, series: _Series) -> tuple[list[int], int]:
    """Which items stand one after another from ``start`` on, and where the last of them ends."""
    places: list[int] = []
    end = position = start
    while True:
        index = next((index for index, item in enumerate(series.items) if text.startswith(item, position)), None)
        if index is None:
            return places, end
        places.append(index)
        end = position + len(series.items[index])
        join = _JOIN.match(text, end)
        if join is None:
            return places, end
        position = join.end()


def _garbled(text: str, end: int, item: str, last: bool) -> int:
    """Where a piece ends that is the missing last item with one wrong character; 0 if it is another."""
    join = _JOIN.match(text, end)
    if not last or join is None or len(item) < 4:
        return 0
    found = text[join.end() : join.end() + len(item)]
    wrong = sum(one != other for one, other in zip(found, item, strict=False))
    return join.end() + len(item) if len(found) == len(item) and wrong == 1 else 0


@lru_cache
def _starts() -> tuple[Lexicon, tuple[_Series, ...]]:
    rows = [
        _Series(name, tuple(items.split()), since)
        for name, items, since in ((*row, "")[:3] for row in table("phrase_series.tsv"))
    ]
    starts = [(f"{item}、", row) for row in rows for item in row.items[:2]]
    return Lexicon(start for start, _ in starts), tuple(row for _, row in starts)
