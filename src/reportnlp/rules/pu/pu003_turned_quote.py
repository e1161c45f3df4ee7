"""Quotes that stand the wrong way round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.pu.turned import turned_quotes
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Each turned quote with the right one."""
    for position, right in turned_quotes(context.text):
        yield Hit(Span(position, position + 1), (right,))
