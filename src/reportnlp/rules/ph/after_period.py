"""What a report on an earlier year cannot name: shared by the rules on meetings and on formulations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_REPORT = re.compile(r"述职|总结|汇报|工作报告|工作情况")
_OPENING = 120  # where a report says what it is
_OFTEN = 3  # named so many times it is no slip: the year is taken wrongly


def after_period(context: Context, dated: list[tuple[Span, str]]) -> list[tuple[Span, str]]:
    """Those of ``dated`` (place, year and month) that lie after the March that follows the reporting year."""
    if not dated or not context.period or not context.period[:4].isdigit():
        return []
    if context.document.period is None and not _REPORT.search(context.text, 0, _OPENING):
        return []
    limit = f"{int(context.period[:4]) + 1}-03"
    late = [row for row in dated if row[1] > limit]
    return late if len(late) < _OFTEN else []
