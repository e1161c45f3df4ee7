"""Which records each figure of a report speaks of: those of the activity that is named near it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from reportnlp.analysis.context import Context
from reportnlp.analysis.wording import role
from reportnlp.findings import Claim
from reportnlp.records.names import Mention, Names, words
from reportnlp.records.ranges import claimed_range
from reportnlp.span import Span

_JOINERS = re.compile(r"[、和与及以\s“”]*|活动、")
_ENDS = "，。；：！？,;!?\n"
_CLOSE = 6  # characters between a unit and the activity that it counts (6次专题的主题党日)
_PERSONS = ("干部", "代表", "家长", "骨干", "书记", "主任", *"者员众民人生工友师属")


class Group(NamedTuple):
    """The records that a claim speaks of. ``own``: its own words name them, not those of a clause before.

    ``others`` are choices of records that its words also allow: narrower (燃气|安全检查), or wider. ``partly``: a word that
    no record knows narrows the activity (师生|宣讲), so that the claim may speak of fewer than all of them.
    """

    records: frozenset[int]
    own: bool
    name: str
    others: tuple[frozenset[int], ...] = ()
    partly: bool = False


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
    barrier = 0  # before it stands another activity, which the ledger does not know
    for claim, window, own_sentence in rows:
        if own_sentence != sentence:
            sentence = own_sentence
            mentions = names.mentions(text, sentence)
            taken = set()
            barrier = sentence.start
        mine = [
            row
            for row in mentions
            if window.start <= row.span.start and row.span.end <= window.end and row not in taken
        ]
        before = [row for row in mine if row.span.start < claim.span.start]
        after = [row for row in mine if 0 <= row.span.start - claim.span.end <= _CLOSE]
        after = [row for row in after if "、" not in text[claim.span.end : row.span.start]]
        if after and (not before or (claim.subject or "").endswith(after[0].name)):
            taken.add(after[0])
            groups.append(_group(context, names, [after[0]], own=True))
        elif before:
            gap = Span(before[-1].span.end, claim.span.start)
            groups.append(_group(context, names, _listed(text, before, claim), own=not _other_deed(context, gap)))
        else:
            earlier = [
                row for row in mentions if barrier <= row.span.start and row.span.end <= window.start and row.records
            ]
            groups.append(_group(context, names, earlier[-1:], own=False) if earlier else None)
            if claim.quantity.dimension in words("event") and names_a_deed(
                context, Surroundings(claim, window, own_sentence)
            ):
                barrier = claim.span.start
    return groups


def names_a_deed(context: Context, row: Surroundings) -> bool:
    """Whether a claim's own words name a thing or a deed, not only that something took place (共开展6次)."""
    return any(
        word not in words("general") and word not in role("holding") and word not in words("attend")
        for word in own_words(context, row)
    )


def _other_deed(context: Context, gap: Span) -> bool:
    """Whether a verb of its own stands between an activity and a number (主题党日期间慰问群众3次)."""
    said = (token.span.of(context.text) for token in context.tokens_in(gap))
    return any(word in role("action") and word not in role("holding") and word not in words("attend") for word in said)


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


def _group(context: Context, names: Names, chosen: Sequence[Mention], own: bool) -> Group:
    records = frozenset(index for row in chosen for index in row.records)
    wider = frozenset(index for row in chosen for index in names.wider[row.name])
    alone = len(chosen) == 1
    narrow = names.narrowed(context.text, chosen[0]) if alone else records
    others = tuple(dict.fromkeys(other for other in (narrow, wider) if other and other != records))
    partly = alone and (
        chosen[0].name in names.parts or (narrow == records and _narrowed_by_another_word(context, chosen[0]))
    )
    return Group(records, own, "、".join(row.name for row in chosen), others, partly)


def _narrowed_by_another_word(context: Context, mention: Mention) -> bool:
    """师生|宣讲, 党务|工作者|培训: whether a thing is named right before an activity, or between its two words."""
    start = mention.span.start
    for token in context.tokens_in(Span(max(0, start - _CLOSE), mention.span.end)):
        word = token.span.of(context.text)
        inside = token.span.start >= start
        if len(word) < 2 or (word in mention.name if inside else token.span.end != start):
            continue
        if token.tag[0] in "nj" or token.tag in ("vn", "an", "b"):
            known = any(
                word in role(name) for name in ("action", "holding", "time", "leading", "manner", "skipped", "hollow")
            )
            if not known and word not in words("wide") and word not in words("attend"):
                return True
    return False


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


class Said:
    """What a claim's own words say: the stretch, the words in it that mean something, those that name things."""

    def __init__(self, context: Context, row: Surroundings) -> None:
        self.claim = row.claim
        self.text = row.window.of(context.text)
        self.words = own_words(context, row)
        self.names_a_deed = names_a_deed(context, row)
        self.before = context.text[row.window.start : row.claim.span.start]
        self.after = context.text[row.claim.span.end : row.window.end]
        self.nouns = "".join(word for word in self.words if word not in words("general") and word not in role("action"))
        self.range = claimed_range(row.claim.quantity, row.claim.quantity.number_span.of(context.text))

    def counts_those_present(self, group: Group) -> bool:
        """Whether a number of people counts those who took part: no other deed is named, and no other thing."""
        own = [word for word in self.words if word not in group.name]
        if any(word in role("action") and word not in words("attend") for word in own):
            return False
        return not own or own[-1] in words("attend") or own[-1].endswith(_PERSONS)
