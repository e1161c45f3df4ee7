"""Types of activity: what the records of a ledger are about, how reports name it, which work area it belongs to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from reportnlp.analysis.areas import predict_areas
from reportnlp.analysis.context import Context
from reportnlp.data import table
from reportnlp.document.model import Document, Paragraph
from reportnlp.findings import AREAS, Area
from reportnlp.span import Span

_SHORTEST_END = 3  # characters that the names of one type share at their ends
_LONGEST_END = 8
_SURE = 0.5  # below it the words of the records tell no area
_LOOKED_AT = 40  # records of a type that decide its area


class Activity(NamedTuple):
    """A row of ``data/activities.tsv``: how reports speak of a type.

    ``parts`` are names of only a part of it, ``signs`` words by which a record without a type is told.
    """

    kind: str
    area: Area
    verb: str
    unit: str
    names: tuple[str, ...]
    attend: str
    parts: frozenset[str]
    signs: tuple[str, ...]


@lru_cache
def activities() -> dict[str, Activity]:
    """The known types of activity, by name."""
    found = {}
    for kind, area, verb, unit, others, attend in ((*row, "参加")[:6] for row in table("activities.tsv")):
        parts = frozenset(name[1:] for name in others.split() if name[0] == "<")
        signs = tuple(name[1:] for name in others.split() if name[0] == "~")
        names = (kind, *(name.lstrip("<") for name in others.split() if name[0] != "~"))
        found[kind] = Activity(kind, area, verb, unit, names, attend, parts, signs)
    return found


@lru_cache
def _by_name() -> dict[str, Activity]:
    return {name: activity for activity in activities().values() for name in reversed(activity.names)}


@lru_cache(10_000)
def activity_of(words: str) -> Activity | None:
    """The known type that ``words`` name, or whose longest name stands in them."""
    by_name = _by_name()
    if words in by_name:
        return by_name[words]
    inside = [name for name in by_name if name in words]
    return by_name[max(inside, key=lambda name: (len(name), words.rfind(name)))] if inside else None


@lru_cache(10_000)
def _told_by_sign(name: str) -> str | None:
    """The type whose longest sign stands in the name of an activity."""
    signs = [
        (len(sign), name.rfind(sign), row.kind) for row in activities().values() for sign in row.signs if sign in name
    ]
    return max(signs)[2] if signs else None


def kinds_of(names: Sequence[str]) -> list[str]:
    """A type for each name of an activity: a known one, else the end that names share, else the name itself."""
    kinds: dict[str, str | None] = {}
    for name in names:
        known = activity_of(name)
        kinds[name] = known.kind if known else _told_by_sign(name)
    ends: Counter[str] = Counter()
    for name, kind in kinds.items():
        if kind is None:
            ends.update({name[-size:] for size in range(_SHORTEST_END, min(_LONGEST_END, len(name)) + 1)})
    for name, kind in kinds.items():
        if kind is None:
            sizes = range(min(_LONGEST_END, len(name)), _SHORTEST_END - 1, -1)
            kinds[name] = next((name[-size:] for size in sizes if ends[name[-size:]] > 1), name)
    return [kinds[name] or name for name in names]


def areas_of(rows: Sequence[tuple[str, str, str]]) -> dict[str, Area]:
    """The work area of each type: what the area model makes of records of it (type, name, outcome) together."""
    told: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for kind, name, outcome in rows:
        if len(told[kind]) < _LOOKED_AT:
            told[kind][f"{kind}，{name}，{outcome}"] = None
    texts = [(kind, words) for kind, said in told.items() for words in said]
    text = "\n".join(words for _, words in texts)
    paragraphs = []
    start = 0
    for _, words in texts:
        paragraphs.append(Paragraph(Span(start, start + len(words))))
        start += len(words) + 1
    totals: defaultdict[str, Counter[Area]] = defaultdict(Counter)
    counts: Counter[str] = Counter()
    predictions = predict_areas(Context(Document(text, tuple(paragraphs), ())))
    for (kind, _), prediction in zip(texts, predictions, strict=True):
        totals[kind].update(prediction.scores)
        counts[kind] += 1
    areas: dict[str, Area] = {}
    for kind, scores in totals.items():
        best = max(AREAS, key=lambda area: scores[area])
        known = activity_of(kind)
        sure = best != "其他" and scores[best] >= _SURE * counts[kind]
        areas[kind] = known.area if known and not sure else best
    return areas
