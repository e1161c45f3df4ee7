"""Edits: replacements of spans, applied so that every other character survives."""

from collections.abc import Iterable
from itertools import accumulate
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


def composed(text: str, first: Iterable[Edit], then: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits of ``text`` that do what ``first`` does and then, in the text that it gives, ``then``."""
    pieces: list[tuple[Span, str]] = []  # stretches of the text with what stands in their place
    position = 0
    for (start, end), replacement in [*sorted(first), Edit(Span(len(text), len(text)), "")]:
        pieces += [(Span(place, place + 1), text[place]) for place in range(position, start)]
        pieces.append((Span(start, end), replacement))
        position = end
    for (start, end), replacement in sorted(then, reverse=True):
        begins = [*accumulate((len(piece) for _, piece in pieces), initial=0)]
        low = next((index for index, begin in enumerate(begins[1:]) if begin > start), len(pieces))
        if start == end and (low == len(pieces) or begins[low] == start):  # between two stretches
            place = pieces[low][0].start if low < len(pieces) else len(text)
            pieces.insert(low, (Span(place, place), replacement))
            continue
        high = next(index for index, begin in enumerate(begins[1:], 1) if begin >= end)
        joined = "".join(piece for _, piece in pieces[low:high])
        new = joined[: start - begins[low]] + replacement + joined[end - begins[low] :]
        pieces[low:high] = [(Span(pieces[low][0].start, pieces[high - 1][0].end), new)]
    edits: list[Edit] = []
    for span, piece in pieces:
        if span.of(text) == piece:
            continue
        if edits and edits[-1].span.end == span.start:  # side by side: one edit
            span, piece = Span(edits[-1].span.start, span.end), edits.pop().replacement + piece
        edits.append(Edit(span, piece))
    return tuple(edits)


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
