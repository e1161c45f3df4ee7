"""What a rule is: the card's fields, its marked examples, and the hits that it gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from reportnlp.findings import Evidence, Severity
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context
    from reportnlp.document.layout import Layout
    from reportnlp.rules.xd.pile import Pile

FAMILIES = {
    "PH": "提法",
    "TY": "错别字",
    "WD": "用词",
    "PU": "标点",
    "NU": "数字与量词",
    "DT": "日期",
    "ST": "结构与序号",
    "MD": "缺数据",
    "AR": "数据勾稽",
    "EV": "台账佐证",
    "XD": "跨文档",
    "LA": "版式",
}

Need = Literal["layout", "roster", "records", "reports"]
NEEDS: tuple[Need, ...] = ("layout", "roster", "records", "reports")

_MARK = re.compile(r"\[\[(.+?)(?:→(.*?))?\]\]", re.S)


class Hit(NamedTuple):
    """One place where a rule's pattern stands. An empty suggestion deletes the span.

    ``values`` fill further fields of the card's message; ``confidence`` None takes the card's.
    """

    span: Span
    suggestions: tuple[str, ...] = ()
    confidence: float | None = None
    evidence: tuple[Evidence, ...] = ()
    values: tuple[tuple[str, str], ...] = ()


FindFunction = Callable[["Context"], Iterable[Hit]]


class Side(NamedTuple):
    """One of two reports: the passage to show, and the hit in it, None where the report is not to blame."""

    path: str
    span: Span
    hit: Hit | None = None


class Crossing(NamedTuple):
    """What a rule that needs several reports finds in two of them, the earlier one first.

    ``kind`` and ``likeness`` (0 to 1) tell how like the passages are; ``note`` says what is the matter where no hit does.
    """

    first: Side
    second: Side
    kind: str = ""
    likeness: float = 1.0
    note: str = ""


AcrossFunction = Callable[["Pile"], Iterable[Crossing]]


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the hits that the rule must give in it: spans with the first suggestion (None: none).

    ``layout`` is that of the text as a Word file, ``records`` the rows of a ledger, for rules that need one; ``roster`` has
    name, post and organisation in each row; ``previous`` is last year's report; ``reports`` are others of the same pile,
    each text and reporting year.
    """

    text: str
    marks: tuple[tuple[Span, str | None], ...]
    period: str | None = None
    layout: Layout | None = None
    records: tuple[dict[str, object], ...] | None = None
    previous: str | None = None
    roster: tuple[tuple[str, ...], ...] = ()
    reports: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Examples:
    """A card's examples: ``bad`` ones are found and fixed exactly; ``good`` ones and known ``gaps`` stay silent."""

    bad: tuple[Example, ...]
    good: tuple[Example, ...]
    gaps: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Conditions:
    """Where a literal hit counts. Empty lists ask for nothing.

    ``after``/``before``: the text just before/after the hit must be one of these. ``not_after``/``not_before``:
    must not be. ``inside``: phrases that contain the hit lawfully; there the rule is silent.
    """

    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()

    def hold(self, text: str, start: int, end: int) -> bool:
        """Whether a hit at ``[start, end)`` counts."""
        if self.after and not text.endswith(self.after, 0, start):
            return False
        if self.before and not text.startswith(self.before, end):
            return False
        if self.not_after and text.endswith(self.not_after, 0, start):
            return False
        if self.not_before and text.startswith(self.not_before, end):
            return False
        return not any(_stands_around(phrase, text, start, end) for phrase in self.inside)


def _stands_around(phrase: str, text: str, start: int, end: int) -> bool:
    found = text.find(phrase, max(0, end - len(phrase)), start + len(phrase))
    return 0 <= found <= start and end <= found + len(phrase)


@dataclass(frozen=True, slots=True)
class Card:
    """A rule's page: everything about it but its examples and the code of its ``find``.

    Data kinds: ``replace`` (literal → suggestion), ``forbid`` (literals without one), ``pattern`` (regular
    expressions with the suggestion ``best`` as a template; the group ``found`` narrows the hit). ``needs`` names what a
    document has only when it was asked for: such a rule is off unless it was asked for too.
    """

    code: str
    name: str
    severity: Severity
    confidence: float
    message: str
    message_en: str
    why: str
    basis: str
    path: Path
    replace: dict[str, str]
    forbid: tuple[str, ...]
    pattern: tuple[re.Pattern[str], ...]
    best: str | None
    conditions: Conditions
    needs: Need | None = None

    @property
    def family(self) -> str:
        """The two letters that the code starts with."""
        return self.code[:2]

    @property
    def literals(self) -> dict[str, str | None]:
        """Literal strings to look for, each with its suggestion."""
        return {**self.replace, **dict.fromkeys(self.forbid)}

    def pattern_hits(self, text: str) -> Iterator[Hit]:
        """Hits of the card's regular expressions in ``text``, under its conditions."""
        for pattern in self.pattern:
            narrowed = "found" in pattern.groupindex
            for match in pattern.finditer(text):
                start, end = match.span("found") if narrowed else match.span()
                if self.conditions.hold(text, start, end):
                    best = () if self.best is None else (match.expand(self.best),)
                    yield Hit(Span(start, end), best)


class Rule(NamedTuple):
    """A card with its ``find`` function, or None where the card's data is enough; ``across`` looks at several reports."""

    card: Card
    find: FindFunction | None
    across: AcrossFunction | None = None


def parse_example(marked: str, period: str | None = None) -> Example:
    """Takes the marks out of an example: 学习党的[[二十精神→二十大精神]]。 ; [[找到]] marks a hit without suggestion."""
    text = ""
    marks = []
    position = 0
    for match in _MARK.finditer(marked):
        text += marked[position : match.start()]
        start = len(text)
        text += match[1]
        marks.append((Span(start, len(text)), match[2]))
        position = match.end()
    return Example(text + marked[position:], tuple(marks), period)
