"""The comments of a Word file with their replies, and whether they are resolved."""

from __future__ import annotations

from lxml import etree

from reportnlp.document.model import Comment
from reportnlp.document.word.collector import plain_text
from reportnlp.document.word.guard import Package
from reportnlp.document.word.marks import Marks
from reportnlp.document.word.tags import tags_of

_MAX_DEPTH = 20  # Word itself makes one level of replies; files may link in a circle
_PARAGRAPH_ID = "paraId"  # in Microsoft's namespaces of 2010 (w14) and 2012 (w15)


def read_comments(package: Package, marks: Marks) -> tuple[Comment, ...]:
    """Comments in the order of their part; replies hang on the comment that they answer, however deep."""
    parts = {link.kind: link.target for link in package.relationships(package.main) if link.target}
    name = parts.get("comments")
    if name is None:
        return ()
    extended = parts.get("commentsExtended")
    states = _states(package.parse(extended)) if extended else {}
    root = package.parse(name)
    tags = tags_of(root)
    answers: dict[str, list[Comment]] = {}
    firsts: list[tuple[str, Comment]] = []
    for element in root.iterchildren(tags.named("comment")):
        key = _last_paragraph(element, tags.p)
        parent, done = states.get(key, ("", False))
        comment = Comment(
            author=str(element.get(tags.author, "")),
            text=plain_text(element, tags),
            span=marks.comment(str(element.get(tags.id, ""))),
            resolved=done,
        )
        thread = _thread(parent, states)
        if thread:
            answers.setdefault(thread, []).append(comment)
        else:
            firsts.append((key, comment))
    known = {key for key, _ in firsts}
    lost = [answer for key, rows in answers.items() if key not in known for answer in rows]
    return (*(_with(comment, answers.get(key, [])) for key, comment in firsts), *lost)


def _with(comment: Comment, replies: list[Comment]) -> Comment:
    return Comment(comment.author, comment.text, comment.span, comment.resolved, tuple(replies))


def _states(root: etree._Element) -> dict[str, tuple[str, bool]]:
    """For the last paragraph of each comment: that of the comment that it answers, and whether it is resolved."""
    states = {}
    for element in root.iterchildren("{*}commentEx"):
        values = {str(key).rpartition("}")[2]: str(value) for key, value in element.attrib.items()}
        done = values.get("done", "0") in ("1", "true", "on")
        states[values.get(_PARAGRAPH_ID, "")] = (values.get("paraIdParent", ""), done)
    states.pop("", None)
    return states


def _thread(parent: str, states: dict[str, tuple[str, bool]]) -> str:
    """The comment that starts a thread; "" for one that answers none."""
    for _ in range(_MAX_DEPTH):
        above = states.get(parent, ("", False))[0]
        if not above:
            break
        parent = above
    return parent


def _last_paragraph(comment: etree._Element, paragraph: str) -> str:
    last = None
    for last in comment.iter(paragraph):  # noqa: B007
        pass
    attributes = () if last is None else last.attrib.items()
    return next((str(value) for key, value in attributes if str(key).endswith("}" + _PARAGRAPH_ID)), "")
