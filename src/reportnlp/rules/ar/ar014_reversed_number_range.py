"""Ranges of numbers whose first end is the larger one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_DASHED = re.compile(r"[0-9][0-9.,]*[^—～~0-9]{0,3}[—～~]+[0-9][0-9.,]*[^0-9]*")
_CHANGE = re.compile("(?:由|从|降|减|缩|跌|第|负|[-−—])[^，。；0-9]{0,6}$")


def find(context: Context) -> Iterator[Hit]:
    """Each range of quantities such as 8%—5%, unless it tells of a fall."""
    text = context.text
    for row in context.quantities:
        if row.bound != "range" or row.low is None or row.high is None or row.low <= row.high:
            continue
        if _DASHED.fullmatch(row.span.of(text)) and not _CHANGE.search(
            text, max(0, row.span.start - 8), row.span.start
        ):
            yield Hit(row.span)
