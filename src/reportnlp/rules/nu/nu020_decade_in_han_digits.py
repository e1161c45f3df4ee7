"""20世纪九十年代: century and decade with different digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_DECADE = re.compile("(?P<century>[12][0-9]世纪)(?P<decade>[一二三四五六七八九])十年代")


def find(context: Context) -> Iterator[Hit]:
    """Each such decade, with the decade in Arabic digits."""
    for match in _DECADE.finditer(context.text):
        decade = "一二三四五六七八九".index(match["decade"]) + 1
        yield Hit(Span(*match.span()), (f"{match['century']}{decade}0年代",))
