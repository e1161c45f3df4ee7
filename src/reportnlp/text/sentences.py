"""Sentences and clauses that join up to the text they come from."""

import re

from reportnlp.span import Span

# An ending, any further ending marks, then the quotes and brackets that close around it.
_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’」』）)】》]*|\n|$)")
_CLAUSE = re.compile(r"[^。！？!?；;，,\n]*(?:[。！？!?；;，,]+[”’」』）)】》]*|\n|$)")


def split_sentences(text: str, span: Span) -> tuple[Span, ...]:
    """Sentences of ``text`` inside ``span``, in order; their texts join up to the text of the span."""
    return _split(_SENTENCE, text, span)


def split_clauses(text: str, span: Span) -> tuple[Span, ...]:
    """Stretches between 。！？；， inside ``span``, marks included; they join up as sentences do."""
    return _split(_CLAUSE, text, span)


def _split(pattern: re.Pattern[str], text: str, span: Span) -> tuple[Span, ...]:
    found = []
    position = span.start
    while position < span.end:
        match = pattern.match(text, position, span.end)
        assert match is not None and match.end() > position
        found.append(Span(position, match.end()))
        position = match.end()
    return tuple(found)
