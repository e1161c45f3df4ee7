"""NU012: a unit that never goes with what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from reportnlp.data import table
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_ENDS = "，。；、）！\n,;"
_BETWEEN = ("合计", "累计", "总计", "了", "共", "近", "约", "超", "达")
_LONGEST = 7
_COUNTING_VERB = re.compile(
    r"(?:选派|选聘|配备|配齐|发展|吸收|吸纳|招募|接收|培养|确定|表彰|调整|选配|聘请|新增|现有|共有|成立|新建|组建)[^，。；、]{0,8}$"
)


class _Entry(NamedTuple):
    best: str
    follow: frozenset[str]  # units that never follow the word
    after_verb: frozenset[str]  # units that never follow it where a verb such as 选派 shows that the word is counted
    precede: frozenset[str]  # units that never stand before the word


def find(context: Context) -> Iterator[Hit]:
    """Quantities whose unit is in the table's “never” lists for the word just before or just after them."""
    text = context.text
    entries = _entries()
    for quantity in context.quantities:
        span, unit = quantity.span, text[quantity.number_span.end : quantity.span.end]
        if not text[span.start].isdigit():  # 项目一期, 处分决定一份
            continue
        word = _word_before(text, span.start, entries)
        ends = text[span.end : span.end + 1]
        wrong = False
        if word and (not ends or ends in _ENDS):
            entry = entries[word]
            wrong = unit in entry.follow
            if unit in entry.after_verb:
                wrong = bool(_COUNTING_VERB.search(text, max(0, span.start - len(word) - 14), span.start - len(word)))
        if not wrong:
            word = _word_after(text, span.end, entries)
            wrong = word is not None and unit in entries[word].precede
        if wrong and word:
            best = text[span.start : quantity.number_span.end] + entries[word].best
            source = Evidence("data/measure_words.tsv", f"“{word}”论“{entries[word].best}”")
            yield Hit(span, (best,), evidence=(source,), values=(("noun", word),))


def _word_before(text: str, end: int, entries: dict[str, _Entry]) -> str | None:
    if text.endswith(_BETWEEN, 0, end):
        end -= next(len(filler) for filler in _BETWEEN if text.endswith(filler, 0, end))
    for length in range(_LONGEST, 1, -1):
        word = text[max(0, end - length) : end]
        if word in entries:
            return word
    return None


def _word_after(text: str, start: int, entries: dict[str, _Entry]) -> str | None:
    for length in range(_LONGEST, 1, -1):
        end = start + length
        if text[start:end] in entries and (end >= len(text) or text[end] in _ENDS):
            return text[start:end]
    return None


@lru_cache
def _entries() -> dict[str, _Entry]:
    entries = {}
    for word, best, follow, precede in ((*row, "", "")[:4] for row in table("measure_words.tsv")):
        units = follow.split()
        entries[word] = _Entry(
            best,
            frozenset(unit for unit in units if not unit.endswith("!")),
            frozenset(unit[:-1] for unit in units if unit.endswith("!")),
            frozenset(precede.split()),
        )
    return entries
