"""More done than was listed, found or received."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.ar.amounts import high, is_exact, low, places, sentences_with_figures
from reportnlp.rules.base import Hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_FOUND = re.compile(
    "列入|列出|交办|承担|反馈|排查|发现|查摆|查找|梳理|征集|收集|征求|收到|收悉|受理|报送|上报|接到|接收|摸排|认领|提出|移交|转办|征得|记录"
)
_DONE = re.compile(
    "[，,、（(](?:并|已|均|全部|全年|现|截至目前|目前)?(?:已|按期|按时|如期|及时|当场)?"
    "(?:完成整改|整改完成|整改到位|整改落实|整改销号|整改|完成|办结|办理|采纳落实|采纳|采用|被采用|录用|化解|解决|落实|销号|答复|回复|处置)(?:到位|完成|了)?"
)
_OPEN_END = re.compile("[，。；、）)！？]|$")


def find(context: Context) -> Iterator[Hit]:
    """Figures right after a verb of completion that are above the last figure of the same unit before them."""
    text = context.text
    for sentence, quantities in sentences_with_figures(context):
        for index in range(1, len(quantities)):
            done = quantities[index]
            if done.kind != "count" or not is_exact(done) or not _OPEN_END.match(text, done.span.end, sentence.end):
                continue
            planned = next((row for row in reversed(quantities[:index]) if row.unit == done.unit), None)
            if planned is None or low(done) <= high(planned):
                continue
            clause = max(text.rfind(mark, planned.span.end, done.span.start) for mark in "，、（,(")
            if clause < 0 or not _DONE.fullmatch(text, clause, done.span.start):
                continue
            if index >= 2 and quantities[index - 1] is not planned and done.span.start - planned.span.end > 30:
                continue
            before = max(text.rfind(mark, sentence.start, planned.span.start) for mark in "，；、")
            if _FOUND.search(text, max(before, sentence.start), planned.span.start):
                values = (("planned", planned.span.of(text)),)
                yield Hit(done.span, evidence=places(planned), values=values)
