"""PH014: a formulation that was first used only after the reporting year."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from reportnlp.data import table
from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.rules.ph.after_period import after_period
from reportnlp.text.lexicon import Lexicon

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context


def find(context: Context) -> Iterator[Hit]:
    """Phrases of ``data/phrase_dates.tsv`` that are younger than the report."""
    rows = table("phrase_dates.tsv")
    places = {match.span: rows[match.entry] for match in _lexicon().find(context.text)}
    for span, date in after_period(context, [(span, row[1]) for span, row in places.items()]):
        why = f"{date[:4]}年{int(date[5:])}月才提出"
        note = f"见{places[span][2]}"
        yield Hit(span, (), evidence=(Evidence("data/phrase_dates.tsv", note),), values=(("why", why),))


@lru_cache
def _lexicon() -> Lexicon:
    return Lexicon(row[0] for row in table("phrase_dates.tsv"))
