"""A title that is not centred."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.la.places import Place, one_hit, paragraphs

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """The title, when it should be centred and is not."""
    figures = context.profile.title
    rows = paragraphs(context, "title") if figures.centered else ()
    wrong = [index for index, row in rows if row.alignment != "center"]
    places = [Place(context.document.paragraphs[index].span, "未居中") for index in wrong]
    yield from one_hit(context, places, figures.clause, "居中")
