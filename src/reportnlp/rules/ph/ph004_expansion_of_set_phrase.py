"""PH004: the items that a set phrase stands for, listed with one missing, wrong or too many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from reportnlp.data import table
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.rules.ph.ph012_series_with_one_missing import find as one_missing
from reportnlp.span import Span
from reportnlp.text.lexicon import Lexicon

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_LIST = re.compile(r"[”’]?(?:（|\(|——|：)(?P<list>[^（）()。；！？：“”\n]{6,90})(?P<end>[）)。；！？\n]|$)")
_THAT_IS = re.compile(r"[”’]?[，,]?即(?P<list>[^（）()，。；！？：“”\n]{6,60})(?P<end>[，。；！？\n]|$)")
_PARTIAL = re.compile(r"特别是|尤其是|重点是|重点|主要是|之一|等$|等[，、]|突出|针对")
_SEPARATORS = re.compile(r"[、，]|和|以及")
_ENOUGH = 2  # so many right items make a list


class _Expansion(NamedTuple):
    phrase: str
    items: tuple[tuple[str, ...], ...]
    ending: str
    since: str
    until: str

    def holds(self, year: str | None) -> bool:
        """Whether these are the items in ``year``; None: perhaps."""
        return year is None or (self.since <= year and year <= (self.until or year))


def find(context: Context) -> Iterator[Hit]:
    """Lists in brackets, or after a dash or a colon, that do not hold just the items of the phrase before them."""
    lexicon, expansions = _expansions()
    text = context.text
    for span, index in lexicon.find(text):
        match = _LIST.match(text, span.end) or _THAT_IS.match(text, span.end)
        if not match or _PARTIAL.search(match["list"]):
            continue
        listed = match["list"]
        versions = [row for row in expansions[index] if row.holds(context.period)] or expansions[index]
        expansion = min(versions, key=lambda row: len(_missing(listed, row)))
        missing = _missing(listed, expansion)
        if len(expansion.items) - len(missing) < _ENOUGH:
            continue
        extra = _extra(listed, expansion) if expansion.ending else []
        if (missing or extra) and not any(hit.span.overlaps(Span(*match.span("list"))) for hit in one_missing(context)):
            what = "、".join([f"缺“{item}”" for item in missing] + [f"多“{item}”" for item in extra][:2])
            right = "、".join(item[0] for item in expansion.items)
            yield Hit(
                Span(*match.span("list")),
                evidence=(Evidence("data/phrase_expansions.tsv", f"{expansion.phrase}：{right}"),),
                values=(("phrase", expansion.phrase), ("what", what)),
            )


def _missing(listed: str, expansion: _Expansion) -> list[str]:
    return [item[0] for item in expansion.items if not any(wording in listed for wording in item)]


def _extra(listed: str, expansion: _Expansion) -> list[str]:
    wordings = {wording for item in expansion.items for wording in item}
    parts = (part.strip() for part in _SEPARATORS.split(listed))
    return [
        part
        for part in parts
        if part.endswith(expansion.ending) and len(part) <= 6 and not any(wording in part for wording in wordings)
    ]


@lru_cache
def _expansions() -> tuple[Lexicon, tuple[list[_Expansion], ...]]:
    """The search for the phrases, and what each stands for, in the years in which it does."""
    versions: dict[str, list[_Expansion]] = {}
    for phrase, items, ending, since, until in ((*row, "", "", "")[:5] for row in table("phrase_expansions.tsv")):
        wordings = tuple(tuple(item.split("/")) for item in items.split())
        versions.setdefault(phrase, []).append(_Expansion(phrase, wordings, ending, since, until))
    return Lexicon(versions), tuple(versions.values())
