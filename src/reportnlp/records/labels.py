"""Results named as the ledger names them: 整改隐患24处 of a report is the label 整改隐患 of its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from reportnlp.analysis.wording import role
from reportnlp.data import table
from reportnlp.findings import Quantity, RecordFigure
from reportnlp.records.names import words
from reportnlp.text.tokens import tokenize

_COUNTERS = frozenset(
    ("个", "件", "起", "项", "条", "处", "宗", "桩", "例")
)  # the same thing may take several of these
_PEOPLE = ("人", "人次")
_MODIFIER = 4  # characters between a unit and the thing that it counts (24处安全隐患)


def compatible(figure: RecordFigure, quantity: Quantity) -> bool:
    """Whether a figure of the ledger and one of a report count in the same unit; 人 and 人次 of a result do."""
    if figure.dimension in _PEOPLE:
        return quantity.dimension in _PEOPLE
    return figure.dimension in ("", quantity.dimension)


def both_count(figure: RecordFigure, quantity: Quantity) -> bool:
    """Whether both are counted in measure words that may stand for each other (个, 件, 起)."""
    return figure.dimension in _COUNTERS and quantity.dimension in _COUNTERS


class Beside(NamedTuple):
    """What stands beside a number in its own stretch of text, and whether any of it names a thing."""

    before: str
    after: str
    names_a_thing: bool


def labels_said(labels: Iterable[str], beside: Beside) -> tuple[frozenset[str], float]:
    """Those labels of the ledger's figures (整改隐患) that the words beside a number fit best, and how well.

    3: the label itself stands there; 2 and more: its noun; between 1 and 2: the end of its noun; below: only its verb, or
    one like it, where no thing is named; 0: none fits.
    """
    same = Beside(_same(beside.before), _same(beside.after), beside.names_a_thing)
    scores = {label: _label_score(_same(label), same) for label in labels}
    best = max(scores.values(), default=0.0)
    return frozenset(label for label, score in scores.items() if score == best and score > 0), best


@lru_cache(10_000)
def _same(said: str) -> str:
    """Words that ledgers and reports use for one thing become one word (难题 → 问题)."""
    for row in table("record_words.tsv"):
        if row[1] == "same":
            said = said.replace(row[0], row[2])
    return said


def _label_score(label: str, beside: Beside) -> float:
    verb, noun = _verb_and_noun(label)
    before = _without_fillers(beside.before)
    said = beside.before + beside.after
    if not noun or _opposed(verb, said):
        return 0.0
    if before.endswith(label) or beside.after.startswith(label):
        return 3.0
    known = 0.5 if verb and verb in said else 0.3 if _alike(verb, said) else 0.0
    turned = next(
        (before[: -len(word)] for word in (verb, *sorted(_like(verb))) if word and before.endswith(word)), before
    )
    for tail in (noun[start:] for start in range(max(1, len(noun) - 1))):
        follows = beside.after.find(tail, 0, len(tail) + _MODIFIER)
        if follows >= 0:
            return 1.0 + len(tail) / len(noun) + known
        for stretch in (before, turned):
            if stretch.endswith(tail):
                modified = tail != noun and _other_kind(stretch[: -len(tail)][-2:], label)
                return 0.0 if modified else 1.0 + len(tail) / len(noun) + known
    return 0.0 if beside.names_a_thing else known


def _without_fillers(before: str) -> str:
    """The words before a number without 累计, 共, 达 and the like at their end."""
    fillers = role("skipped") | role("hollow")
    while before:
        size = next((size for size in (3, 2, 1) if before[-size:] in fillers and len(before) >= size), 0)
        if not size:
            break
        before = before[:-size]
    return before


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
    first = next((row for row in tokenize(plain) if row.tag[0] == "v" and row.span.start == 0), None)
    size = first.span.end if first else 0
    if size in (0, len(plain)) and len(plain) > 3 and plain[:2] in role("action"):
        size = 2  # 解决问题 is one word of the dictionary
    size = 0 if size == len(plain) else size
    return plain[:size], plain[size:]


def _like(verb: str) -> frozenset[str]:
    """Verbs that say the same of a result: 化解 and 调处 both settle something."""
    return next((words(kind) for kind in ("found", "solved") if verb in words(kind)), frozenset())


def _alike(verb: str, said: str) -> bool:
    return any(word in said for word in _like(verb))


def _opposed(verb: str, said: str) -> bool:
    """排查隐患 and 整改隐患 count different things."""
    for mine, other in (("found", "solved"), ("solved", "found")):
        if verb in words(mine):
            return any(word in said for word in words(other)) and not any(word in said for word in words(mine))
    return False
