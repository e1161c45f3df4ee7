"""Reports without a section on shortcomings or on plans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_GENRE = re.compile(r"述职|工作总结|党建总结|述责述廉")  # a 小结 need not have all three parts
_FEWEST = 3  # sections of level 1; shorter texts are parts of reports
_PROBLEMS = re.compile(
    r"[还仍也尚但不短差弱存](?:(?<=[还仍也尚但])[^。；]{0,12}(?:存在|有|有待)[^。]{0,20}(?:不足|差距|问题|短板|弱项|薄弱)|"
    r"(?:(?<=不)足|(?<=短)板|(?<=差)距|(?<=弱)项)(?:之处)?(?:主要|是|：)|(?<=存)在的?(?:主要|突出)?(?:问题|不足|短板)[^，。]{0,6}[：\n])"
)
_OUTLOOK = re.compile(r"下一?步|下阶段|下半年|新的一年|明年|来年|今后|未来|接下来|下一年")


def find(context: Context) -> Iterator[Hit]:
    """One hit for each part that neither a heading nor a sentence announces."""
    document = context.document
    text = context.text
    tops = [row for row in document.sections if row.level == 1 and row.heading is not None and row.number]
    if len(tops) < _FEWEST or not _GENRE.search(text, 0, 400):
        return
    kinds = {row.kind for row in document.sections}
    outlook = next((row for row in tops if row.kind == "outlook"), None)
    last = outlook or tops[-1]
    if last.heading is None:
        return
    lacking = []
    if "problems" not in kinds and not _PROBLEMS.search(text):
        lacking.append("存在问题")
    if "outlook" not in kinds and not _OUTLOOK.search(text, tops[-1].span.start):
        lacking.append("下一步打算")
    if lacking:
        yield Hit(last.heading, values=(("part", "和".join(lacking)),))
