"""Arabic list numbers followed by 、 instead of a dot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_NUMBER = re.compile(
    r"^[ \u3000]*[0-9]{1,2}(、)(?=[\u3400-\u9fff“《])(?![一二三四五六七八九十百两]+[、月日号楼])", re.M
)


def find(context: Context) -> Iterator[Hit]:
    """The first of them, with the places of the others: a report numbers all its points one way."""
    places = [Span(*match.span(1)) for match in _NUMBER.finditer(context.text)]
    if places:
        others = tuple(Evidence("text", "同样的序号", place) for place in places[1:])
        yield Hit(places[0], (".",), evidence=others, values=(("count", str(len(places))),))
