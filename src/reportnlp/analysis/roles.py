"""What each paragraph is for on the page: title, heading of a layer, text, attachment line, date."""

from __future__ import annotations

import re
from typing import Literal

from reportnlp.document.headings import number_label
from reportnlp.document.model import Document, Section
from reportnlp.span import Span

Role = Literal["title", "frame", "heading1", "heading2", "heading3", "heading4", "text", "attachment", "date", "other"]

_TITLE_END = re.compile(r"(?:报告|总结|汇报|小结|材料|提纲|发言|讲话|体会|计划|要点|方案|意见|通知)[）)]?$")
_ATTACHMENT = re.compile(r"\s*附\s*件?\s*[0-9一二三四]{0,2}\s*[:：.．、]\s*\S")
_ATTACHMENT_NEXT = re.compile(r"\s*[0-9]{1,2}[.．、]")
_YEAR = r"(?:[0-9０-９]{2,4}|[〇零○Ｏ一二三四五六七八九]{2,4})"
DATE = re.compile(
    rf"[（(]?\s*{_YEAR}年\s*[0-9０-９一二三四五六七八九十元]{{1,3}}月\s*[0-9０-９一二三四五六七八九十]{{1,3}}日\s*[）)]?"
)
_DATE_LINES = 6  # a date this near to the end of the body is its date line


def find_roles(document: Document) -> tuple[Role, ...]:
    """The role of every paragraph, in order.

    ``frame`` is what stands around the text without a form of its own here: lines under the title, the salutation, the
    signature. ``other`` is what is not body, and what follows the date. A heading that runs into its paragraph makes
    the whole paragraph a heading; ``heading_span`` says how far it goes.
    """
    roles: list[Role] = ["text" if row.part == "body" else "other" for row in document.paragraphs]
    for section in document.sections:
        _of_section(document, section, roles)
    _attachments(document, roles)
    _date(document, roles)
    return tuple(roles)


def heading_span(document: Document, index: int) -> Span | None:
    """The heading that starts the paragraph of that index, with its typed number; None without one."""
    for section in document.section_paths[index]:
        if section.heading is not None and section.paragraphs[0] == index and section.kind != "title":
            return Span(document.paragraphs[index].span.start, section.heading.end)
    return None


def _of_section(document: Document, section: Section, roles: list[Role]) -> None:
    body = [index for index in section.paragraphs if document.paragraphs[index].part == "body"]
    if section.kind in ("title", "salutation", "signature"):
        for index in body:
            roles[index] = "frame"
    if section.kind == "title" and body:
        ends = (index for index in body if _TITLE_END.search(document.paragraphs[index].span.of(document.text).strip()))
        roles[next(ends, body[0])] = "title"
    elif section.heading is not None and body and body[0] == section.paragraphs[0]:
        paragraph = document.paragraphs[body[0]]
        number = number_label(document.text, paragraph)
        rank = number.rank if number else paragraph.style
        heading: tuple[Role, ...] = ("heading1", "heading2", "heading3", "heading4")
        if 1 <= rank <= 4:
            roles[body[0]] = heading[rank - 1]


def _attachments(document: Document, roles: list[Role]) -> None:
    listed = False
    for index, paragraph in enumerate(document.paragraphs):
        if paragraph.part != "body":
            continue
        if _ATTACHMENT.match(document.text, *paragraph.span) and paragraph.span.length <= 60:
            roles[index] = "attachment"
            listed = True
        elif listed and _ATTACHMENT_NEXT.match(document.text, *paragraph.span):
            roles[index] = "frame"
        else:
            listed = False


def _date(document: Document, roles: list[Role]) -> None:
    body = [index for index, row in enumerate(document.paragraphs) if row.part == "body" and row.cell is None]
    for index in reversed(body[-_DATE_LINES:]):
        line = document.paragraphs[index].span.of(document.text).strip()
        if index != body[0] and roles[index] in ("frame", "text") and DATE.fullmatch(line):
            roles[index] = "date"
            for later in body[body.index(index) + 1 :]:
                roles[later] = "other"
            return
