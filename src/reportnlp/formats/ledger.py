"""The claim ledger: every figure of a report a row, totals by area and unit, figures in 1,000 characters by section."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from reportnlp.findings import SCHEMA, Claim, Report, claim_to_dict
from reportnlp.formats.text import place_name
from reportnlp.formats.workbook import Sheet
from reportnlp.text.sentences import split_sentences

HEADS = ("领域", "动作", "数量", "对象", "时间", "状态", "所在", "编号")
_MODALITIES = {"done": "", "planned": "计划", "required": "要求", "negated": "否定"}
_BOUNDS = {
    "exact": "", "about": "约", "over": "超过", "under": "不到", "at_least": "不少于", "at_most": "不超过",
    "vague": "概数", "range": "范围",
}  # fmt: skip
WHOLE = (
    "编号", "领域", "章节", "主体", "动作", "对象", "原文", "数值", "下限", "上限", "约数", "单位", "时间", "状态", "比较", "所在", "句子",
)  # fmt: skip
_SUMMED = ("count", "money", "measure")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Total(NamedTuple):
    """Claims of one area in one unit: how many, and the sum of the exact figures of what has been done."""

    area: str
    unit: str
    claims: int
    total: float | None


class SectionDensity(NamedTuple):
    """Claims and characters (blanks left out) under one heading."""

    section: tuple[str, ...]
    claims: int
    characters: int

    @property
    def density(self) -> float:
        """Claims in 1,000 characters."""
        return 1000 * self.claims / self.characters if self.characters else 0.0


def totals(report: Report) -> list[Total]:
    """By area in their order, then by unit in the order of the text; different units are never added."""
    groups: dict[tuple[str, str], list[Claim]] = {}
    for claim in report.claims:
        groups.setdefault((claim.area or "", claim.quantity.unit), []).append(claim)
    order = {area: number for number, area in enumerate((*report.area_names, ""))}
    return [
        Total(area, unit, len(claims), _sum(claims))
        for (area, unit), claims in sorted(groups.items(), key=lambda row: order[row[0][0]])
    ]


def densities(report: Report) -> list[SectionDensity]:
    """One row a heading that has text under it, in the order of the text."""
    counts: dict[tuple[str, ...], list[int]] = {}
    for paragraph in report.paragraphs:
        if paragraph.area is not None:
            row = counts.setdefault(paragraph.section, [0, 0])
            row[1] += sum(not character.isspace() for character in paragraph.span.of(report.text))
    for claim in report.claims:
        section = report.location(claim.span).section
        if section in counts:
            counts[section][0] += 1
    return [SectionDensity(section, *row) for section, row in counts.items()]


def table_rows(report: Report) -> list[tuple[str, ...]]:
    """The rows of the ledger for a terminal, under ``HEADS``."""
    return [
        (
            claim.area or "", claim.action or "", claim.span.of(report.text), claim.subject or "", claim.period or "",
            _MODALITIES[claim.modality], place_name(report, claim.span), claim.id,
        )
        for claim in report.claims
    ]  # fmt: skip


def total_rows(report: Report) -> list[tuple[str, ...]]:
    """Totals for a terminal: area, unit, claims, sum."""
    return [(row.area, row.unit, str(row.claims), _number(row.total)) for row in totals(report)]


def density_rows(report: Report) -> list[tuple[str, ...]]:
    """Densities for a terminal: section, claims, characters, claims in 1,000 characters."""
    return [
        (" ／ ".join(row.section) or "（标题下）", str(row.claims), f"{row.characters:,}", f"{row.density:.1f}")
        for row in densities(report)
    ]


def render_json(report: Report) -> str:
    """The ledger in the schema ``reportnlp/1``, with ``totals`` and ``sections``."""
    content = {
        "path": report.path,
        "claims": list(map(claim_to_dict, report.claims)),
        "totals": [row._asdict() for row in totals(report)],
        "sections": [
            {
                "section": list(row.section),
                "claims": row.claims,
                "characters": row.characters,
                "per_thousand": round(row.density, 2),
            }
            for row in densities(report)
        ],
    }
    return json.dumps({"schema": SCHEMA, "documents": [content]}, ensure_ascii=False, indent=2) + "\n"


def render_csv(report: Report) -> str:
    """The ledger as UTF-8 CSV behind a BOM, which Excel needs; text that it would take for a formula gets a ' in front."""
    stream = io.StringIO()
    stream.write("\ufeff")
    writer = csv.writer(stream)
    writer.writerow(WHOLE)
    for row in whole_rows(report):
        writer.writerow([f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in row])
    return stream.getvalue()


def sheets_of(report: Report) -> list[Sheet]:
    """The ledger as the sheets of a workbook."""
    return [
        Sheet("数据台账", WHOLE, whole_rows(report)),
        Sheet("领域合计", ("领域", "单位", "条数", "合计（已完成、确数）"), totals(report)),
        Sheet(
            "各节密度",
            ("章节", "数据条数", "字数", "每千字数据"),
            [
                (" ／ ".join(row.section), row.claims, row.characters, round(row.density, 1))
                for row in densities(report)
            ],
        ),
    ]


def whole_rows(report: Report) -> Iterator[Sequence[Any]]:
    """Every claim with all that is known of it, under ``WHOLE``."""
    for claim in report.claims:
        quantity = claim.quantity
        location = report.location(claim.span)
        paragraph = report.paragraphs[report.paragraph_at(claim.span.start)].span
        sentence = next(
            (row for row in split_sentences(report.text, paragraph) if row.overlaps(claim.span)), claim.span
        )
        yield (
            claim.id, claim.area or "", " ／ ".join(location.section), claim.actor or "", claim.action or "",
            claim.subject or "", claim.span.of(report.text), quantity.value, quantity.low, quantity.high,
            _BOUNDS[quantity.bound], quantity.unit, claim.period or "", _MODALITIES[claim.modality],
            claim.comparison or "", place_name(report, claim.span), sentence.of(report.text).strip(),
        )  # fmt: skip


def _sum(claims: Sequence[Claim]) -> float | None:
    """Sum of exact figures of what has been done; None where there is none, or one would mean nothing."""
    values = [
        claim.quantity.value
        for claim in claims
        if claim.quantity.value is not None
        and claim.quantity.bound == "exact"
        and claim.quantity.kind in _SUMMED
        and claim.modality == "done"
        and claim.comparison is None
    ]
    return sum(values) if values else None


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:,.10g}"
