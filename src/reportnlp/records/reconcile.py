"""Holds a report against a ledger: what the records say of each figure, and which records it leaves out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from reportnlp.analysis.context import Context
from reportnlp.document.model import Document
from reportnlp.findings import AREAS, ActivityRecord, Claim, RecordFigure
from reportnlp.records.dates import Days, period_days, read_days
from reportnlp.records.labels import Beside, both_count, compatible, labels_said
from reportnlp.records.ledger import Ledger, within
from reportnlp.records.matching import Group, Said, Surroundings, groups_of, surroundings
from reportnlp.records.names import Names, words
from reportnlp.records.ranges import INFINITE, Range, range_of
from reportnlp.records.verdicts import CheckedClaim, Reconciliation, Verdict

_UNTOLD = frozenset(("percent", "percent_point", "fraction", "multiple"))
_SUBJECTS = frozenset(("家",))  # units that count those whom an activity was for
_WHOLE_NOUN = 1.99  # without an activity named, a result counts only when its whole noun is said,
_SAME_WORDS = 3.0  # and contradicts only in the ledger's own words
_UNTIL = re.compile(r"截[至止]|[到至](?:[0-9]{1,2}月底|年底|目前)")
_AT = re.compile(r"(?:在|于|赴|到|走进)$")
_PART_OF_YEAR = re.compile(r"(?:上半年|下半年|第?[一二三四1-4]季度)")
_NO_MEASURE = "台账没有记录这项数据"


def reconcile(document: Document, ledger: Ledger, period: str | None = None) -> Reconciliation:
    """What the records of ``ledger`` say of the claims of ``document``. ``period`` is the reporting year.

    Without it the document's own year counts, then the ledger's. A record that was entered twice counts once.
    """
    return reconcile_context(Context(document, period=period), ledger)


def reconcile_context(context: Context, ledger: Ledger) -> Reconciliation:
    """As ``reconcile``, for a document that is already being looked at."""
    whole = _reported_days(context, ledger)
    matter = _Matter(context, ledger, whole)
    rows = surroundings(context)
    checked = [
        matter.checked(row, group) for row, group in zip(rows, groups_of(context, matter.names, rows), strict=True)
    ]
    unused = [
        record
        for record in matter.records
        if record.kind not in matter.used and record.days is not None and within(record, whole) is not False
    ]
    unused.sort(key=lambda record: (AREAS.index(record.area), -_weight(record), record.source))
    return Reconciliation(tuple(checked), tuple(unused), ledger.problems)


def _reported_days(context: Context, ledger: Ledger) -> Days | None:
    """The year of the report, or the half or quarter of it that its title names."""
    year = int(context.period) if context.period else ledger.year
    if year is None:
        return None
    for section in context.document.sections:
        if (
            section.kind == "title"
            and section.heading
            and (part := _PART_OF_YEAR.search(context.text, *section.heading))
        ):
            return read_days(part.group(), year)
    return date(year, 1, 1), date(year, 12, 31)


def _weight(record: ActivityRecord) -> float:
    return (record.people.value if record.people else 0.0) + 10 * len(record.figures)


_Rows = Sequence[tuple[ActivityRecord, bool | None]]  # records, and whether they surely lie in the claim's time


class _Matter:
    """One report against one ledger."""

    def __init__(self, context: Context, ledger: Ledger, whole: Days | None) -> None:
        self.context = context
        self.records = ledger.distinct()
        self.names = Names(self.records)
        self.whole = whole
        self.used: set[str] = set()

    def checked(self, row: Surroundings, group: Group | None) -> CheckedClaim:
        """The verdict on one claim: supported when one of the choices of records that its words allow supports it."""
        claim = row.claim
        if claim.modality != "done":
            return _untold(claim, "不是已完成的事，不核对")
        text = self.context.text
        before = text[row.window.start : claim.span.start]
        clause = text[1 + max(text.rfind(mark, 0, claim.span.start) for mark in "，。；\n") : claim.span.start]
        if claim.comparison or "分别" in clause or any(word in before for word in words("share")):
            return _untold(claim, "是比较、分项或平均数，不核对")
        if any(word in before for word in words("state")):
            return _untold(claim, "是基本情况，不核对")
        if claim.quantity.kind in _UNTOLD:
            return _untold(claim, _NO_MEASURE)
        days = self._days(row)
        said = Said(self.context, row)
        results = []
        if group is not None and group.records:
            for chosen in dict.fromkeys((group.records, *group.others, self._at_place(group.records, row))):
                rows = self._rows(chosen, days)
                if rows and (result := self._measured(said, group, rows)):
                    results.append(result)
            if results:
                self.used.update(self.records[index].kind for index in group.records)
                best = min(results, key=lambda result: _distance(result, said))
                if group.partly and best.verdict == "understated":
                    return replace(
                        best, verdict="cannot_tell", right=None, note=f"{best.note}，报告说的可能只是其中一部分"
                    )
                return best
        return self._without_group(said, group, self._rows(range(len(self.records)), days))

    def _days(self, row: Surroundings) -> Days | None:
        """The days that a claim speaks of: its period; from the year's beginning for 截至."""
        days = period_days(row.claim.period) or self.whole
        parts = list(_PART_OF_YEAR.finditer(self.context.text, row.sentence.start, row.claim.span.start))
        if parts and days and days[0].month == 1 and days[1].month == 12:  # no nearer date than 上半年, 第一季度
            return read_days(parts[-1].group(), days[0].year)
        if days and self.whole:
            if days[0] <= self.whole[0] and self.whole[1] <= days[1]:
                return self.whole
            if _UNTIL.search(self.context.text, row.sentence.start, row.claim.span.start):
                return min(self.whole[0], days[0]), days[1]
        return days

    def _rows(self, chosen: Iterable[int], days: Days | None) -> _Rows:
        rows = ((self.records[index], within(self.records[index], days)) for index in sorted(chosen))
        return [(record, sure) for record, sure in rows if sure is not False]

    def _at_place(self, records: frozenset[int], row: Surroundings) -> frozenset[int]:
        """Those of the records that took place where the sentence says (在文化礼堂)."""
        text = self.context.text
        for place in sorted({self.records[index].place or "" for index in records} - {""}):
            found = text.find(place, row.sentence.start, row.claim.span.start)
            if found >= 0 and _AT.search(text[:found]):
                return frozenset(index for index in records if self.records[index].place == place)
        return frozenset()

    def _measured(self, said: Said, group: Group, rows: _Rows) -> CheckedClaim | None:
        """The verdict where the records hold what the claim counts; None where they do not."""
        quantity = said.claim.quantity
        labelled = self._labelled(said, rows)
        if labelled is not None:
            return labelled
        if quantity.dimension in words("event") and (group.own or not said.names_a_deed):
            return self._counted(said, group, rows)
        if quantity.dimension in _SUBJECTS and group.own:
            subjects = {record.object for record, _ in rows if record.action and record.action in said.text}
            if len(subjects) > 1:
                sources = tuple(record.source for record, _ in rows)
                count = float(len(subjects))
                verdict = Range(count, count).fit(said.range)
                return CheckedClaim(said.claim, verdict, count, None, sources, f"不重复的对象有{count:g}个")
        if quantity.dimension in ("人", "人次") and said.counts_those_present(group):
            people = self._people(said, rows)
            if people.verdict != "supported" and group.own and quantity.dimension == "人次":
                counted = self._counted(said, group, rows)  # 谈心谈话8人次 may count the talks
                return counted if counted.verdict == "supported" else people
            return people
        return None

    def _counted(self, said: Said, group: Group, rows: _Rows) -> CheckedClaim:
        def times(record: ActivityRecord) -> list[RecordFigure]:
            return [RecordFigure("", record.times, "exact", "次", "次")]

        return self._judged(said, rows, times, f"{group.name}记录合计")

    def _labelled(self, said: Said, rows: _Rows, sure: bool = True) -> CheckedClaim | None:
        """Results that the ledger names as the claim does (整改隐患24处), first those in the same measure word.

        Without ``sure`` no activity is named: a result named in other words only supports a claim, it contradicts none.
        """
        quantity = said.claim.quantity
        beside = Beside(said.before, said.after, bool(said.nouns))
        for fits in (compatible, both_count):
            labels = {figure.label for record, _ in rows for figure in record.figures if fits(figure, quantity)}
            chosen, score = labels_said(labels, beside)
            if not chosen or (not sure and score < _WHOLE_NOUN):
                continue

            def figures(record: ActivityRecord) -> list[RecordFigure]:
                return [row for row in record.figures if row.label in chosen and fits(row, quantity)]  # noqa: B023

            result = self._judged(said, rows, figures, f"{'、'.join(sorted(chosen))}合计")
            vague = any(label.endswith(tuple(words("vague"))) for label in chosen)
            if sure or (score >= _SAME_WORDS and not vague) or result.verdict == "supported":
                return result
        return None

    def _people(self, said: Said, rows: _Rows) -> CheckedClaim:
        result = self._judged(said, rows, lambda record: [record.people] if record.people else None, "参加人数合计")
        if said.claim.quantity.dimension == "人" and len(rows) > 1 and result.verdict == "understated":
            why = "各次人数相加是人次，同一人可能参加多次，不能与人数比较"
            return CheckedClaim(said.claim, "cannot_tell", None, None, result.records, why)
        return result

    def _judged(
        self, said: Said, rows: _Rows, figures_of: Callable[[ActivityRecord], list[RecordFigure] | None], what: str
    ) -> CheckedClaim:
        """The claim against the sum of figures; rows with None lack theirs, rows not surely in its time may count."""
        low = high = total = 0.0
        missing = doubtful = 0
        sources = []
        for record, sure in rows:
            figures = figures_of(record)
            if figures == []:
                continue
            sources.append(record.source)
            missing += figures is None
            doubtful += sure is None
            for figure in figures or ():
                known = range_of(figure.value, figure.bound)
                high += known.high
                if sure:
                    low += known.low
                    total += figure.value
        if not missing and not doubtful:
            verdict: Verdict = Range(low, high).fit(said.range)
            return CheckedClaim(said.claim, verdict, round(total, 6), None, tuple(sources), what)
        verdict = Range(low, INFINITE if missing else high).fit(said.range)
        why = f"有{missing}行未填人数" if missing else f"有{doubtful}行日期不确定"
        verdict = "cannot_tell" if verdict == "supported" else verdict
        return CheckedClaim(said.claim, verdict, None, round(total, 6), tuple(sources), f"{what}，{why}")

    def _without_group(self, said: Said, group: Group | None, rows: _Rows) -> CheckedClaim:
        """A claim whose activity the ledger does not know: results named as in the ledger, all activities, or nothing."""
        claim = said.claim
        own = group is not None and group.own
        if not own and (labelled := self._labelled(said, rows, sure=False) if said.nouns else None):
            held = set(labelled.records)
            self.used.update(record.kind for record, _ in rows if record.source in held)
            return labelled
        event = claim.quantity.dimension in words("event")
        if event and not said.names_a_deed and not own:
            return self._in_general(said, rows)
        if self.context.paragraph_at(claim.span.start).part == "body":
            if own and group is not None and (event or not group.records):
                return CheckedClaim(claim, "unsupported", None, None, (), f"台账这段时间没有{group.name}")
            deed = claim.quantity.kind == "count" and (
                any(word in words("deed") for word in said.words) or (group is None and claim.action is not None)
            )
            thing = claim.subject or said.nouns
            if said.nouns and (event or deed) and not self.names.resembles(thing):
                return CheckedClaim(claim, "unsupported", None, None, (), "台账中没有这类活动")
        return _untold(claim, _NO_MEASURE)

    def _in_general(self, said: Said, rows: _Rows) -> CheckedClaim:
        """各类活动58场: all records, or those of the paragraph's area."""
        for area in (None, said.claim.area):
            counted = [record for record, sure in rows if sure and area in (None, record.area)]
            total = sum(record.times for record in counted)
            if counted and Range(total, total).fit(said.range) == "supported":
                sources = tuple(record.source for record in counted)
                return CheckedClaim(said.claim, "supported", total, None, sources, f"{area or '全部'}活动记录合计")
        return _untold(said.claim, "没有说明是哪类活动")


def _distance(result: CheckedClaim, said: Said) -> float:
    """How far the records' figure is from what is claimed: of several choices of records the nearest is meant."""
    known = result.right if result.right is not None else result.at_least or 0.0
    return -1.0 if result.verdict == "supported" else max(said.range.low - known, known - said.range.high, 0.0)


def _untold(claim: Claim, why: str) -> CheckedClaim:
    return CheckedClaim(claim, "cannot_tell", None, None, (), why)
