"""What the activities of a ledger are called in reports, and where a text names them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from reportnlp.analysis.wording import role
from reportnlp.data import table
from reportnlp.findings import ActivityRecord
from reportnlp.records.kinds import activities, activity_of
from reportnlp.span import Span
from reportnlp.text.lexicon import Lexicon
from reportnlp.text.tokens import tokenize

_QUOTES = re.compile('[“”"‘’「」]')
_GAP = r"[^，。；：、！？,;0-9\n]{0,8}"
_LONGEST_MODIFIER = 8
_RESEMBLES = 0.4  # share of a noun's pairs of characters that the ledger has


class Mention(NamedTuple):
    """A place in the text that names an activity, and the records of it; none for a known activity without records.

    The records are those of that type, or of that name; where there are none, those whose names hold it.
    """

    span: Span
    records: frozenset[int]
    name: str


@lru_cache
def words(name: str) -> frozenset[str]:
    """The words that ``data/record_words.tsv`` gives one role."""
    return frozenset(row[0] for row in table("record_words.tsv") if row[1] == name)


def _wider(
    found: dict[str, set[int]], aliases: dict[str, frozenset[int]], by_name: dict[str, set[int]]
) -> dict[str, frozenset[int]]:
    """The records that a name may mean: its own, and those in whose name it stands."""
    wide = {name: indexes | aliases.get(name, frozenset()) for name, indexes in found.items() if len(name) > 1}
    inside = Lexicon(wide, overlapping=True)
    for other, rows in by_name.items():
        for match in inside.find(other):
            wide[inside.entries[match.entry]] |= rows
    return {name: frozenset(indexes) for name, indexes in wide.items()}


class Names:
    """What the activities of a ledger are called; made once for a ledger, used for any report."""

    def __init__(self, records: Sequence[ActivityRecord]) -> None:
        self.records = records
        found: defaultdict[str, set[int]] = defaultdict(set)
        by_kind: defaultdict[str, set[int]] = defaultdict(set)
        by_name: defaultdict[str, set[int]] = defaultdict(set)
        for index, record in enumerate(records):
            by_kind[record.kind].add(index)
            by_name[record.name].add(index)
        self.by_kind = by_kind
        self.parts = frozenset(part for activity in activities().values() for part in activity.parts) - set(by_name)
        for kind, indexes in by_kind.items():
            known = activity_of(kind)
            for name in dict.fromkeys((kind, *(known.names if known else ()))):
                found[name] |= indexes
        for activity in activities().values():
            for name in activity.names:
                found[name] |= set()
        aliases = {name: frozenset(indexes) for name, indexes in found.items()}
        for name, indexes in by_name.items():
            if len(name) > 2 and name not in by_kind:
                found[name] = set(indexes)  # a name of the ledger means its own rows, whatever else it is called
        for name in list(found):
            plain = _QUOTES.sub("", name)
            if plain != name and len(plain) > 1:
                found[plain] |= found[name]
        self.wider = _wider(found, aliases, by_name)
        guessed = not any(record.kind_given for record in records)  # then a name counts as much as the type
        self.found = {
            name: wider if guessed and name not in by_name else frozenset(found[name]) or wider
            for name, wider in self.wider.items()
        }
        self._lexicon = Lexicon(self.found)
        self._loose = [
            (pattern, self.found[name], name)
            for name in self.found
            if name in by_kind or (self.found[name] and len(name) == 4)
            if (pattern := _loose(name))
        ]
        self._text = "\n".join(dict.fromkeys(f"{r.kind}\n{r.name}\n{r.outcome}" for r in records))

    def mentions(self, text: str, span: Span) -> list[Mention]:
        """Activities that ``span`` of the text names, in order, without overlap."""
        exact = [
            Mention(match.span.shift(span.start), self.found[name], name)
            for match in self._lexicon.find(span.of(text))
            for name in [self._lexicon.entries[match.entry]]
        ]
        loose = [
            Mention(Span(*match.span()), records, name)
            for pattern, records, name in self._loose
            for match in pattern.finditer(text, span.start, span.end)
        ]
        exact = [row for row in exact if not _is_thing(text, row.span.end)]
        loose = [row for row in loose if not _is_thing(text, row.span.end)]
        kept = [row for row in exact if row.records]
        loose.sort(key=lambda row: row.span.length)
        for row in (*loose, *exact):
            if row not in kept and not any(row.span.overlaps(other.span) for other in kept):
                kept.append(row)
        return sorted(kept)

    def resembles(self, noun: str) -> bool:
        """Whether many of a noun's pairs of characters stand somewhere in the ledger: it may be there in other words."""
        pairs = [noun[place : place + 2] for place in range(len(noun) - 1)]
        return sum(pair in self._text for pair in pairs) >= _RESEMBLES * len(pairs) if pairs else True

    def narrowed(self, text: str, mention: Mention) -> frozenset[int]:
        """Records whose name holds the word before a mention (燃气|安全检查); all of them where none does."""
        before = text[max(0, mention.span.start - _LONGEST_MODIFIER) : mention.span.start]
        for size in range(len(before), 1, -1):
            modifier = before[-size:]
            if modifier in role("action") or modifier in role("time"):
                continue
            inside = frozenset(index for index in mention.records if modifier in self.records[index].name)
            if inside and inside != mention.records:
                return inside
        return mention.records


def _is_thing(text: str, end: int) -> bool:
    """Whether the name of an activity that ends there only begins the name of a thing (廉政教育|基地)."""
    return text.startswith(tuple(words("thing")), end)


def _loose(name: str) -> re.Pattern[str] | None:
    """走访企业 also as 走访规上企业, 矛盾调解 as 调解邻里矛盾: its two words, with a few others between them."""
    pieces = [row.span.of(name) for row in tokenize(name)]
    if len(name) == 4:
        pieces = [name[:2], name[2:]]
    if len(pieces) != 2 or min(map(len, pieces)) < 2:
        return None
    first, second = map(re.escape, pieces)
    turned = rf"|{second}{_GAP}{first}" if pieces[1] in role("action") else ""
    return re.compile(f"{first}{_GAP}{second}{turned}")
