"""Composes a draft: sections by area, paragraphs by type of activity, the telling single events."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportnlp.draft.model import NOTHING, Draft, DraftParagraph, Piece, Sentence, Source, Words, filled, joined
from reportnlp.draft.phrases import count_of, did, event_of, names_of, results_of, tellable, turnout_of, way_of, written
from reportnlp.findings import AREAS, ActivityRecord, Area
from reportnlp.records.dates import period_days
from reportnlp.records.ledger import Ledger, within

_HAN = "一二三四五六七八九十"
_UNIT = re.compile(
    r"[\u4e00-\u9fff]{2,14}?(?:街道办事处|街道|社区|[镇乡村局](?=党|工|活|20|年|台)|委员会|中心|学校|医院|公司|学院|办公室)"
)
_TOLD = 2  # single events told of a type
_SPREAD = 6  # records of a type before they are told by quarters
_ENOUGH = 3  # records of a type before single ones are told
_PARAGRAPH = 6  # types with one record that share a paragraph


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a draft. ``only`` are the areas to write, () for a whole report with title and all parts."""

    kind: str = "述职报告"
    period: str | None = None
    unit: str | None = None
    seed: int = 0
    only: tuple[Area, ...] = ()
    outline: bool = False


def compose(
    ledger: Ledger,
    wish: Wish,
    templates: dict[str, Any],
    promises: Sequence[Sentence] = (),
    left_out: frozenset[str] = frozenset(),
) -> Draft:
    """The draft of a ledger's records of one year, not yet checked; without the results that ``left_out`` names."""
    return _Composer(ledger, wish, templates, left_out).draft(promises)


class _Composer:
    def __init__(self, ledger: Ledger, wish: Wish, templates: dict[str, Any], left_out: frozenset[str]) -> None:
        self.wish = wish
        self.left_out = left_out
        self.templates = templates
        self.year = wish.period or (str(ledger.year) if ledger.year else None)
        days = period_days(self.year)
        distinct = ledger.distinct()
        self.records = [record for record in distinct if record.days and within(record, days)]
        self.notes = [f"{problem.message}。" for problem in ledger.problems]
        if left := len(distinct) - len(self.records):
            self.notes.append(f"有 {left} 条记录没有日期或不在报告年度内，没有写进草稿。")
        self.unit = wish.unit or _unit_of(ledger)
        self.by_area: defaultdict[Area, list[ActivityRecord]] = defaultdict(list)
        for record in self.records:
            self.by_area[record.area].append(record)

    def draft(self, promises: Sequence[Sentence]) -> Draft:
        """Title, salutation and preamble, the areas, promises, then problems and outlook as gaps."""
        paragraphs: list[DraftParagraph] = []
        areas = [area for area in AREAS if not self.wish.only or area in self.wish.only]
        areas = [area for area in areas if area != "其他" or self.by_area[area]]
        whole = not self.wish.only
        frame = str(self.templates.get("frame") or "") if whole else ""
        numbers = iter(_HAN)
        if whole:
            paragraphs += self._front()
            if frame:
                paragraphs.append(_line("heading1", f"{next(numbers)}、{frame}"))
        for place, area in enumerate(areas):
            label = f"（{_HAN[place]}）" if frame else f"{next(numbers)}、"
            paragraphs.append(_line("heading2" if frame else "heading1", label + self._pick("areas", area)))
            paragraphs += self._area(area)
        if promises:
            label = f"（{_HAN[len(areas)]}）" if frame else f"{next(numbers)}、"
            paragraphs.append(_line("heading2" if frame else "heading1", label + str(self.templates["promises"])))
            paragraphs.append(DraftParagraph("text", tuple(promises)))
        if whole:
            for key in ("problems", "outlook"):
                name = str(self.templates[key])
                paragraphs.append(_line("heading1", f"{next(numbers)}、{name}"))
                paragraphs.append(DraftParagraph("text", (_gap(name),)))
        return Draft(tuple(paragraphs), tuple(self.notes))

    def _pick(self, key: str, area: str = "", salt: str = "") -> str:
        """One wording of a template: the seed decides, the same for the same place."""
        wordings = self.templates[key][area] if area else self.templates[key]
        return str(random.Random(f"{self.wish.seed}/{key}/{area}/{salt}").choice(wordings))

    def _front(self) -> list[DraftParagraph]:
        unit: Piece | str = self.unit or Piece("【待补：单位名称】", Source("台账没有写单位名称", ()))
        year: Piece | str = self.year or Piece("【待补：年度】", Source("台账没有写年度", ()))
        total = Piece(written(sum(record.times for record in self.records)), Source("记录计数", _rows(self.records)))
        values: dict[str, Words | Piece | str] = {"unit": unit, "year": year, "total": total}
        rows = [DraftParagraph("title", (Sentence(filled(self._pick("title"), values)),))]
        if self.templates.get("salutation"):
            rows.append(_line("salutation", self._pick("salutation")))
        said = [sentence + "。" for sentence in self._pick("preamble").split("。") if sentence]
        rows.append(DraftParagraph("text", tuple(Sentence(filled(sentence, values)) for sentence in said)))
        return rows

    def _area(self, area: Area) -> list[DraftParagraph]:
        records = self.by_area[area]
        if not records:
            return [DraftParagraph("text", (_gap(f"{area}工作情况"),))]
        kinds: defaultdict[str, list[ActivityRecord]] = defaultdict(list)
        for record in sorted(records, key=lambda record: (record.days, record.source)):
            kinds[record.kind].append(record)
        groups = sorted(kinds.items(), key=lambda row: (-len(row[1]), row[0]))
        for kind, rows in groups:
            if not tellable(kind) and (len(rows) > 1 or self.wish.outline):
                self.notes.append(f"类别“{kind}”里有数字或符号，{len(rows)} 条记录没有写进草稿：请核对后补写。")
        groups = [(kind, rows) for kind, rows in groups if tellable(kind) or (len(rows) == 1 and not self.wish.outline)]
        if self.wish.outline:
            outlined = [DraftParagraph("text", (self._outlined(kind, rows),)) for kind, rows in groups]
            return outlined or [DraftParagraph("text", (_gap(f"{area}工作情况"),))]
        paragraphs = [DraftParagraph("text", tuple(self._group(kind, rows))) for kind, rows in groups if len(rows) > 1]
        singles = [self._single(rows[0], kind, optional=False) for kind, rows in groups if len(rows) == 1]
        told = [sentence for sentence in singles if sentence is not None]
        starts = range(0, len(told), _PARAGRAPH)
        paragraphs += [DraftParagraph("text", tuple(told[start : start + _PARAGRAPH])) for start in starts]
        return paragraphs or [DraftParagraph("text", (_gap(f"{area}工作情况"),))]

    def _outlined(self, kind: str, rows: Sequence[ActivityRecord]) -> Sentence:
        way = way_of(kind)
        return Sentence(
            filled(
                "{did}{count}{people}{results}。",
                {
                    "did": did(kind, rows),
                    "count": count_of(rows, way.unit),
                    "people": turnout_of(rows, way.attend),
                    "results": results_of(rows, self.left_out),
                },
            )
        )

    def _group(self, kind: str, rows: Sequence[ActivityRecord]) -> Iterable[Sentence]:
        way = way_of(kind)
        values: dict[str, Words | Piece | str] = {
            "did": did(kind, rows),
            "count": count_of(rows, way.unit),
            "people": turnout_of(rows, way.attend),
            "results": results_of(rows, self.left_out),
        }
        yield Sentence(filled(self._pick("group", salt=kind) + "。", values))
        named = names_of(rows, kind)
        if named:
            yield Sentence(filled(self._pick(named[0], salt=kind) + "。", named[1]), optional=True)
        if len(rows) >= _SPREAD and (quarters := self._quarters(rows, way.unit)):
            yield Sentence(
                filled(
                    self._pick("quarters", salt=kind) + "。",
                    {"kind": Piece(kind, Source("活动类别", _rows(rows))), "quarters": quarters},
                ),
                optional=True,
            )
        if len(rows) >= _ENOUGH:
            for record in self._telling(rows):
                sentence = self._single(record, kind, optional=True)
                if sentence is not None:
                    yield sentence

    def _quarters(self, rows: Sequence[ActivityRecord], unit: str) -> Words | None:
        """第一季度3次，第二季度4次; None where a record's quarter is not known or one quarter holds all."""
        by_quarter: defaultdict[int, list[ActivityRecord]] = defaultdict(list)
        for record in rows:
            first, last = record.days or (date.min, date.max)
            if (first.year, (first.month - 1) // 3) != (last.year, (last.month - 1) // 3):
                return None
            by_quarter[(first.month - 1) // 3].append(record)
        if len(by_quarter) < 2:
            return None
        parts = []
        for place, quarter in enumerate(sorted(by_quarter)):
            count = count_of(by_quarter[quarter], unit)
            when = Piece(f"第{_HAN[quarter]}季度", count.source)
            parts.append(filled("，{when}{count}" if place else "{when}{count}", {"when": when, "count": count}))
        return joined(parts)

    def _telling(self, rows: Sequence[ActivityRecord]) -> list[ActivityRecord]:
        """The weightiest events whose day is known and on which nothing else of the type took place, in order of time."""
        days = Counter(record.days for record in rows)
        fit = [record for record in rows if record.days and record.days[0] == record.days[1] and days[record.days] == 1]
        fit = [record for record in fit if record.people and tellable(record.name)]
        best = sorted(fit, key=lambda record: (-(record.people.value if record.people else 0), record.source))[:_TOLD]
        return sorted(best, key=lambda record: (record.days or (), record.source))

    def _single(self, record: ActivityRecord, kind: str, optional: bool) -> Sentence | None:
        """One event with its day, place, turnout and results; None for a name that no report can hold."""
        if not tellable(record.name):
            self.notes.append(
                f"{record.source.sheet}第 {record.source.row} 行的活动名称里有数字或符号，没有写进草稿：请核对后补写。"
            )
            return None
        way = way_of(kind)
        first, last = record.days  # type: ignore[misc]
        when = (
            f"{first.month}月{first.day}日"
            if first == last
            else f"{first.month}月"
            if first.month == last.month
            else ""
        )
        source = Source("活动日期", (record.source,))
        place = (
            Piece(record.place, Source("活动地点", (record.source,)))
            if record.place and tellable(record.place)
            else None
        )
        values: dict[str, Words | Piece | str] = {
            "day": Piece(when, source) if when else "年内",
            "place": filled("在{place}", {"place": place}) if place and record.action is None else NOTHING,
            "event": event_of(record, way.verb),
            "turnout": turnout_of([record], "-" if way.attend == "-" or record.people is None else "参加"),
            "results": results_of([record], self.left_out),
        }
        return Sentence(filled(self._pick("single", salt=record.id) + "。", values), optional)


def _line(role: Any, text: str) -> DraftParagraph:
    return DraftParagraph(role, (Sentence(Words(text)),))


def _gap(what: str) -> Sentence:
    return Sentence(filled("{gap}。", {"gap": Piece(f"【待补：{what}】", Source("台账没有记录", ()))}))


def _rows(records: Sequence[ActivityRecord]) -> tuple[Any, ...]:
    return tuple(record.source for record in records)


def _unit_of(ledger: Ledger) -> str | None:
    """The unit that the line above a sheet's header names (安澜街道2023年活动台账)."""
    for sheet in ledger.sheets:
        if match := _UNIT.match(sheet.title):
            return match.group()
    return None
