"""WD009: two names for the reporter's own place in one report."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.span import Span

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_SELF = re.compile(r"我(?:市|区|县|镇|乡|街道|社区|村|校|院|局)(?![委政长府级直])")
_PLEDGE = re.compile(r"(?:为|服务|推动|推进|促进|助力|实现|建设|支持)[^，。；：！？]{0,4}$")
_SURE = 2  # so many mentions of 区委, 全区 show what the place is
_MANY = 3  # at most so many places are shown


def find(context: Context) -> Iterator[Hit]:
    """Names in pledges (“为我区……”) that differ from the one the report uses most."""
    text = context.text
    if text.count("我") < 2:
        return
    pledges: dict[str, list[Span]] = defaultdict(list)
    uses: dict[str, int] = defaultdict(int)
    for match in _SELF.finditer(text):
        uses[match[0]] += 1
        if _PLEDGE.search(text, max(0, match.start() - 8), match.start()):
            pledges[match[0]].append(Span(*match.span()))
    if len(pledges) < 2:
        yield from _against_surroundings(text, pledges)
        return
    usual = max(pledges, key=lambda name: (uses[name], -pledges[name][0].start))
    others = [(span, name) for name, spans in pledges.items() if name != usual for span in spans]
    if len({name for _, name in others}) > 1:
        return
    for span, _ in sorted(others)[:_MANY]:
        yield Hit(span, (usual,), evidence=(Evidence("报告另一处", f"此处自称“{usual}”", pledges[usual][0]),))


def _against_surroundings(text: str, pledges: dict[str, list[Span]]) -> Iterator[Hit]:
    """我县 in a report that speaks of 区委 and 全区 and never of 县委 or 全县, and the other way round."""
    for own, other in (("我县", "我区"), ("我区", "我县")):
        if own in pledges and not _levels(own[1]).search(text):
            places = [match.span() for match in _levels(other[1]).finditer(text)]
            if len(places) >= _SURE:
                evidence = Evidence("报告另一处", f"此处说“{text[slice(*places[0])]}”", Span(*places[0]))
                yield Hit(pledges[own][0], (other,), evidence=(evidence,))


def _levels(place: str) -> re.Pattern[str]:
    return re.compile(rf"{place}(?:委(?!员)|政府|级|纪委|直)|全{place}")
