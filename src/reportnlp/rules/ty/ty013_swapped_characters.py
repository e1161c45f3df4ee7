"""TY013: two characters in the wrong order, by what official text has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.rules.ty.slips import length_hits

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Slips of this kind."""
    return length_hits(context, "swapped")
