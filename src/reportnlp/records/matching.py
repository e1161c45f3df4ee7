"""Which records a figure of a report speaks of: activities named near it, and results named as in the ledger."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from reportnlp.analysis.context import Context
from reportnlp.analysis.nouns import role
from reportnlp.data import table
from reportnlp.findings import ActivityRecord, Claim
from reportnlp.records.kinds import activities, activity_of
from reportnlp.span import Span
from reportnlp.text.lexicon import Lexicon
from reportnlp.text.tokens import tokenize

_QUOTES = re.compile('[“”"‘’「」]')
_GAP = r"[^，。；：、！？,;0-9\n]{0,8}"
_JOINERS = re.compile(r"[、和与及以\s“”]*|活动、")
_ENDS = "，。；：！？,;!?\n"
_CLOSE = 6  # characters between a unit and the activity that it counts (6次专题的主题党日)
_LONGEST_MODIFIER = 8


class Mention(NamedTuple):
    """A place in the text that names an activity, and the records of it; none for a known activity without records.

    The records are those of that type, or of that name; where there are none, those whose names hold it.
    """

    span: Span
    records: frozenset[int]
    name: str


class Group(NamedTuple):
    """The records that a claim speaks of. ``own``: its own words name them, not those of a clause before.

    ``others`` are choices of records that its words also allow: narrower (燃气|安全检查), or wider.
    """

    records: frozenset[int]
    own: bool
    name: str
    others: tuple[frozenset[int], ...] = ()


@lru_cache
def words(name: str) -> frozenset[str]:
    """The words that ``data/record_words.tsv`` gives one role."""
    return frozenset(row[0] for row in table("record_words.tsv") if row[1] == name)


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
        for kind, indexes in by_kind.items():
            known = activity_of(kind)
            for name in {kind, *(known.names if known else ())}:
                found[name] |= indexes
        for activity in activities().values():
            for name in activity.names:
                found[name] |= set()
        for name, indexes in by_name.items():
            if len(name) > 2:
                found[name] |= indexes
        for name in list(found):
            plain = _QUOTES.sub("", name)
            if plain != name and len(plain) > 1:
                found[plain] |= found[name]
        self.wider = {
            name: frozenset(indexes.union(*(rows for other, rows in by_name.items() if name in other)))
            for name, indexes in found.items()
            if len(name) > 1
        }
        self.found = {name: frozenset(found[name]) or wider for name, wider in self.wider.items()}
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
        kept = [row for row in exact if row.records]
        loose.sort(key=lambda row: row.span.length)
        for row in (*loose, *exact):
            if row not in kept and not any(row.span.overlaps(other.span) for other in kept):
                kept.append(row)
        return sorted(kept)

    def resembles(self, noun: str) -> bool:
        """Whether most of a noun's pairs of characters stand somewhere in the ledger: it may be there in other words."""
        pairs = [noun[place : place + 2] for place in range(len(noun) - 1)]
        return sum(pair in self._text for pair in pairs) >= 0.6 * len(pairs) if pairs else True

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


class Surroundings(NamedTuple):
    """A claim with the stretch of text that is its own: from the claim before it, or its clause, to the next one's."""

    claim: Claim
    window: Span
    sentence: Span


def surroundings(context: Context) -> list[Surroundings]:
    """Every claim of a document with its own stretch of text."""
    text = context.text
    rows = []
    claims = context.claims
    for place, claim in enumerate(claims):
        sentence = context.sentence_at(claim.span.start)
        start = 1 + max(text.rfind(mark, sentence.start, claim.span.start) for mark in _ENDS)
        end = min(
            (found for mark in _ENDS if (found := text.find(mark, claim.span.end, sentence.end)) >= 0),
            default=sentence.end,
        )
        if place:
            start = max(start, claims[place - 1].span.end)
        if place + 1 < len(claims):
            end = min(end, claims[place + 1].span.start)
        rows.append(Surroundings(claim, Span(max(start, sentence.start), max(end, claim.span.end)), sentence))
    return rows


def groups_of(context: Context, names: Names, rows: Sequence[Surroundings]) -> list[Group | None]:
    """For each claim the records it speaks of; None where no activity is named in its sentence."""
    text = context.text
    groups: list[Group | None] = []
    sentence: Span | None = None
    mentions: list[Mention] = []
    taken: set[Mention] = set()
    for claim, window, own_sentence in rows:
        if own_sentence != sentence:
            sentence = own_sentence
            mentions = names.mentions(text, sentence)
            taken = set()
        mine = [
            row
            for row in mentions
            if window.start <= row.span.start and row.span.end <= window.end and row not in taken
        ]
        before = [row for row in mine if row.span.start < claim.span.start]
        after = [row for row in mine if claim.span.end <= row.span.start <= claim.span.end + _CLOSE]
        if after and (not before or (claim.noun or "").endswith(after[0].name)):
            taken.add(after[0])
            groups.append(_group(names, text, [after[0]], own=True))
        elif before:
            groups.append(_group(names, text, _listed(text, before, claim), own=True))
        else:
            earlier = [row for row in mentions if row.span.end <= window.start and row.records]
            groups.append(_group(names, text, earlier[-1:], own=False) if earlier else None)
    return groups


def _listed(text: str, before: Sequence[Mention], claim: Claim) -> list[Mention]:
    """The mention nearest to the number; with 等 between them, all those of the list that it ends."""
    chosen = [before[-1]]
    gap = text[before[-1].span.end : claim.span.start]
    if "等" in gap or "共" in gap:
        for row in reversed(before[:-1]):
            if not _JOINERS.fullmatch(text[row.span.end : chosen[0].span.start]):
                break
            chosen.insert(0, row)
    return chosen


def _group(names: Names, text: str, chosen: Sequence[Mention], own: bool) -> Group:
    records = frozenset(index for row in chosen for index in row.records)
    wider = frozenset(index for row in chosen for index in names.wider[row.name])
    narrow = names.narrowed(text, chosen[0]) if own and len(chosen) == 1 else records
    others = tuple(dict.fromkeys(other for other in (narrow, wider) if other and other != records))
    return Group(records, own, "、".join(row.name for row in chosen), others)


def own_words(context: Context, row: Surroundings) -> list[str]:
    """The words of a claim's stretch that say something: no numbers, adverbs, marks or words without content."""
    kept = []
    dates = [
        mention.span for mention in context.mentions if mention.kind == "date" and row.window.overlaps(mention.span)
    ]
    for token in context.tokens_in(row.window):
        word = token.span.of(context.text)
        if (
            any(token.span.overlaps(span) for span in (row.claim.span, *dates))
            or len(word) < 2
            or token.tag[0] in "xmpcrtudaz"
        ):
            continue
        if not any(word in role(name) for name in ("hollow", "skipped", "leading", "time", "manner")):
            kept.append(word)
    return kept


def labels_said(labels: Iterable[str], said: str, nouns: str, least: float = 0.0) -> frozenset[str]:
    """Those labels of the ledger's figures (整改隐患) that fit the words round a number best, better than ``least``.

    ``said`` is the claim's own stretch, ``nouns`` what of it names things: without any, the verb alone decides.
    """
    said = _same(said)
    scores = {label: _label_score(_same(label), said, nouns) for label in labels}
    best = max(scores.values(), default=0.0)
    return frozenset(label for label, score in scores.items() if score == best and score > least)


@lru_cache(10_000)
def _same(said: str) -> str:
    """Words that ledgers and reports use for one thing become one word (难题 → 问题)."""
    for row in table("record_words.tsv"):
        if row[1] == "same":
            said = said.replace(row[0], row[2])
    return said


def _label_score(label: str, said: str, nouns: str) -> float:
    """3: the label itself; 2 and more: its noun; between 1 and 2: the end of its noun; 0.5: its verb alone."""
    verb, noun = _verb_and_noun(label)
    if not noun:
        return 0.0
    if label in said:
        return 3.0
    if _opposed(verb, said):
        return 0.0
    known = 0.5 if verb and verb in said else 0.0
    tail = next((noun[start:] for start in range(max(1, len(noun) - 1)) if noun[start:] in said), None)
    if tail is None:
        return 0.0 if nouns else known
    if tail != noun and _other_kind(said[: said.find(tail)][-2:], label):
        return 0.0
    return 1.0 + len(tail) / len(noun) + known


def _other_kind(before: str, label: str) -> bool:
    """慰问困难党员 does not count what 慰问老党员 does: another word stands before 党员."""
    plain = len(before) == 2 and all("\u4e00" <= character <= "\u9fff" for character in before)
    return (
        plain
        and before not in label
        and not any(before in role(name) for name in ("action", "hollow", "skipped", "time"))
    )


@lru_cache(10_000)
def _verb_and_noun(label: str) -> tuple[str, str]:
    plain = re.sub(r"[^\u4e00-\u9fff]", "", label)
    tokens = tokenize(plain)
    size = tokens[0].span.end if len(tokens) > 1 and (tokens[0].tag[0] == "v" or plain[:2] in role("action")) else 0
    return plain[:size], plain[size:]


def _opposed(verb: str, said: str) -> bool:
    """排查隐患 and 整改隐患 count different things."""
    for mine, other in (("found", "solved"), ("solved", "found")):
        if verb in words(mine):
            return any(word in said for word in words(other)) and not any(word in said for word in words(mine))
    return False
