"""How much of a report each work area takes: facts shared by the rules on areas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reportnlp.analysis.areas import shares_of_text
from reportnlp.analysis.context import once_per_document
from reportnlp.analysis.models import ModelError
from reportnlp.findings import Area

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context
    from reportnlp.document.model import Section

_GENRE = re.compile(r"述职|党建工作|党的建设|述责述廉|全面从严治党|履职情况")
_OPENING = 400  # characters in which a report says what it is
_FEWEST_AREAS = 3  # sections of as many areas make a report that is ordered by area
_SURE = 0.6


class AreaSection(NamedTuple):
    """A section of work whose heading names an area."""

    section: Section
    area: Area


class WorkAreas(NamedTuple):
    """Sections in order, and the characters of each area anywhere in the report."""

    sections: tuple[AreaSection, ...]
    characters: dict[Area, int]


@once_per_document
def work_areas(context: Context) -> WorkAreas | None:
    """None where the report is not of Party work or its sections are not ordered by area."""
    document = context.document
    if not _GENRE.search(context.text, 0, _OPENING):
        return None
    by_start = {row.span.start: row for row in context.areas}
    by_heading: dict[int, Area] = {}
    characters = dict.fromkeys(context.taxonomy.work, 0)
    for row in context.areas:
        if row.area in characters and row.confidence >= _SURE:
            characters[row.area] += row.span.length
        for evidence in row.evidence:
            if evidence.source == "heading" and evidence.span is not None and row.area in characters:
                by_heading.setdefault(evidence.span.start, row.area)
    sections = []
    for section in document.sections:
        if section.kind == "work" and section.heading is not None and section.number and section.level <= 2:
            area = by_heading.get(section.heading.start)
            own = [by_start.get(document.paragraphs[index].span.start) for index in section.paragraphs]
            if area is not None and any(row is not None and row.area == area for row in own):
                sections.append(AreaSection(section, area))
    if len({row.area for row in sections}) < _FEWEST_AREAS:
        return None
    return WorkAreas(tuple(sections), characters)


@once_per_document
def text_shares(context: Context) -> dict[int, dict[Area, float]]:
    """What the area model makes of each paragraph's text, whatever its heading. Raises ModelError without the model."""
    if context.area_model is None:
        why = "自己的领域还没有训练" if context.taxonomy.is_own else "缺少领域模型"
        raise ModelError(f"{why}，未检查段落所属领域。", "the area model is missing: not checked.")
    return shares_of_text(context, context.area_model)
