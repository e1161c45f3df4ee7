"""Claims: what a quantity counts, who did what, when, and whether it was done."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

from reportnlp.analysis.nouns import Place, Said, read_clause
from reportnlp.analysis.wording import role
from reportnlp.findings import Claim, Modality, Quantity, fingerprint
from reportnlp.span import Span
from reportnlp.text.mentions import Mention
from reportnlp.text.tokens import Token

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_ENDS = "，。；：！？,;:!?\n"
_CLAUSE_END = re.compile(rf"[{_ENDS}]")
_REACH = 200  # characters on each side that are looked at: keeps endless sentences linear
_CLAUSE_REACH = 80
_ACTOR = re.compile(
    r"(?:(?:全年|今年以来|今年|年内|一年来|上半年|下半年|[0-9]{4}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?)[，,]?)?"
    r"(?P<actor>(?![向对为由在把将从与和按经据给])[\u4e00-\u9fff]{0,12}?"
    r"(?:党工委|党委|党组(?!织)|党总支|党支部|各支部|纪工委|纪委|办事处|居委会|村委会|领导班子|班子成员|[区市县镇乡]委领导|[区市县]领导"
    r"|街道(?!党|办|纪|工)))"
    r"(?![的、和与及等书领班])(?=[\u4e00-\u9fff])"
)
_REPORTER = re.compile(r"我们|我|本人")
_NEGATED = re.compile(r"(?:尚未|未能|未|没有|没)(?![来满])[^，。；]{0,4}$")
_REQUIRED = re.compile(r"要求|必须|应当|确保|不得|[^必]须|不少于$|不低于$")
_PLANNED = re.compile(
    r"计划(?!的|内|生育|指标)|力争|下一步|打算|明年|预计|争取(?!到|了)|拟|准备|(?<![即终])将(?![近军士领其])"
)
_OBJECT_MARK = re.compile(r"将[^，。；]{1,24}?(?:作为|转化|纳入|列入|分为|分成|梳理|汇总|交|送|报)")
_GROWTH = "增长|增加|下降|减少|提高|提升|上升|降低|净增|新增|上涨|回落|扩大|缩短|压减|翻"
_COMPARED = re.compile(
    r"(?:同比|环比|[比较](?:上年|去年|上月|年初|上一年|前年|往年|上季度|[^，。；、]{1,10}?(?:年|月|期|末|时)))"
    rf"(?:同期|度|底|末)?[^，。；]{{0,14}}?(?:{_GROWTH})了?"
)
_FROM_TO = re.compile(
    r"[由从][^，。；]{1,30}?(?:增|增加|增长|提高|提升|上升|升|降|下降|减少|扩大|发展|扩展|拓展|缩短|压缩)(?:至|到)[^，。；、]{1,14}"
)
_COMPARING = frozenset("比较由从环")
_LAST_YEAR = re.compile(r"(?:去年|上年|上一年)(?!同期|度?相比|末|底)")
_BASES = frozenset("比较从由自对")
_HEADING_YEAR = re.compile(r"20[0-9]{2}(?=年)")
_LAST_MONTH = 12


class _Words:
    """The tokens of the sentence that was asked about last: claims come in order, several to a sentence."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._sentence: Span | None = None
        self._tokens: tuple[Token, ...] = ()
        self._starts: list[int] = []

    def between(self, start: int, end: int) -> tuple[Token, ...]:
        """Tokens that start from ``start`` to before ``end``, which lie in one sentence."""
        sentence = self._context.sentence_at(start)
        if sentence != self._sentence:
            self._sentence = sentence
            self._tokens = self._context.tokens_in(sentence)
            self._starts = [token.span.start for token in self._tokens]
        return self._tokens[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def find_claims(context: Context) -> tuple[Claim, ...]:
    """Every quantity of the document as a claim, in order."""
    claims: list[Claim] = []
    occurrences: Counter[tuple[str, ...]] = Counter()
    words = _Words(context)
    dates = [mention for mention in context.mentions if mention.kind == "date"]
    date_starts = [mention.span.start for mention in dates]
    for quantity in context.quantities:
        previous = claims[-1] if claims else None
        place = _place(context, words, quantity, previous)
        noun, action = _said(place, quantity, previous)[:2]
        first = bisect_left(date_starts, place.sentence.start)
        near = dates[first : bisect_left(date_starts, quantity.span.start)]
        key = (
            quantity.number_span.of(place.text),
            quantity.unit,
            noun or "",
            action or "",
            place.clause.of(place.text),
        )
        occurrences[key] += 1
        claims.append(
            Claim(
                id=fingerprint("claim", *key, occurrences[key]),
                span=quantity.span,
                quantity=quantity,
                noun=noun,
                action=action,
                actor=_actor(words, place, quantity),
                period=_period(context, place, quantity, near),
                modality=_modality(context, place, quantity),
                comparison=_comparison(place, quantity),
                area=context.area_at(quantity.span.start),
            )
        )
    return tuple(claims)


def _place(context: Context, words: _Words, quantity: Quantity, previous: Claim | None) -> Place:
    text = context.text
    start, end = quantity.span
    whole = context.sentence_at(start)
    sentence = Span(max(whole.start, start - _REACH), max(end, min(whole.end, end + _REACH)))
    begin = max(
        sentence.start, start - _CLAUSE_REACH, 1 + max(text.rfind(mark, sentence.start, start) for mark in _ENDS)
    )
    match = _CLAUSE_END.search(text, end, min(sentence.end, end + _CLAUSE_REACH))
    clause = Span(begin, match.start() if match else min(sentence.end, end + _CLAUSE_REACH))
    before = words.between(max(begin, previous.span.end if previous else 0), start) if begin < start else ()
    after = words.between(end, clause.end) if end < clause.end else ()
    # Number and unit may be cut into the next word (106/名老/党员): what is left of it belongs to the noun.
    first = after[0].span.start if after else clause.end
    if first > end:
        after = (Token(Span(end, first), "a"), *after)
    return Place(text, sentence, clause, before, after)


def _said(place: Place, quantity: Quantity, previous: Claim | None) -> Said:
    """Noun and action; a number that goes on about the same things shares the noun of the claim before it."""
    said = read_clause(place, quantity)
    if previous is None or previous.span.end <= place.sentence.start:
        return said
    between = place.text[previous.span.end : quantity.span.start]
    unit, before = quantity.unit, previous.quantity
    listed = said.bare and not between.strip("、和与及达到至增降减由为了 ")
    same = unit == before.unit or (quantity.kind == "percent_point" and before.kind == "percent")
    same = same or (quantity.kind == "percent" and said.bare and bool(_COMPARED.search(between)))
    noun, action = said.noun, said.action
    if noun is None and (listed or (same and said.follows)):
        noun = previous.noun
    if action is None and (listed or between[:1] in ("、", "和")):
        action = previous.action
    return said._replace(noun=noun, action=action)


def _actor(words: _Words, place: Place, quantity: Quantity) -> str | None:
    """A body named at the head of a clause of the sentence, the nearest before the number; None is the reporter."""
    text = place.text
    start = place.clause.start
    while True:
        if _REPORTER.match(text, start):
            return None
        match = _ACTOR.match(text, start, quantity.span.start)
        if match and _is_name(words, place.text, match.start("actor"), match.end("actor")):
            return match["actor"]
        if start <= place.sentence.start:
            return None
        start = 1 + max(
            place.sentence.start - 1, *(text.rfind(mark, place.sentence.start, start - 1) for mark in "，；：,")
        )


def _is_name(words: _Words, text: str, start: int, end: int) -> bool:
    """Whether no verb or preposition stands in the words of the name (推进党支部, 向市国资委党委 are none)."""
    tokens = words.between(start, end)
    if not tokens or tokens[0].span.start > start:
        return False
    return all(token.tag[0] not in "vpdcrum" and token.span.of(text) not in role("action") for token in tokens)


def _period(context: Context, place: Place, quantity: Quantity, dates: list[Mention]) -> str | None:
    """The date before the number in its sentence, else the year of a heading above it, else that of the report."""
    year = context.period
    begin = place.text.rfind("；", place.sentence.start, quantity.span.start)
    for mention in reversed(dates):
        value = mention.value or ""
        if mention.span.start < begin or place.text[mention.span.start - 1 : mention.span.start] in _BASES:
            continue
        if value[:2] == "20":
            return value
        if value[:2] == "--" and value[2:4].isdigit() and 1 <= int(value[2:4]) <= _LAST_MONTH:
            return f"{year}{value[1:]}" if year else value
    if year and _LAST_YEAR.search(place.text, place.sentence.start, quantity.span.start):
        return str(int(year) - 1)
    for section in reversed(context.sections_at(quantity.span.start)):
        heading = section.heading.of(place.text) if section.heading and section.kind != "title" else ""
        if match := _HEADING_YEAR.search(heading):
            return match.group()
    return year


def _modality(context: Context, place: Place, quantity: Quantity) -> Modality:
    text, start = place.text, quantity.span.start
    if _NEGATED.search(text, max(place.clause.start, start - 8), start):
        return "negated"
    if any(section.kind == "outlook" for section in context.sections_at(start)):
        return "planned"
    begin = max(place.sentence.start, 1 + text.rfind("；", place.sentence.start, start))
    if (match := _PLANNED.search(text, begin, start)) and not _OBJECT_MARK.match(text, match.start()):
        return "planned"
    return "required" if _REQUIRED.search(text, max(begin, place.clause.start), start) else "done"


def _comparison(place: Place, quantity: Quantity) -> str | None:
    text = place.text
    if _COMPARING.isdisjoint(place.clause.of(text)):
        return None
    match = _FROM_TO.search(text, *place.clause)
    if match and match.start() < quantity.span.start and quantity.span.end <= match.end():
        return match.group()
    found = None
    for match in _COMPARED.finditer(text, place.clause.start, quantity.span.start):
        found = match.group()
    return found
