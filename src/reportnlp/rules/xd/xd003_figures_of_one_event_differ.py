"""Two units that name each other as partners in the same event give different figures for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from reportnlp.findings import Evidence
from reportnlp.rules.base import Crossing, Hit, Side
from reportnlp.rules.xd.events import EventFigure, JointEvent
from reportnlp.rules.xd.names import stem_of
from reportnlp.rules.xd.pile import Pile
from reportnlp.span import Span
from reportnlp.text.lexicon import Lexicon

_SHORTEST = 3  # characters of a unit's name that can be looked for in running text


def across(pile: Pile) -> Iterator[Crossing]:
    """A crossing for each figure; the event must stand once in each report, under the same name."""
    told: dict[tuple[str | None, str, frozenset[str]], list[tuple[str, str, JointEvent]]] = defaultdict(list)
    for path, own, partner, event in _partners(pile):
        told[pile.texts[path].period, event.name, frozenset((own, partner))].append((own, path, event))
    pairs = [rows for (period, _, _), rows in told.items() if period is not None and len(rows) == 2]
    for rows in sorted(pairs, key=lambda rows: [row[1:] for row in rows]):
        if rows[0][0] == rows[1][0]:
            continue
        (_, first, one), (_, second, other) = sorted(rows, key=lambda row: pile.texts[row[1]].age)
        if one.day is None or other.day is None or one.day == other.day:
            yield from _differing(pile, first, one, second, other)


def _partners(pile: Pile) -> Iterator[tuple[str, str, str, JointEvent]]:
    """Path, own name, partner's name and event, for every event that names another unit of the pile."""
    stems = {path: stem_of(text.unit) for path, text in pile.texts.items() if text.unit}
    names = Lexicon(sorted({stem for stem in stems.values() if len(stem) >= _SHORTEST}))
    for path, own in stems.items():
        for event in pile.events[path]:
            words = event.sentence.of(pile.texts[path].text)
            partners = {names.entries[match.entry] for match in names.find(words)} - {own}
            if len(partners) == 1:
                yield path, own, partners.pop(), event


def _differing(pile: Pile, first: str, one: JointEvent, second: str, other: JointEvent) -> Iterator[Crossing]:
    ours, theirs = _once(one), _once(other)
    for subject in [subject for subject in ours if subject in theirs]:
        a, b = ours[subject], theirs[subject]
        if b.range.fit(a.range) != "supported":
            there = Side(first, one.sentence, _hit(pile, a, second, other.sentence, b))
            here = Side(second, other.sentence, _hit(pile, b, first, one.sentence, a))
            yield Crossing(there, here, "event")


def _once(event: JointEvent) -> dict[tuple[str, str], EventFigure]:
    """Figures by what they count, less those that the sentence gives twice."""
    subjects = [row.subject for row in event.figures]
    return {row.subject: row for row in event.figures if subjects.count(row.subject) == 1}


def _hit(pile: Pile, figure: EventFigure, other: str, sentence: Span, theirs: EventFigure) -> Hit:
    text = pile.texts[other].text
    told = Evidence("report", f"{pile.name(other)}：{sentence.of(text)}")
    values = (("other", pile.called(other)), ("theirs", theirs.span.of(text)))
    return Hit(figure.span, evidence=(told,), values=values)
