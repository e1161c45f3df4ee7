"""Records that were entered twice, and those that contradict each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, cast

from reportnlp.findings import ActivityRecord
from reportnlp.records.dates import Days

_MOST = 100  # earlier records that one with a vague date is compared with
_TELLING = 3  # cells beside name and date that agree when 3月31日 and 3月下旬 are taken for one event


class Pair(NamedTuple):
    """Two records of one activity: the later one was entered again, or its figures contradict the first one's."""

    first: ActivityRecord
    second: ActivityRecord
    kind: Literal["again", "conflict"]


def find_pairs(records: Sequence[ActivityRecord]) -> Iterator[Pair]:
    """For each record the first earlier one of the same name, place and day that it repeats or contradicts."""
    exact: defaultdict[tuple[str, str | None, Days], list[ActivityRecord]] = defaultdict(list)
    vague: defaultdict[tuple[str, str | None], list[ActivityRecord]] = defaultdict(list)
    everything: defaultdict[tuple[str, str | None], list[ActivityRecord]] = defaultdict(list)
    for record in records:
        if record.days is None:
            continue
        name = (re.sub(r"[\s“”\"]", "", record.name), record.place)
        is_exact = record.days[0] == record.days[1]
        earlier = [*exact[(*name, record.days)], *vague[name]] if is_exact else everything[name][-_MOST:]
        pair = next(filter(None, (_pair(first, record) for first in earlier)), None)
        if pair is not None:
            yield pair
            if pair.kind == "again":
                continue
        everything[name].append(record)
        if is_exact:
            exact[(*name, record.days)].append(record)
        else:
            vague[name].append(record)


def _pair(first: ActivityRecord, second: ActivityRecord) -> Pair | None:
    (a, b), (c, d) = cast(Days, first.days), cast(Days, second.days)
    if not ((a <= c and d <= b) or (c <= a and b <= d)):
        return None
    if first.actor and second.actor and first.actor != second.actor:
        return None
    people = first.people == second.people or None in (first.people, second.people)
    agree = people and (first.outcome == second.outcome or not (first.outcome and second.outcome))
    if first.days == second.days:
        return Pair(first, second, "again") if agree else Pair(first, second, "conflict") if a == b else None
    return Pair(first, second, "again") if agree and _told(first, second) else None


def _told(first: ActivityRecord, second: ActivityRecord) -> bool:
    """Whether the rows say enough, and the same, to be one event though their dates are not equally exact."""
    told = (first.people, first.actor, first.place, first.outcome or None)
    same = first.people is not None and first.people == second.people and first.outcome == second.outcome
    return same and sum(value is not None for value in told) >= _TELLING
