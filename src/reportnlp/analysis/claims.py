"""Claims: what a quantity counts, who did what, when, and whether it was done."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from reportnlp.analysis.groups import find_wholes, shared_noun
from reportnlp.analysis.modality import NEXT, find_modality
from reportnlp.analysis.nouns import Place, Said, read_clause
from reportnlp.analysis.tables import claim_of_cell, find_figures
from reportnlp.analysis.wording import role
from reportnlp.findings import Claim, Modality, Quantity, fingerprint
from reportnlp.span import Span
from reportnlp.text.mentions import Mention
from reportnlp.text.tokens import Token

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_CLAUSE_END = re.compile("[，。；：！？,;:!?\n]")
_REACH = 200  # characters on each side that are looked at: keeps endless sentences linear
_CLAUSE_REACH = 80
_ACTOR = re.compile(
    r"(?:(?:全年|今年以来|今年|年内|一年来|上半年|下半年|[0-9]{4}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?)[，,]?)?"
    r"(?P<actor>(?![向对为由在把将从与和按经据给])[\u4e00-\u9fff]{0,12}?"
    r"(?:党工委|党委|党组(?!织)|党总支|党支部|各支部|纪工委|纪委|办事处|居委会|村委会|领导班子|班子成员|[区市县镇乡]委领导|[区市县]领导"
    r"|街道(?!党|办|纪|工)))"
    r"(?![的、和与及等书领班])(?=[\u4e00-\u9fff])"
)
_OF_BODIES = re.compile("[委组支处领班街]")  # each of the names above has one of them
_REPORTER = re.compile(r"我们|我|本人")
_GROWTH = "增长|增加|下降|减少|提高|提升|上升|降低|净增|新增|上涨|回落|扩大|缩短|压减|翻"
_COMPARED = re.compile(
    r"(?:同比|环比|[比较](?:上年|去年|上月|年初|上一年|前年|往年|上季度|[^，。；、]{1,10}?(?:年|月|期|末|时)))"
    rf"(?:同期|度|底|末)?[^，。；]{{0,14}}?(?:{_GROWTH})了?"
    rf"|[与和同][^，。；]{{2,10}}(?:相比|比较)，[^，。；0-9]{{0,8}}?(?:{_GROWTH})了?"
)
_FROM_TO = re.compile(
    r"[由从][^，。；]{1,30}?(?:增|增加|增长|提高|提升|上升|升|降|下降|减少|扩大|发展|扩展|拓展|缩短|压缩)(?:至|到)[^，。；、]{1,14}"
)
_WITH = re.compile(r"[与和同][^，。；]{2,10}(?:相比|比较)，$")  # 与上年相比，增加3个
_TIMES = re.compile(r"(?:上年|去年|上年同期|去年同期|同期|年初|20[0-9]{2}年)的$")
_COMPARING = frozenset("比较由从环同上去")
_YEARS = {"去年": -1, "上年": -1, "上一年": -1, "前年": -2, "明年": 1, "来年": 1}
_HALVES = {"上半年": ("01", "06"), "下半年": ("07", "12")}
_SAID_YEAR = re.compile(r"(?:去年|上一?年|前年|明年|来年)(?!同期|度?相比|末|底|[的初])|[上下]半年(?!的)")
_TOTAL = re.compile(r"合计|总计|共计|共(?!有)")
_BASES = frozenset("比较从由自对")
_HEADING_YEAR = re.compile(r"20[0-9]{2}(?=年)")
_LAST_MONTH = 12


class _Words:
    """Where clauses end, and the tokens of the sentence that was asked about last: claims come in order, several to a sentence."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._sentence = Span(0, 0)
        self._tokens: tuple[Token, ...] = ()
        self._starts: list[int] = []
        self._ends = [-1, *(match.start() for match in _CLAUSE_END.finditer(context.text)), len(context.text)]

    def clause(self, span: Span, within: Span) -> Span:
        """The stretch around ``span``, at most ``within``, that no mark cuts."""
        start = self._ends[bisect_left(self._ends, span.start) - 1] + 1
        end = self._ends[bisect_left(self._ends, span.end)]
        return Span(max(start, within.start), min(end, within.end))

    def between(self, start: int, end: int) -> tuple[Token, ...]:
        """Tokens that start from ``start`` to before ``end``, which lie in one sentence."""
        if not self._sentence.start <= start < self._sentence.end:
            self._sentence = self._context.sentence_at(start)
            self._tokens = self._context.tokens_in(self._sentence)
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
        period = _period(context, place, quantity, near)
        claims.append(
            Claim(
                id=fingerprint("claim", *key, occurrences[key]),
                span=quantity.span,
                quantity=quantity,
                noun=noun,
                action=action,
                actor=_actor(words, place, quantity),
                period=period,
                modality=_modality(context, words, place, quantity, period),
                comparison=_comparison(place, quantity),
                area=context.area_at(quantity.span.start),
            )
        )
    grouped = tuple(map(_with_indicator, _grouped(context.text, claims)))
    cells = [_with_indicator(claim_of_cell(context, figure, occurrences)) for figure in find_figures(context)]
    if not cells:
        return grouped
    taken = {claim.span.start for claim in grouped}
    return tuple(sorted((*grouped, *(row for row in cells if row.span.start not in taken)), key=lambda row: row.span))


def _with_indicator(claim: Claim) -> Claim:
    """Only what is counted or measured is a noun: the word with money, a rate or a length of time is its indicator."""
    if claim.quantity.kind in ("count", "measure"):
        return claim
    return replace(claim, noun=None, indicator=claim.noun)


def _grouped(text: str, claims: list[Claim]) -> tuple[Claim, ...]:
    """The claims with their wholes; a part without a noun takes that of its whole, a total that of its parts."""
    wholes = find_wholes(text, claims)
    parts: dict[int, list[Claim]] = {}
    for index, whole in wholes.items():
        parts.setdefault(whole, []).append(claims[index])
    grouped = []
    for index, claim in enumerate(claims):
        if index in parts:
            claim = replace(claim, noun=shared_noun(parts[index], claim))
        if index in wholes:
            whole_claim = claims[wholes[index]]
            noun = claim.noun or (whole_claim.noun if whole_claim.quantity.unit == claim.quantity.unit else None)
            claim = replace(claim, noun=noun, part_of=whole_claim.id)
        grouped.append(claim)
    return tuple(grouped)


def _place(context: Context, words: _Words, quantity: Quantity, previous: Claim | None) -> Place:
    text = context.text
    start, end = quantity.span
    whole = context.sentence_at(start)
    sentence = Span(max(whole.start, start - _REACH), max(end, min(whole.end, end + _REACH)))
    reach = Span(max(sentence.start, start - _CLAUSE_REACH), min(sentence.end, end + _CLAUSE_REACH))
    clause = words.clause(quantity.span, reach)
    begin = clause.start
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
    listed = said.bare and not _TOTAL.search(between) and not between.strip("、和与及达到至增降减由为了 ")
    same = unit == before.unit or (quantity.kind == "percent_point" and before.kind == "percent")
    same = same or (quantity.kind == "percent" and said.bare and bool(_COMPARED.search(between)))
    noun, action = said.noun, said.action
    if noun is None and (listed or (same and said.follows and not _TOTAL.search(between))):
        noun = previous.noun
    if action is None and (listed or between[:1] in ("、", "和")):
        action = previous.action
    return said._replace(noun=noun, action=action)


def _actor(words: _Words, place: Place, quantity: Quantity) -> str | None:
    """A body named at the head of a clause of the sentence, the nearest before the number; None is the reporter."""
    text = place.text
    start = place.clause.start
    if _OF_BODIES.search(text, place.sentence.start, quantity.span.start) is None:
        return None
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
    said = _said_year(place, quantity, begin) if year else None
    for mention in reversed(dates):
        if said and mention.span.start < said.start():
            break
        value = mention.value or ""
        if mention.span.start < begin or place.text[mention.span.start - 1 : mention.span.start] in _BASES:
            continue
        if value[:2] == "20":
            return value
        if value[:3] == "--Q" and year:
            return f"{year}{value[1:].replace('/-', f'/{year}')}"
        if value[:2] == "--" and value[2:4].isdigit() and 1 <= int(value[2:4]) <= _LAST_MONTH:
            return f"{year}{value[1:].replace('/-', f'/{year}')}" if year else value
    if year and said:
        if said.group() in _YEARS:
            return str(int(year) + _YEARS[said.group()])
        return "/".join(f"{year}-{month}" for month in _HALVES[said.group()])
    for section in reversed(context.sections_at(quantity.span.start)):
        heading = section.heading.of(place.text) if section.heading and section.kind != "title" else ""
        if match := _HEADING_YEAR.search(heading):
            return match.group()
    return year


def _said_year(place: Place, quantity: Quantity, begin: int) -> re.Match[str] | None:
    """去年, 明年, 上半年 where it dates the clause rather than being compared with or described."""
    found = None
    begin = max(begin, place.sentence.start)
    if place.text.find("年", begin, quantity.span.start) < 0:
        return None
    for match in _SAID_YEAR.finditer(place.text, begin, quantity.span.start):
        if place.text[match.start() - 1 : match.start()] not in _BASES:
            found = match
    return found


def _modality(context: Context, words: _Words, place: Place, quantity: Quantity, period: str | None) -> Modality:
    """What the governing clause says; figures of an outlook and of a coming year are plans."""
    text, start = place.text, quantity.span.start
    begin = max(place.sentence.start, 1 + text.rfind("；", place.sentence.start, start))
    found = find_modality(text, begin, place.clause, quantity.span, words.between)
    if found == "negated":
        return found
    if any(section.kind == "outlook" for section in context.sections_at(start)):
        return "planned"
    if found == "done" and begin > place.sentence.start and NEXT.match(text, place.sentence.start):
        return "planned"
    coming = period is not None and context.period is not None and period[:4] > context.period
    return "planned" if found == "done" and coming else found


def _comparison(place: Place, quantity: Quantity) -> str | None:
    text = place.text
    start = max(
        place.sentence.start,
        text.rfind("，", place.sentence.start, max(place.sentence.start, place.clause.start - 1)) + 1,
    )
    compared = text.endswith(("相比，", "比较，"), start, place.clause.start)
    if not compared or _WITH.search(text, start, place.clause.start) is None:
        start = place.clause.start
    if _COMPARING.isdisjoint(text[start : place.clause.end]):
        return None
    match = _FROM_TO.search(text, *place.clause)
    if match and match.start() < quantity.span.start and quantity.span.end <= match.end():
        return match.group()
    found = None
    for match in _COMPARED.finditer(text, start, quantity.span.start):
        found = match.group()
    return found or _times_of(text, quantity)


def _times_of(text: str, quantity: Quantity) -> str | None:
    """是上年同期的1.5倍."""
    match = _TIMES.search(text, max(0, quantity.span.start - 12), quantity.span.start)
    return match.group() if match and quantity.kind == "multiple" else None
