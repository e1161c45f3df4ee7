"""Double quotes inside double quotes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.pu.pairs import find_pairs
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Each inner pair, to be written with single quotes."""
    text = context.text
    for start, end in find_pairs(text).nested:
        yield Hit(Span(start, end + 1), (f"‘{text[start + 1 : end]}’",))
