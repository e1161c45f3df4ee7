"""NU001: Arabic digits followed by 十, 百 or 千."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_MIXED = re.compile(r"(?P<number>\d[\d.]*)(?:万(?P<rest>\d))?(?P<unit>[百千])(?=[余多]?(?:[名户个人件条次元家亩项场份处起台辆]))")
_WORTH = {"百": 100, "千": 1000}


def find(context: Context) -> Iterator[Hit]:
    """Numbers such as 7千名 and 1万2千名, with the number in digits."""
    text = context.text
    for match in _MIXED.finditer(text):
        if match["rest"]:
            tenths = "" if match["unit"] == "千" else "0"
            best = f"{match['number']}.{tenths}{match['rest']}万"
            if "." in match["number"]:
                continue
        else:
            best = f"{(Decimal(match['number'].rstrip('.')) * _WORTH[match['unit']]).normalize():f}"
        yield Hit(Span(*match.span()), (best,))
