"""Which characters of a text are stock phrases: what official text says over and over, by the counts of the speller's model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import product

from reportnlp.analysis.models import ModelError, model_folder
from reportnlp.rules.xd.passages import Passage, Text, find_passages
from reportnlp.span import Span

_ORDER = 5  # characters in a row; punctuation counts
_OFTEN = 20  # times in the model's text (109 million characters)
_GRAM = 6  # characters in a row that two passages share
FEW = 5  # characters of their own that two passages must share; measured with scripts/check_passages.py
_FIGURES, _SAME = 3, 0.8  # so many figures, and this share of them, are the same in both: no formula gives them
_RUN = 70  # Han characters in a row: each phrase of them may be a formula, but nobody strings so many together alike
_NUMBER = re.compile("[0-9]+")


def find_copies(texts: Sequence[Text], models: str | None = None) -> dict[Passage, int]:
    """Passages that two reports share, in order, each with how many characters of it are no stock phrase.

    With less than FEW it is hardly more than formulas; very many of these in a row count as FEW. Where the figures are
    the same too, all of it counts.
    """
    by_path = {text.path: text for text in texts}
    found = {}
    for row in find_passages(texts):
        one, other = by_path[row.first], by_path[row.second]
        if _same_figures(row.first_span.of(one.text), row.second_span.of(other.text)):
            found[row] = row.first_span.length
            continue
        own = _own_words(one, row.first_span, other, row.second_span, models)
        if own < FEW and _longest_run(one, row.first_span, other, row.second_span) >= _RUN:
            own = FEW
        found[row] = own
    return found


def _same_figures(one: str, other: str) -> bool:
    first, second = Counter(_NUMBER.findall(one)), Counter(_NUMBER.findall(other))
    shared = (first & second).total()
    return shared >= _FIGURES and shared >= _SAME * min(first.total(), second.total())


def _longest_run(one: Text, span: Span, other: Text, other_span: Span) -> int:
    """How many Han characters in a row two passages share; the unit's own name ends a row, as formulas have it in them."""
    return max(
        SequenceMatcher(None, first, second, autojunk=False).find_longest_match().size
        for first, second in product(_rows(one, span), _rows(other, other_span))
    )


def _rows(text: Text, span: Span) -> list[str]:
    words = span.of(text.text)
    return ["".join(filter(_is_han, part)) for part in (words.split(text.unit) if text.unit else [words])]


def _own_words(one: Text, span: Span, other: Text, other_span: Span, models: str | None) -> int:
    """How many characters that two passages share are no stock phrase."""
    words, stock = _han(one, span, models)
    theirs, _ = _han(other, other_span, models)
    grams = {theirs[start : start + _GRAM] for start in range(len(theirs) - _GRAM + 1)}
    shared = [False] * len(words)
    for start in range(len(words) - _GRAM + 1):
        if words[start : start + _GRAM] in grams:
            shared[start : start + _GRAM] = [True] * _GRAM
    return sum(both and not common for both, common in zip(shared, stock, strict=True))


def _han(text: Text, span: Span, models: str | None) -> tuple[str, list[bool]]:
    """The Han characters of a passage, and which of them stand in a stock phrase. The unit's own name falls out."""
    words = span.of(text.text)
    if text.unit:
        words = words.replace(text.unit, "")
    marks = _stock(words, models)
    kept = [(character, mark) for character, mark in zip(words, marks, strict=True) if _is_han(character)]
    return "".join(character for character, _ in kept), [mark for _, mark in kept]


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


@lru_cache(maxsize=4096)
def _stock(words: str, models: str | None) -> list[bool]:
    import numpy as np

    from reportnlp.analysis.speller.ngrams import frequency
    from reportnlp.analysis.speller.speller import load_speller

    try:
        resources = load_speller(model_folder("speller", models)).resources
    except ModelError:  # then nothing is known to be a stock phrase
        return [False] * len(words)
    encoded = resources.alphabet.encode(words)
    often = frequency(resources.model.attested(encoded.ids)[_ORDER]) >= _OFTEN
    marks = [False] * len(words)
    for start in np.flatnonzero(often).tolist():
        for place in encoded.places[start : start + _ORDER].tolist():
            if 0 <= place < len(words):
                marks[place] = True
    return marks
