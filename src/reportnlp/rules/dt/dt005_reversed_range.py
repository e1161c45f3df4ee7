"""Ranges of years, months or days that run backwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_TO = "(?:至|到|—+|–|-|~|～)"
_YEARS = re.compile(rf"([12](?<![0-9].)[09][0-9]{{2}})年?{_TO}((?:19|20)[0-9]{{2}})年")
_MONTHS = re.compile(rf"[12](?<![0-9].)[09][0-9]{{2}}年([0-9]{{1,2}})月?份?{_TO}([0-9]{{1,2}})月(?![0-9])")
_DAYS = re.compile(rf"[0-9]月([0-9]{{1,2}})日?{_TO}([0-9]{{1,2}})日")


def find(context: Context) -> Iterator[Hit]:
    """Each range whose second end lies before the first."""
    text = context.text
    for pattern, confidence in ((_YEARS, 0.95), (_MONTHS, 0.75), (_DAYS, 0.9)):
        for match in pattern.finditer(text):
            if int(match[1]) > int(match[2]):
                start = match.start() - (pattern is _DAYS and text[match.start() - 1 : match.start()].isdigit())
                yield Hit(Span(start, match.end()), confidence=confidence)
