"""TY007: a name or an organisation that is one character away from one in the user's roster."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.span import Span
from reportnlp.text.near import NearLexicon
from reportnlp.text.tokens import cuts_word

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_TITLES = (
    "同志",
    "书记",
    "主任",
    "镇长",
    "乡长",
    "区长",
    "县长",
    "市长",
    "局长",
    "院长",
    "校长",
    "主席",
    "委员",
    "部长",
)
_SHORT = 3  # up to so many characters a name is only looked for beside a post or title
_LEAST = 5  # characters of an organisation below which one slip makes another name too easily
_TERM = 5  # a spelling that stands so often is meant


def find(context: Context) -> Iterator[Hit]:
    """Near misses of names beside a post or title, and of organisations of five characters or more."""
    roster = context.roster
    if roster is None:
        return
    text = context.text
    organisations = [name for name in roster.organisations if len(name) >= _LEAST]
    for span, right in NearLexicon(organisations, roster.organisations).find(text):
        if _is_slip(text, span, right, roster.organisations):
            yield _hit(span, right, "单位")
    titles = (*_TITLES, *roster.posts())
    for name in roster.names:
        for pattern in _slips(name):
            for match in pattern.finditer(text):
                span = Span(*match.span())
                beside = text.endswith(titles, 0, span.start) or text.startswith(titles, span.end)
                if (beside or len(name) > _SHORT) and _is_slip(text, span, name, roster.names):
                    yield _hit(span, name, "人名")


def _slips(name: str) -> Iterator[re.Pattern[str]]:
    """The name with one character changed, or one after the first lost."""
    for place in range(len(name)):
        yield re.compile(f"{name[:place]}(?!{name[place]})[一-龥]{name[place + 1 :]}")
    for place in range(1, len(name) if len(name) > 2 else 0):
        yield re.compile(name[:place] + name[place + 1 :])


def _is_slip(text: str, span: Span, right: str, known: tuple[str, ...]) -> bool:
    """Whether the text at ``span`` is a word of its own, no other entry, not meant, and not part of the right one."""
    found = span.of(text)
    around = text[max(0, span.start - 1) : span.end + 1]
    return found not in known and right not in around and text.count(found) < _TERM and not cuts_word(text, span)


def _hit(span: Span, right: str, what: str) -> Hit:
    return Hit(span, (right,), evidence=(Evidence("名册", f"名册里的{what}是“{right}”"),))
