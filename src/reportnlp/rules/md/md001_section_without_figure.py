"""Work sections without any figure, with the figures that a reader expects there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from reportnlp.data import table
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.rules.md.figures import body_spans, body_text, sections_without_figures

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_NAMED = 4  # measures named in the message


class _Measure(NamedTuple):
    name: str
    unit: str
    cues: tuple[str, ...]


def find(context: Context) -> Iterator[Hit]:
    """The first sentence under each such heading."""
    for section, area in sections_without_figures(context):
        words = body_text(context, section)
        measures = sorted(_measures()[area], key=lambda row: not any(cue in words for cue in row.cues))
        named = "、".join(f"{row.name}（{row.unit}）" for row in measures[:_NAMED])
        first = next(body_spans(context, section), section.span)
        sentence = context.sentence_at(first.start)
        evidence = (Evidence("text", "所在的节", section.heading),) if section.heading else ()
        yield Hit(sentence, evidence=evidence, values=(("area", area), ("measures", named)))


@lru_cache
def _measures() -> dict[str, list[_Measure]]:
    """Rows of data/expected_measures.tsv by area."""
    measures: dict[str, list[_Measure]] = {}
    for area, name, unit, cues in table("expected_measures.tsv"):
        measures.setdefault(area, []).append(_Measure(name, unit, tuple(cues.split())))
    return measures
