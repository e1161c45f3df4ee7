"""Places in the body for comments that cannot stand where they belong; whether a file may be changed at all."""

from __future__ import annotations

from lxml import etree

from reportnlp.document.word.lines import Line, PartText
from reportnlp.document.word.parts import Parts
from reportnlp.document.word.tags import tags_of


def note_reference(line: Line, main: PartText) -> etree._Element | None:
    """What a comment on a note may enclose in the body: around the mark of the note."""
    tags = line.part.tags
    kind = str(line.part.root.tag).removesuffix("s")  # footnotes → footnote
    note = next(line.elements[0].iterancestors(kind), None)
    number = None if note is None else note.get(tags.named("id"))
    for mark in main.root.iter(f"{kind}Reference"):
        run = mark.getparent()
        if mark.get(tags.named("id")) == number and run is not None and run.tag == tags.r:
            return main.fences.around(run).first
    return None


def first_paragraph(text: PartText) -> etree._Element | None:
    """The first paragraph of the body on which a comment may stand: with words if there is one."""
    tags = text.tags
    body = text.root.find(tags.named("body"))
    empty = None
    for paragraph in body.iter(tags.p) if body is not None else ():
        run = next(paragraph.iter(tags.r), None)
        if next(paragraph.iterancestors(tags.p, tags.named("sdt"), tags.box), None) is not None:
            continue
        if (
            run is not None
            and text.fences.around(run).comment is None
            and next(paragraph.iter(tags.t), None) is not None
        ):
            return paragraph
        empty = paragraph if empty is None and run is None else empty
    return empty


def protected(parts: Parts) -> bool:
    """Whether the file may not be changed, or only by comments."""
    name = parts.linked("settings")
    if name is None:
        return False
    settings = parts.package.parse(name)
    tags = tags_of(settings)
    protection = settings.find(tags.named("documentProtection"))
    if protection is None or protection.get(tags.named("enforcement")) not in ("1", "true", "on"):
        return False
    return protection.get(tags.named("edit")) in ("readOnly", "comments", "forms")
