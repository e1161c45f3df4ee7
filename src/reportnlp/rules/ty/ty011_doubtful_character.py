"""TY011: a character that seldom stands where it stands, while one like it does: for the writer to decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.ty.slips import hits

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Slips that are only suspected."""
    return hits(context, sure=False)
