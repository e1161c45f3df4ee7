"""NU013: full-width digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_FULL_WIDTH = re.compile(r"[０-９]+(?:[．，][０-９]+)*")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，", "0123456789.,")


def find(context: Context) -> Iterator[Hit]:
    """Runs of full-width digits."""
    for match in _FULL_WIDTH.finditer(context.text):
        yield Hit(Span(*match.span()), (match[0].translate(_HALF_WIDTH),))
