"""Sections from numbers, heading styles and the set phrases of a report's frame."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from reportnlp.document.model import Paragraph, Section, SectionKind
from reportnlp.span import Span

_NUMERAL = "[一二三四五六七八九十百]"
# Ranks of the layers in GB/T 9704-2012 7.3.3, then the ones that run inside paragraphs.
_NUMBERS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(rf"第{_NUMERAL}+部分[：:、，]?\s*|{_NUMERAL}+、+\s*")),
    (2, re.compile(rf"[（(]{_NUMERAL}+[）)]、?\s*")),
    (3, re.compile(r"[0-9０-９]{1,2}(?:[.．](?![0-9０-９])|、)\s*")),
    (4, re.compile(r"[（(][0-9０-９]{1,2}[）)]、?\s*|[①-⑳]\s*")),
    (5, re.compile(rf"第{_NUMERAL}+[，,、]|首先[，,、]|其次[，,、]|再次[，,、]|最后[，,、]")),
    (6, re.compile(rf"{_NUMERAL}是")),
)
_NUMBER_START = frozenset("第一二三四五六七八九十百（(0123456789０１２３４５６７８９①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳首其再最")
_HEADING_LENGTH = 40  # longer paragraphs with a number are body text
_RUN_IN_LENGTH = 34
_FRAME_KINDS = frozenset(("title", "salutation", "preamble", "closing", "signature"))
_ENDINGS = "。；;！!？?：:"
_FIRST_SENTENCE = re.compile(r"[^。；;！!？?]*")

_PROBLEMS = re.compile(
    r"(?:存在|主要|突出)[^，。]{0,6}(?:问题|不足|短板|差距)|问题(?:和|与|及|、)?(?:不足|短板|差距|原因)|不足(?:之处|和)|短板弱项|困难和问题|^(?:问题|不足|差距)"
)
_OUTLOOK = re.compile(
    r"下一?步|下阶段|今后|努力(?:的)?方向|打算|工作(?:思路|计划|安排|要点|目标|设想)|展望|明年|来年|总体要求|总体部署|政府工作任务|继续努力|改进措施|整改方向"
)
_FRAME = re.compile(r"基本(?:情况|概况)|单位概况|个人(?:简介|基本情况)")
_SALUTATION = re.compile(r"(?:尊敬的|各位|同志们|领导|代表|委员|主任|书记)[^。]{0,40}[：:！!]?$")
_CLOSING = re.compile(
    r"(?:以上(?:是|就是|为|述职|报告|汇报)|特此(?:报告|汇报)|(?:述职|汇报|报告)(?:完毕|到此)|谢谢|感谢|不当之处|不妥之处|"
    r"请(?:予)?(?:审议|评议|批评指正)|站在新的|展望未来|新的一年|征程万里|奋进新征程)"
)
_DATE_LINE = re.compile(
    r"[（(]?(?:[0-9]{2,4}|[二〇零○一三四五六七八九]{4})年(?:[0-9一二三四五六七八九十]{1,3}月)?(?:[0-9一二三四五六七八九十]{1,3}日)?[）)]?"
)


class NumberLabel(NamedTuple):
    """A number at the start of a paragraph: its text, the rank of its layer, and its length in the text."""

    text: str
    rank: int
    length: int


class _Opening(NamedTuple):
    paragraph: int
    rank: int
    kind: SectionKind
    number: str
    heading: Span | None


def number_label(text: str, paragraph: Paragraph) -> NumberLabel | None:
    """The typed or automatic number that the paragraph starts with; None without one."""
    if paragraph.label:
        rank = next((rank for rank, pattern in _NUMBERS if pattern.fullmatch(paragraph.label.strip())), 3)
        return NumberLabel(paragraph.label, rank, 0)
    start, end = paragraph.span
    if start == end or text[start] not in _NUMBER_START:
        return None
    for rank, pattern in _NUMBERS:
        match = pattern.match(text, start, end)
        if match and match.end() < end:
            return NumberLabel(match.group().rstrip(), rank, match.end() - start)
    return None


def find_sections(text: str, paragraphs: Sequence[Paragraph]) -> tuple[Section, ...]:
    """Sections of a text in the order of their starts; subsections follow the section that holds them.

    Only body paragraphs open sections; tables, text boxes and notes belong to the section in which they stand.
    """
    body = [index for index, row in enumerate(paragraphs) if row.part == "body"]
    if not body:
        return ()
    openings = _headings(text, paragraphs, body)
    top = _frame(text, paragraphs, body, openings[0].paragraph if openings else None)
    tail = _tail(text, paragraphs, body, openings)
    if tail:
        openings = [opening for opening in openings if opening.paragraph < tail[0].paragraph]
    return _sections(paragraphs, [*top, *openings, *tail])


def _headings(text: str, paragraphs: Sequence[Paragraph], body: Sequence[int]) -> list[_Opening]:
    openings = []
    kinds: dict[int, SectionKind] = {}
    for index in body:
        paragraph = paragraphs[index]
        number = number_label(text, paragraph)
        if not number and not paragraph.style:
            continue
        rank = number.rank if number else paragraph.style
        heading = _heading_span(text, paragraph, number)
        for deeper in [known for known in kinds if known >= rank]:
            del kinds[deeper]
        above = kinds[max(kinds)] if kinds else "work"
        kind = above if above in ("problems", "outlook") else _kind(heading.of(text) if heading else "")
        kinds[rank] = kind
        openings.append(_Opening(index, rank, kind, number.text if number else "", heading))
    first = openings[0] if openings else None
    if (
        first
        and first.paragraph == body[0]
        and not first.number
        and len(openings) > 1
        and openings[1].rank >= first.rank
    ):
        openings[0] = first._replace(kind="title", rank=1)  # a styled title line, not a section
    return openings


def _heading_span(text: str, paragraph: Paragraph, number: NumberLabel | None) -> Span | None:
    start, end = paragraph.span
    if number:
        start += number.length
    elif text[start] == "#":
        start = min(end, start + len(text[start:end]) - len(text[start:end].lstrip("# ")))
    if not number or paragraph.style:
        return Span(start, end) if start < end else None
    first = _FIRST_SENTENCE.match(text, start, end)
    first_end = first.end() if first else end
    whole = first_end >= end - 1
    if whole and end - start <= _HEADING_LENGTH and (number.rank <= 2 or text[end - 1] not in _ENDINGS):
        return Span(start, end)
    return Span(start, first_end) if 0 < first_end - start <= _RUN_IN_LENGTH else None


def _kind(heading: str) -> SectionKind:
    if _PROBLEMS.search(heading):
        return "problems"
    if _OUTLOOK.search(heading):
        return "outlook"
    return "other" if _FRAME.search(heading) else "work"


def _frame(text: str, paragraphs: Sequence[Paragraph], body: Sequence[int], first: int | None) -> list[_Opening]:
    """Title, salutation and preamble: what stands before the first heading."""
    openings: list[_Opening] = []
    state: SectionKind | None = None
    for index in body:
        if first is not None and index >= first:
            break
        line = paragraphs[index].span.of(text)
        kind: SectionKind = "preamble"
        if state in (None, "title") and len(line) <= _HEADING_LENGTH and line[-1] not in _ENDINGS + "，、,":
            kind = "title"
        elif state != "preamble" and len(line) <= _HEADING_LENGTH and _SALUTATION.match(line):
            kind = "salutation"
        if kind != state:
            heading = paragraphs[index].span if kind == "title" else None
            openings.append(_Opening(index, 1, kind, "", heading))
        state = kind
    if first is None and len(body) == 1:  # a lone line of text is no title
        return [_Opening(body[0], 1, "preamble", "", None)]
    return openings


def _tail(text: str, paragraphs: Sequence[Paragraph], body: Sequence[int], openings: list[_Opening]) -> list[_Opening]:
    """Closing and signature: what stands after the last section."""
    if not openings:
        return []
    last = openings[-1].paragraph
    rows = [index for index in body if index > last]
    heading = openings[-1].heading
    alone = heading is not None and heading.end == paragraphs[last].span.end
    tail: list[_Opening] = []
    signature = None
    for index in reversed(rows):
        line = paragraphs[index].span.of(text)
        if signature is None and not _DATE_LINE.fullmatch(line.replace(" ", "")):
            break
        if len(line) > 30 or line[-1] in _ENDINGS:
            break
        signature = index
    for index in rows[int(alone) :]:  # the first paragraph under a heading belongs to it
        if signature is not None and index >= signature:
            break
        if _CLOSING.match(text, *paragraphs[index].span):
            tail.append(_Opening(index, 1, "closing", "", None))
            break
    if signature is not None:
        tail.append(_Opening(signature, 1, "signature", "", None))
    return tail


def _sections(paragraphs: Sequence[Paragraph], openings: Sequence[_Opening]) -> tuple[Section, ...]:
    ranks = sorted({opening.rank for opening in openings})
    sections = []
    for position, opening in enumerate(openings):
        frame = opening.kind in _FRAME_KINDS  # a title or preamble holds no section
        later = (row.paragraph for row in openings[position + 1 :] if frame or row.rank <= opening.rank)
        end = next(later, len(paragraphs))
        inside = tuple(range(opening.paragraph, end))
        span = Span(paragraphs[inside[0]].span.start, paragraphs[inside[-1]].span.end)
        level = ranks.index(opening.rank) + 1
        sections.append(Section(opening.kind, level, opening.number, opening.heading, span, inside))
    return tuple(sections)
