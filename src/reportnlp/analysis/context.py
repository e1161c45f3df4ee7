"""The Context: what is known about one document, each thing worked out once and only when asked for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import cached_property, wraps
from typing import TYPE_CHECKING, TypeVar, cast

from reportnlp.analysis.areas import predict_areas
from reportnlp.analysis.claims import find_claims
from reportnlp.analysis.measures import Measure, load_measures
from reportnlp.analysis.models import ModelError
from reportnlp.analysis.own_areas import load_taxonomy
from reportnlp.analysis.period import find_period, named_period
from reportnlp.document.model import Document, Paragraph, Section
from reportnlp.findings import Area, AreaPrediction, Claim, Quantity
from reportnlp.span import Span
from reportnlp.text.mentions import Mention, find_mentions
from reportnlp.text.quantities import find_quantities
from reportnlp.text.tokens import Segmenter, Token, tokenize

if TYPE_CHECKING:
    from reportnlp.analysis.area_model import AreaModel
    from reportnlp.analysis.profile import Profile
    from reportnlp.analysis.roles import Role
    from reportnlp.analysis.roster import Roster
    from reportnlp.analysis.taxonomy import Taxonomy

Result = TypeVar("Result")


def once_per_document(work: Callable[[Context], Result]) -> Callable[[Context], Result]:
    """Makes a function of a Context work its result out once for each; the result goes with the Context."""

    @wraps(work)
    def remembered(context: Context) -> Result:
        if work not in context.remembered:
            context.remembered[work] = work(context)
        return cast(Result, context.remembered[work])

    return remembered


class Context:
    """One document with its sentences, tokens, quantities, claims and areas."""

    def __init__(
        self,
        document: Document,
        segmenter: Segmenter = "rjieba",
        period: str | None = None,
        profile: str | None = None,
        records: object | None = None,
        measures: str | None = None,
        previous: Document | None = None,
        roster: Roster | None = None,
        models: str | None = None,
        terms: tuple[str, ...] = (),
        areas: str | None = None,
    ) -> None:
        self.document = document
        self.records = records  # the ledger that the document is held against; rules of EV know its type
        self._period = document.period or period
        self.text = document.text
        self.segmenter = segmenter
        self.remembered: dict[Callable[..., object], object] = {}  # by once_per_document
        self._profile = profile
        self._measures = measures
        self._areas = areas
        self._previous = previous
        self.roster = roster  # the user's names, posts and organisations
        self.terms = terms  # words that are right as they are
        self.models = models  # the folder that holds model folders; None: where they were installed
        self.lacking: dict[str, str] = {}  # what works less well without its model, and why
        self._tokens: dict[Span, tuple[Token, ...]] = {}

    @cached_property
    def period(self) -> str | None:
        """The reporting year ("2023"): the caller's, else the one that title and opening name, else None."""
        return self._period or find_period(self)

    @cached_property
    def is_period_guessed(self) -> bool:
        """Whether neither caller, title nor opening say the reporting year: it is the one most dates name."""
        return self._period is None and named_period(self) is None

    @cached_property
    def measures(self) -> dict[str, tuple[Measure, ...]]:
        """The figures that a reader expects, by area."""
        measures = load_measures(self._measures, self.taxonomy.areas)
        like = ((heir, measures.get(area, ())) for area, heir in self.taxonomy.like.items())
        return {**{heir: rows for heir, rows in like if heir not in measures}, **measures}

    @cached_property
    def previous(self) -> Context | None:
        """The Context of last year's report; None where none was given."""
        return None if self._previous is None else Context(self._previous, self.segmenter, areas=self._areas)

    @cached_property
    def profile(self) -> Profile:
        """The figures that the layout should have."""
        from reportnlp.analysis.profile import load_profile  # only for layout rules

        return load_profile(self._profile)

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """What each paragraph is for on the page: title, heading of a layer, text, attachment line, date."""
        from reportnlp.analysis.roles import find_roles  # only for layout rules

        return find_roles(self.document)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Sentences of all paragraphs, in order. No sentence goes beyond its paragraph."""
        text = self.text
        return tuple(span for paragraph in self.document.paragraphs for span in paragraph.sentences(text))

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Dates, ordinals, list and document numbers, set phrases with numerals; in order, without overlap."""
        return find_mentions(self.text)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Numbers with units that count or measure, in order; none overlaps a mention."""
        return find_quantities(self.text, self.mentions)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """Quantities with noun, action, actor, period and area, in order."""
        return find_claims(self)

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The work areas: those of the package, or the user's own."""
        return load_taxonomy(self._areas)

    @cached_property
    def area_model(self) -> AreaModel | None:
        """The model that tells areas; None where it is missing: then words do, and ``lacking`` says so."""
        from reportnlp.analysis.area_model import load_area_model  # numpy

        try:
            return load_area_model(self.models, self.taxonomy)
        except ModelError as error:
            self.lacking["areas"] = f"{error.zh.rstrip('。').removesuffix('，未检查')}，各段领域只按标题和词表判断。"
            return None

    @cached_property
    def areas(self) -> tuple[AreaPrediction, ...]:
        """The work area of every paragraph that is not a heading, in order."""
        return predict_areas(self)

    def tokens_in(self, span: Span) -> tuple[Token, ...]:
        """Tokens that start inside ``span``. Only the sentences that it touches are cut, each once."""
        first = max(0, bisect_right(self._sentence_starts, span.start) - 1)
        last = bisect_left(self._sentence_starts, span.end)
        tokens = [token for sentence in self.sentences[first:last] for token in self._sentence_tokens(sentence)]
        return tuple(token for token in tokens if span.start <= token.span.start < span.end)

    def _sentence_tokens(self, sentence: Span) -> tuple[Token, ...]:
        if sentence not in self._tokens:
            self._tokens[sentence] = tokenize(self.text, sentence, self.segmenter)
        return self._tokens[sentence]

    def sentence_at(self, position: int) -> Span:
        """The sentence that holds ``position``."""
        if not self.sentences:
            return Span(position, position)
        return self.sentences[max(0, bisect_right(self._sentence_starts, position) - 1)]

    def paragraph_index_at(self, position: int) -> int:
        """Index of the paragraph that holds ``position``."""
        return max(0, bisect_right(self._paragraph_starts, position) - 1)

    def paragraph_at(self, position: int) -> Paragraph:
        """The paragraph that holds ``position``."""
        return self.document.paragraphs[self.paragraph_index_at(position)]

    def sections_at(self, position: int) -> tuple[Section, ...]:
        """The sections that hold ``position``, outermost first."""
        if not self.document.paragraphs:
            return ()
        return self.document.section_paths[self.paragraph_index_at(position)]

    def area_at(self, position: int) -> Area | None:
        """The area of the paragraph that holds ``position``; None in headings."""
        if not self.document.paragraphs:
            return None
        return self._area_by_start.get(self.paragraph_at(position).span.start)

    @cached_property
    def _area_by_start(self) -> dict[int, Area]:
        return {prediction.span.start: prediction.area for prediction in self.areas}

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [span.start for span in self.sentences]

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [paragraph.span.start for paragraph in self.document.paragraphs]
