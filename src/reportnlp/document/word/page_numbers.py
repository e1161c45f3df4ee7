"""Page-number fields at the foot of the pages of a Word file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, cast

from lxml import etree

from reportnlp.document.layout import Indent, PageNumber
from reportnlp.document.word.formatting import Formatting
from reportnlp.document.word.guard import Package
from reportnlp.document.word.tags import FALLBACK, Tags, tags_of

_FIELD = re.compile(r"\s*PAGE\b", re.I)
_KINDS = ("default", "even", "first")
_DRAWN = re.compile(r"mso-position-horizontal\s*:\s*(left|center|right|inside|outside)")


def page_numbers(
    package: Package, sections: Sequence[etree._Element | None], formatting: Formatting
) -> tuple[PageNumber, ...]:
    """The different page numbers in the footers that the sections use, in their order."""
    targets = {link.id: link.target for link in package.relationships(package.main) if link.kind == "footer"}
    found: dict[PageNumber, None] = {}
    seen: set[tuple[str, str]] = set()
    for section in sections:
        for reference in () if section is None else section.iterchildren("{*}footerReference"):
            identifier = next((str(value) for key, value in reference.attrib.items() if str(key).endswith("}id")), "")
            target = targets.get(identifier)
            kind = str(reference.get(tags_of(reference).named("type"), "default"))
            if target and kind in _KINDS and (target, kind) not in seen:
                seen.add((target, kind))
                root = package.parse(target)
                for number in _numbers(root, kind, formatting, tags_of(root)):
                    found[number] = None
    return tuple(found)


def _numbers(root: etree._Element, kind: str, formatting: Formatting, tags: Tags) -> Iterator[PageNumber]:
    for paragraph in root.iter(tags.p):
        if any(True for _ in paragraph.iterancestors(FALLBACK)):
            continue
        pieces = list(_pieces(paragraph, tags))
        field = next((run for run, text in pieces if text is None), None)
        if field is None:
            continue
        place = [text for _, text in pieces].index(None)
        properties = paragraph.find(tags.paragraph_properties)
        style = tags.value(properties, "pStyle")
        run = formatting.run(field.find(tags.run_properties), style, tags)
        values = formatting.paragraph(properties, tags)
        yield PageNumber(
            kind=cast(Literal["default", "even", "first"], kind),
            before="".join(text or "" for _, text in pieces[:place]),
            after="".join(text or "" for _, text in pieces[place + 1 :]),
            font=run["latin"],
            size=run["size"],
            alignment=_anchored(paragraph, properties, tags) or values.get("alignment", "left"),
            indent=Indent(**{key: value for key, value in values.items() if key in Indent.__dataclass_fields__}),
        )


def _pieces(paragraph: etree._Element, tags: Tags) -> Iterator[tuple[etree._Element, str | None]]:
    """Runs of a paragraph with their text; None stands for the page number, whose last result is left out."""
    fields = _Fields(tags)
    simple = tags.named("fldSimple")
    for node in paragraph.iter(tags.r, simple):
        if next(node.iterancestors(tags.p), None) is not paragraph:
            continue  # of a text box in it
        around = next(node.iterancestors(simple), None)
        if node.tag == simple:
            inner = node.find(tags.r)
            if _is_page(node, tags):
                yield (node if inner is None else inner), None
        elif around is None or not _is_page(around, tags):
            for child in node:
                for text in fields.read(child):
                    yield node, text


def _is_page(simple: etree._Element, tags: Tags) -> bool:
    return bool(_FIELD.match(str(simple.get(tags.named("instr"), ""))))


class _Fields:
    """Follows the complex fields through the runs of one paragraph."""

    def __init__(self, tags: Tags) -> None:
        self._tags = tags
        self._open: list[bool] = []  # for each open field whether its text is left out: code, or a page number's result
        self._code = ""

    def read(self, node: etree._Element) -> Iterator[str | None]:
        """The text of an element of a run; None for a page number."""
        tags = self._tags
        if node.tag == tags.field_mark:
            yield from self._mark(node.get(tags.named("fldCharType")))
        elif node.tag == tags.named("instrText"):
            self._code += node.text or ""
        elif node.tag == tags.named("pgNum"):
            yield None
        elif node.tag == tags.t and not any(self._open):
            yield node.text or ""

    def _mark(self, kind: str | None) -> Iterator[None]:
        if kind == "begin":
            self._open.append(True)
            self._code = ""
        elif self._open and kind in ("separate", "end"):
            self._open.pop()
            found = bool(_FIELD.match(self._code))
            if found:
                yield None
            self._code = ""
            if kind == "separate":
                self._open.append(found)


def _anchored(paragraph: etree._Element, properties: etree._Element | None, tags: Tags) -> str:
    """Where a frame or text box puts the paragraph: left, center, right, inside, outside; "" without one."""
    frame = None if properties is None else properties.find(tags.named("framePr"))
    if frame is not None:
        return str(frame.get(tags.named("xAlign"), ""))
    box = next(paragraph.iterancestors(tags.box), None)
    if box is None:
        return ""
    for above in box.iterancestors():
        place = above.find("{*}positionH/{*}align")
        if place is not None:
            return place.text or ""
        drawn = _DRAWN.search(str(above.get("style", "")))
        if drawn:
            return drawn[1]
    return ""
