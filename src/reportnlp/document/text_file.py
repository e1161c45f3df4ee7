"""Writes edits into the bytes of a text file: its encoding, BOM and line ends stay."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from reportnlp.document.readers import decode
from reportnlp.span import Span
from reportnlp.text.edits import Edit, apply_edits

_WIDE_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The text file ``data`` with ``edits``, which count a line end as one character, as the document's text does."""
    text, encoding = decode(data)
    mark = b""
    if encoding == "utf-16":
        mark, encoding = data[:2], _WIDE_MARKS[data[:2]]
    pairs: list[int] = []  # where the text that is counted has a line end of two characters
    position = text.find("\r\n")
    while position >= 0:
        pairs.append(position - len(pairs))
        position = text.find("\r\n", position + 2)

    def moved(place: int) -> int:
        return place + bisect_left(pairs, place)

    here = [Edit(Span(moved(edit.span.start), moved(edit.span.end)), edit.replacement) for edit in edits]
    return mark + apply_edits(text, here).encode(encoding)
