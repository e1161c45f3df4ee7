"""Where figures are expected and where they stand: facts shared by the rules on missing data."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.analysis.context import once_per_document
from reportnlp.findings import Area
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context
    from reportnlp.document.model import Section

_REPORT = re.compile("述职|述责|总结|小结|汇报|履职|工作报告|情况报告|工作情况|工作回顾")
_ITEM = re.compile("[是，,]$|^[首其再最]")  # 一是, 首先，: an item of a paragraph, no section
_ORDER = re.compile("请各|各支部要|各单位要|各部门要")  # tells others what to do: a notice
_OPENING = 400  # characters in which a report says what it is
_SHORTEST = 30  # characters of text under a heading from which a figure can be expected
_SHORTEST_PART = 150  # the same for a subsection whose neighbours have figures


def sections_without_figures(context: Context) -> Iterator[tuple[Section, Area]]:
    """Work sections of the four areas that hold no figure; a subsection only if it is long."""
    sections = context.document.sections
    if not is_report(context):
        return
    text, starts = context.text, _figures(context)
    for position, section in enumerate(sections):
        if section.level != 1 or section.kind != "work" or section.heading is None:
            continue
        if not section.number or _ITEM.search(section.number) or _ORDER.search(text, *section.span):
            continue
        parts = []
        for row in sections[position + 1 :]:
            if row.level <= 1:
                break
            if row.level == 2:
                parts.append(row)
        if not _holds(starts, section.span):
            area = section_area(context, section)
            if area and len(body_text(context, section)) >= _SHORTEST:
                yield section, area
            continue
        for part in parts:
            if part.kind == "work" and part.heading is not None and not _holds(starts, part.span):
                area = section_area(context, part)
                if area and len(body_text(context, part)) >= _SHORTEST_PART:
                    yield part, area


def is_report(context: Context) -> bool:
    """Whether the opening says that the text reports on work."""
    return _REPORT.search(context.text, 0, _OPENING) is not None


def has_figure(context: Context, span: Span) -> bool:
    """Whether a claim stands in ``span``."""
    return _holds(_figures(context), span)


def area_expecting_figures(context: Context, position: int) -> Area | None:
    """The area of the paragraph at ``position`` where figures are expected of it; None elsewhere."""
    sections = context.sections_at(position)
    if not sections or any(row.kind != "work" for row in sections):
        return None
    area = context.area_at(position)
    return None if area == "其他" else area


@once_per_document
def _figures(context: Context) -> list[int]:
    """Starts of all claims but 一: 一项重要任务 is no figure."""
    text = context.text
    return [claim.span.start for claim in context.claims if claim.quantity.number_span.of(text) != "一"]


def section_area(context: Context, section: Section) -> Area | None:
    """The area of most of the section's text; None for 其他."""
    weights: Counter[Area] = Counter()
    for index in section.paragraphs:
        span = context.document.paragraphs[index].span
        area = context.area_at(span.start)
        if area:
            weights[area] += span.length
    if not weights:
        return None
    area = weights.most_common(1)[0][0]
    return None if area == "其他" else area


def body_spans(context: Context, section: Section) -> Iterator[Span]:
    """Texts of the section without its own heading and without headings that fill a paragraph."""
    document = context.document
    for index in section.paragraphs:
        span = document.paragraphs[index].span
        if section.heading is not None and index == section.paragraphs[0]:
            if section.heading.end < span.end:
                yield span
        elif not document.is_heading(index):
            yield span


def body_text(context: Context, section: Section) -> str:
    """The section's text without headings."""
    return "".join(span.of(context.text) for span in body_spans(context, section))


def _holds(starts: list[int], span: Span) -> bool:
    index = bisect_left(starts, span.start)
    return index < len(starts) and starts[index] < span.end
