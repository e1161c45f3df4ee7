"""An attachment line in another form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.document.layout import ParagraphLayout
from reportnlp.rules.base import Hit
from reportnlp.rules.la.places import Place, first_indent, one_hit, paragraphs

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_OPENING = re.compile(r"附件：(?:[1-9][0-9]?[.．])?\S")


def find(context: Context) -> Iterator[Hit]:
    """Lines that do not read 附件：1.… two characters in, without a mark at their end."""
    places = []
    for index, row in paragraphs(context, "attachment"):
        wrong = _wrong(context, index, row)
        if wrong:
            places.append(Place(context.document.paragraphs[index].span, wrong))
    yield from one_hit(context, places, context.profile.attachment.clause, "“附件：1.名称”，左空二字，名称后不加标点")


def _wrong(context: Context, index: int, row: ParagraphLayout) -> str:
    figures = context.profile.attachment
    line = context.document.paragraphs[index].span.of(context.text).strip()
    if not _OPENING.match(line):
        return "开头不是“附件：”加名称"
    if line[-1] in "。；;.，,、":
        return "名称后有标点"
    indent = first_indent(context, index, row)
    off = indent is not None and abs(indent - figures.characters) > figures.tolerance
    return f"空{round(indent or 0.0, 1):g}字" if off else ""
