"""Slips that the speller finds, less those in names, titles and figures: what TY010 to TY014 share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

from reportnlp.analysis.context import once_per_document
from reportnlp.data import table
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.span import Span
from reportnlp.text.numerals import HAN_NUMERALS

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context
    from reportnlp.analysis.speller.lengths import LengthSlip
    from reportnlp.analysis.speller.speller import Slip

_KEPT = re.compile(  # titles, names of places and people, who issued a document (云农发〔2023〕12号)
    r"《[^《》\n]{1,60}》|[一-龥]{2,3}(?=街道|社区|小区|大道|村委|镇党委|乡党委|同志|先生|女士)|[一-龥]{1,8}(?=[〔\[【（(](?:19|20)\d\d[〕\]】）)])"
)
_LONG = 4  # a word of the dictionary of so many characters is meant as it stands
_STRONG = 0.95, 12.0  # score and gain of evidence that outweighs what looks like a name
_SAME_FIGURE = {"俩", "两"}, {"仨", "三"}
_TEN = 2.302585  # natural logarithm
_TERM = 5  # a string that stands so often alike is a term of the report


class Judged(NamedTuple):
    """A slip, and whether it may be mended unasked."""

    slip: Slip
    sure: bool
    confidence: float


class Checked(NamedTuple):
    """What the speller says of a document."""

    slips: tuple[Judged, ...]
    lengths: tuple[LengthSlip, ...]


@once_per_document
def checked(context: Context) -> Checked:
    """Slips of the text that no name, title, user's term or figure protects. Raises ModelError without a model."""
    from reportnlp.analysis.models import model_folder
    from reportnlp.analysis.speller.speller import load_speller  # here: numpy takes a tenth of a second

    speller = load_speller(model_folder("speller", context.models))
    text = context.text
    kept_whole = [Span(*match.span()) for match in _KEPT.finditer(text)]
    for term in context.terms:
        kept_whole += [Span(*match.span()) for match in re.finditer(re.escape(term), text)]
    slips, lengths = speller.check(text)

    def protected(span: Span) -> bool:
        return any(whole.overlaps(span) for whole in kept_whole)

    judged = []
    for slip in slips:
        span = Span(slip.start, slip.end)
        found = span.of(text)
        strong = slip.score >= _STRONG[0] and slip.gain >= _STRONG[1]
        if protected(span) or _changes_figure(found, slip.best) or _in_long_word(context, span):
            continue
        if not strong and (_is_rank(found) or _in_name(context, span)):
            continue
        sure = (
            slip.sure
            and not _both_may_stand(found, slip.best, strong)
            and text.count(text[max(0, slip.start - 1) : slip.end + 1]) < _TERM
        )
        low, high, bottom, top = (
            (min(speller.sure, slip.score), 1.0, 0.9, 0.95)
            if sure
            else (speller.suspect, max(speller.sure, slip.score), 0.5, 0.89)
        )
        share = (slip.score - low) / max(high - low, 1e-6)
        judged.append(Judged(slip, sure, round(bottom + share * (top - bottom), 3)))
    kept = (
        slip
        for slip in lengths
        if not protected(Span(slip.start, slip.end))
        and not _in_name(context, Span(slip.start, slip.end))
        and not (set(text[slip.start : slip.end] + slip.best) & set(HAN_NUMERALS) and slip.kind != "missing")
        and text.count(text[max(0, slip.start - 1) : slip.end + 1]) < _TERM
    )
    return Checked(tuple(judged), tuple(kept))


def hits(context: Context, sure: bool) -> Iterator[Hit]:
    """The hits of one tier."""
    for slip, of, confidence in checked(context).slips:
        if of == sure:
            span = Span(slip.start, slip.end)
            yield Hit(span, (slip.best,), confidence, (Evidence("models/speller", _note(slip, span.of(context.text))),))


def length_hits(context: Context, kind: str) -> Iterator[Hit]:
    """The hits of one kind of slip that changes the length or the order: doubled, swapped, missing."""
    for slip in checked(context).lengths:
        if slip.kind == kind:
            note = f"正式文本中“{slip.attested}”至少出现 {slip.times:,} 次；改后比现在可能 {_large(slip.gain)} 倍"
            yield Hit(Span(slip.start, slip.end), (slip.best,), evidence=(Evidence("models/speller", note),))


def _note(slip: Slip, found: str) -> str:
    times = f"改后比现在可能 {_large(slip.gain)} 倍" if slip.gain >= _TEN else f"“{found}”在此处少见"
    if slip.times > 1:
        return f"正式文本中“{slip.attested}”至少出现 {slip.times:,} 次；{times}"
    return times


def _large(gain: float) -> str:
    power = int(gain / _TEN)
    return f"10^{power}" if power > 3 else str(10**power)


def _changes_figure(found: str, best: str) -> bool:
    return any(
        old != new and old in HAN_NUMERALS and new in HAN_NUMERALS and {old, new} not in _SAME_FIGURE
        for old, new in zip(found, best, strict=True)
    )


def _both_may_stand(found: str, best: str, strong: bool) -> bool:
    words = (_never_swapped().get(pair) for pair in zip(found, best, strict=True))
    return any(word is not None and not (strong and word == "strong") for word in words)


def _is_rank(found: str) -> bool:
    return any(old in found for (old, _), word in _never_swapped().items() if word == "all")


@lru_cache
def _never_swapped() -> dict[tuple[str, str], str]:
    """Pairs that are not changed for one another, with the word that says when they are, or more."""
    pairs: dict[tuple[str, str], str] = {}
    for characters, _, *words in table("never_swapped.tsv"):
        for pair in permutations(characters, 2):
            pairs[pair] = words[0] if words else ""
    return pairs


def _in_long_word(context: Context, span: Span) -> bool:
    return any(
        token.span.length >= _LONG and token.span.start <= span.start and span.end <= token.span.end
        for token in context.tokens_in(context.sentence_at(span.start))
    )


def _in_name(context: Context, span: Span) -> bool:
    """Whether a person's name stands there."""
    return any(
        token.tag.startswith("nr") and token.span.overlaps(span) and token.span.length > 1
        for token in context.tokens_in(context.sentence_at(span.start))
    )
