"""Edits: replacements of spans, applied so that every other character survives."""

from collections.abc import Iterable
from typing import NamedTuple

from reportnlp.span import Span


class Edit(NamedTuple):
    """Put ``replacement`` in the place of ``span``."""

    span: Span
    replacement: str


def minimal(text: str, edit: Edit) -> Edit:
    """The same change without the characters that stay: 二十精神→二十大精神 becomes an insertion of 大."""
    (start, end), replacement = edit
    found = text[start:end]
    head = 0
    while head < min(len(found), len(replacement)) and found[head] == replacement[head]:
        head += 1
    tail = 0
    while tail < min(len(found), len(replacement)) - head and found[-1 - tail] == replacement[-1 - tail]:
        tail += 1
    return Edit(Span(start + head, end - tail), replacement[head : len(replacement) - tail])


def without_overlaps(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Edits in order of position; of two that touch the same characters the one that comes first in ``edits`` stays."""
    kept: list[Edit] = []
    for edit in edits:
        if not any(edit.span.overlaps(other.span) or edit.span.start == other.span.start for other in kept):
            kept.append(edit)
    return tuple(sorted(kept))


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """``text`` with all ``edits`` made. Raises ValueError when two of them overlap."""
    pieces = []
    position = 0
    for (start, end), replacement in sorted(edits):
        if start < position:
            raise ValueError(f"edits overlap at {start}")
        pieces += [text[position:start], replacement]
        position = end
    return "".join([*pieces, text[position:]])
