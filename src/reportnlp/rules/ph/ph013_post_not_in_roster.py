"""PH013: a person of the roster with a post that the roster gives to somebody else, or with 副 put before or left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.analysis.roster import Roster
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.span import Span
from reportnlp.text.lexicon import Lexicon

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_FORMER = ("时任", "原任", "曾任", "原", "前", "兼", "兼任", "拟任", "新任", "代理", "代")


def find(context: Context) -> Iterator[Hit]:
    """Posts of the roster just before a name of the roster that are not this person's."""
    roster = context.roster
    if roster is None or not roster.posts():
        return
    text = context.text
    for span, entry in Lexicon(roster.names).find(text):
        name = roster.names[entry]
        own = roster.posts(name)
        post = _post_before(text, span.start, roster)
        if not own or post is None or post.of(text) in own or text.endswith(_FORMER, 0, post.start):
            continue
        note = f"名册里{name}的职务是“{'、'.join(own)}”"
        yield Hit(post, own[:1], evidence=(Evidence("名册", note),), values=(("name", name),))


def _post_before(text: str, end: int, roster: Roster) -> Span | None:
    """The longest post of the roster that ends at ``end``, with a 副 before it that makes it another one."""
    posts = [post for post in roster.posts() if text.endswith(post, 0, end)]
    if not posts:
        return None
    start = end - max(map(len, posts))
    return Span(start - 1, end) if text[max(0, start - 1) : start] == "副" else Span(start, end)
