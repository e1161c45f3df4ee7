"""All reports of one audit, for the rules that look at several at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

from reportnlp.rules.base import Crossing, Hit, Rule
from reportnlp.rules.xd.events import JointEvent, joint_events
from reportnlp.rules.xd.names import stem_of
from reportnlp.rules.xd.passages import Passage, Text
from reportnlp.rules.xd.stock import find_copies
from reportnlp.span import Span

_DAY = re.compile(r"((?:19|20)[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日")
_LAST = 4  # paragraphs among which the date of the signature stands


class Pile:
    """Reports as their JSON (``Report.to_dict``), each once. ``name`` says what to call the file at a path."""

    def __init__(
        self, reports: Iterable[dict[str, Any]], name: Callable[[str], str] = str, models: str | None = None
    ) -> None:
        self.name = name
        self._models = models
        self.texts: dict[str, Text] = {}
        self.events: dict[str, tuple[JointEvent, ...]] = {}
        for report in reports:
            self.texts[report["path"]] = text_of(report)
            self.events[report["path"]] = joint_events(report)

    @cached_property
    def passages(self) -> dict[Passage, int]:
        """Pairs of paragraphs that two reports share, each with how many characters of it are no stock phrase."""
        return find_copies(list(self.texts.values()), self._models)

    def called(self, path: str) -> str:
        """A report's unit, else its file's name."""
        return self.texts[path].unit or self.name(path)

    def same_unit(self, one: str, other: str) -> bool:
        """Whether both reports are of one unit, under whatever name."""
        first, second = self.texts[one].unit, self.texts[other].unit
        return first is not None and second is not None and stem_of(first) == stem_of(second)


def text_of(report: dict[str, Any]) -> Text:
    """A report as far as copies are concerned: the paragraphs that belong to a work area."""
    spans = tuple(Span(row["start"], row["end"]) for row in report["paragraphs"] if row["area"] is not None)
    return Text(report["path"], report["text"], spans, report["unit"], report["period"], _signed(report))


def _signed(report: dict[str, Any]) -> str | None:
    for row in reversed(report["paragraphs"][-_LAST:]):
        match = _DAY.fullmatch("".join(report["text"][row["start"] : row["end"]].split()))
        if match:
            return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    return None


def hits_across(rule: Rule, pile: Pile) -> Iterator[tuple[Crossing, tuple[tuple[str, Hit], ...]]]:
    """What a rule finds in a pile, with the path of the report that each hit is in."""
    assert rule.across is not None
    for crossing in rule.across(pile):
        yield (
            crossing,
            tuple((side.path, side.hit) for side in (crossing.first, crossing.second) if side.hit is not None),
        )
