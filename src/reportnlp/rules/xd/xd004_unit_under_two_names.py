"""One unit that its reports call by two names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from reportnlp.findings import Evidence
from reportnlp.rules.base import Crossing, Hit, Side
from reportnlp.rules.xd.names import stem_of
from reportnlp.rules.xd.passages import Text
from reportnlp.rules.xd.pile import Pile
from reportnlp.span import Span

_AFTER = re.compile(r"[\s—-]*(?:(?:19|20)[0-9]{2}|二[〇○零]|年度|关于|工作(?!委员会)|述职|$|\n)")


def across(pile: Pile) -> Iterator[Crossing]:
    """A crossing for each report that uses the rarer name; with names as common as each other, both reports are told."""
    units: dict[str, dict[str, Span]] = defaultdict(dict)  # by stem: path → where the name stands
    for text in sorted(pile.texts.values(), key=lambda text: text.age):
        place = _own_name(text)
        if text.unit and place is not None:
            units[stem_of(text.unit)][text.path] = place
    for places in units.values():
        names = {path: place.of(pile.texts[path].text) for path, place in places.items()}
        counts = Counter(names.values())
        usual, times = counts.most_common(1)[0]
        model = next(path for path, name in names.items() if name == usual)
        for path, name in names.items():
            if name != usual:
                rarer = counts[name] < times
                there = None if rarer else Hit(places[model], evidence=_told(pile, path), values=(("other", name),))
                best = (usual,) if rarer else ()
                here = Hit(places[path], best, evidence=_told(pile, model), values=(("other", usual),))
                yield Crossing(Side(model, places[model], there), Side(path, places[path], here), "name")


def _told(pile: Pile, path: str) -> tuple[Evidence, ...]:
    return (Evidence("report", pile.name(path)),)


def _own_name(text: Text) -> Span | None:
    """The unit's name in title or signature; None where it is only part of a longer one (幸福街道党工委)."""
    start = text.text.find(text.unit) if text.unit else -1
    if start < 0 or not text.unit:
        return None
    end = start + len(text.unit)
    return Span(start, end) if _AFTER.match(text.text, end) else None
