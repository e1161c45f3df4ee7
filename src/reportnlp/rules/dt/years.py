"""The reporting year of a document, for the rules on dates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

YEAR = "[12](?<![0-9].)[09][0-9]{2}(?![0-9])"


def report_year(context: Context) -> int | None:
    """The reporting year as a number; None when neither caller nor text says it.

    None, too, for a 工作报告: it bears the year in which it is given and looks back on the year before.
    """
    title = title_span(context)
    if title is not None and "工作报告" in title.of(context.text):
        return None
    period = context.period
    match = re.match(YEAR, period) if period else None
    return int(match[0]) if match else None


def is_half_year(context: Context) -> bool:
    """Whether the report covers part of a year, so that plans may speak of the same year."""
    return any(
        re.search("半年|季度|上半|[1-9]月|月份|阶段性", section.heading.of(context.text))
        for section in context.document.sections
        if section.kind == "title" and section.heading is not None
    )


def title_span(context: Context) -> Span | None:
    """Title of the document, None without one."""
    return next((row.heading for row in context.document.sections if row.kind == "title"), None)
