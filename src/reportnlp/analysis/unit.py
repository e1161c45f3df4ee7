"""The unit that a report is of."""

from __future__ import annotations

import re

from reportnlp.document.model import Document
from reportnlp.span import Span

_HAN = "\u3400-\u9fff"
_NAME_END = re.compile(
    r"(?:19|20)[0-9]{2}|年度|关于|党(?:工)?委|委员会|党(?:总)?支部|党组|领导班子|工作|述职|党建|抓|[（(上下半]"
)


def find_unit(document: Document) -> Span | None:
    """Where title or signature names the unit (望溪街道 in 望溪街道2023年工作总结); None where neither does."""
    text = document.text
    for section in document.sections:
        if section.kind not in ("title", "signature"):
            continue
        start, end = document.paragraphs[section.paragraphs[0]].span
        start += len("中共") if text.startswith("中共", start) else 0
        cut = _NAME_END.search(text, start + 3, end)
        stop = cut.start() if cut else end
        if 3 <= stop - start <= 14 and re.fullmatch(f"[{_HAN}]+", text[start:stop]):
            return Span(start, stop)
    return None
