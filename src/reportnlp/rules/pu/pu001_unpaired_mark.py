"""Quotes, brackets and book-title marks that have no partner in their paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.pu.pairs import find_pairs
from reportnlp.rules.pu.turned import turned_quotes
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Each mark without a partner."""
    text = context.text
    lone = find_pairs(text).lone
    if not lone:
        return
    turned = {position for position, _ in turned_quotes(text)}
    for position in lone:
        if position in turned:
            continue
        if text[position] in "“”" and '"' in context.paragraph_at(position).span.of(text):
            continue  # a straight quote is its partner
        yield Hit(Span(position, position + 1))
