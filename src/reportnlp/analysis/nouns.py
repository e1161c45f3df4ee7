"""The noun that a quantity counts and the verb that goes with it, found in the clause around it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from reportnlp.data import table
from reportnlp.findings import Quantity
from reportnlp.span import Span
from reportnlp.text.tokens import Token

_WITHOUT_NOUN = frozenset(("money", "percent", "percent_point", "duration", "multiple"))
_OPENINGS = {"“": "”", "《": "》"}
_CLOSINGS = {"”": "“", "》": "《"}
_LONGEST_WHOLE = 14
_WHOLE_HEADS = (
    "会",
    "活动",
    "班",
    "课",
    "讲座",
    "党日",
    "培训",
    "调研",
    "工程",
    "项目",
    "举措",
    "措施",
    "机制",
    "制度",
)
_NOT_IN_WHOLE = re.compile(r"[0-9的、了等共达占在]")
_TOTALS = ("总人数", "总数", "人数", "数量", "总量", "总里程", "里程", "吞吐量", "数")
_EXTENTS = ("面积", "长度", "重量", "总数", "标准", "用电量", "产量", "总人口")
_SUFFIXES = frozenset("员者市区县村室队站点厅馆校园长户群费证书车品")
_BOUNDS = ("及以上", "及以下", "以上", "以下", "左右", "以内", "之内", "上下")
_UNFIT = frozenset("的了将把对向被共")
_NOMINAL_TAGS = frozenset(("vn", "an", "eng", "s", "f"))


class Place(NamedTuple):
    """The surroundings of a quantity: sentence and clause, and the words of the clause before and after it."""

    text: str
    sentence: Span
    clause: Span
    before: tuple[Token, ...]
    after: tuple[Token, ...]

    def word(self, token: Token) -> str:
        """The characters of a token."""
        return token.span.of(self.text)


class Noun(NamedTuple):
    """The noun as written, or None; where it (or the number, without one) starts; the verb that holds it, if known."""

    text: str | None
    start: int
    verb: str | None = None


def find_noun(place: Place, quantity: Quantity) -> Noun:
    """The noun after the unit, else the one before the number; none for money, rates and lengths of time."""
    start, end = quantity.span
    if quantity.kind in _WITHOUT_NOUN:
        return Noun(None, start)
    for bound in _BOUNDS:
        if place.text.startswith(bound, end):
            end += len(bound)
            break
    noun = _noun_after(place, end)
    return Noun(noun, start) if noun else _noun_before(place, quantity)


def find_action(place: Place, noun: Noun) -> str | None:
    """The verb before number and noun: one of the usual verbs of reports before any other, the nearest of them."""
    if noun.verb:
        return noun.verb
    words = [token for token in place.before if token.span.start < noun.start]
    others = None
    for token in reversed(words):
        word = place.word(token)
        if word in role("action"):
            return word
        if others is None and token.tag == "v" and word not in role("hollow") and "是" not in word:
            others = word
    return others


@lru_cache
def role(name: str) -> frozenset[str]:
    """The words that ``data/claim_words.tsv`` gives one role."""
    return frozenset(row[0] for row in table("claim_words.tsv") if row[1] == name)


def _noun_after(place: Place, start: int) -> str | None:
    text = place.text
    whole = text[start : place.clause.end].rstrip(" ”）)")
    if 0 < len(whole) <= _LONGEST_WHOLE and whole.endswith(_WHOLE_HEADS) and not _NOT_IN_WHOLE.search(whole):
        return _unquoted(whole)
    end = 0
    for token in place.after:
        word, tag = place.word(token), token.tag
        if token.span.start < max(end, start):
            continue
        if word in _OPENINGS:
            closing = text.find(_OPENINGS[word], token.span.end, place.clause.end)
            if closing < 0:
                break
            end = closing + 1
        elif word == "的":
            if end:
                break
            start = token.span.end if token.span.start == start else start
        elif end == token.span.start and word in _SUFFIXES:
            end = token.span.end
        elif tag == "m" and not end and not word[0].isascii():
            continue
        elif word in role("manner") or tag[0] in "xmpcrtu" or (end and tag[0] in "vdli" and tag != "vn"):
            break
        elif tag[0] in "nj" or tag in ("vn", "an", "eng"):
            end = token.span.end
    return _unquoted(text[start:end]) if end > start else None


def _noun_before(place: Place, quantity: Quantity) -> Noun:
    """解决问题23个: the noun before the number; None where the number counts what the verb does (录取9人)."""
    words = list(place.before)
    while words and (place.word(words[-1]) in role("skipped") or words[-1].tag in ("d", "p", "ul")):
        words.pop()
    verb = None
    if len(words) > 1 and place.word(words[-1]) in role("holding"):
        verb = place.word(words.pop())  # 学习会共举办6场
        while words and (place.word(words[-1]) in role("skipped") or place.word(words[-1]) in role("time")):
            words.pop()
    end = words[-1].span.end if words else place.clause.start
    start = None
    if verb is None:
        verb, start = _object(place, words)
    if start is None:
        start = _run_start(place, words, end, quantity)
    text = place.text[start:end].strip("、")
    if not text and verb and words and place.word(words[-1]) != verb:
        return Noun(None, quantity.span.start, verb)
    for tail in _TOTALS:
        if text.endswith(tail) and len(text) > len(tail) + 1:
            text = text[: -len(tail)]
            break
    if text.endswith(_EXTENTS):
        text = ""
    return Noun(_unquoted(text) or None, start, verb)


def _object(place: Place, words: list[Token]) -> tuple[str | None, int | None]:
    """The clause's first usual verb and where its object starts (救助|受灾困难群众); None without such a verb."""
    for index, token in enumerate(words):
        word = place.word(token)
        if word not in role("action") or (token.tag != "v" and 0 < index < len(words) - 1):
            continue
        rest = words[index + 1 :]
        while rest and place.word(rest[0]) in role("leading"):
            rest = rest[1:]
        if not rest:
            return word, words[-1].span.end
        if len(rest) > 1 and rest[0].tag == "v" and place.word(rest[0]) in role("action"):
            continue  # 帮助解决……问题: the second verb holds the object
        if _UNFIT.isdisjoint(place.text[rest[0].span.start : rest[-1].span.end]):
            return word, rest[0].span.start
        return None, None
    return None, None


def _run_start(place: Place, words: list[Token], end: int, quantity: Quantity) -> int:
    """Where the run of noun-like words that ends at ``end`` starts; ``end`` when there is none."""
    start = end
    index = len(words) - 1
    while index >= 0:
        word, tag = place.word(words[index]), words[index].tag
        if word in _CLOSINGS:
            opening = place.text.rfind(_CLOSINGS[word], place.clause.start, words[index].span.start)
            if opening < 0:
                break
            start = opening
            while index >= 0 and words[index].span.start >= opening:
                index -= 1
            continue
        first = start == end
        if word in role("time") or word in role("manner") or (not first and word in role("action") and tag != "n"):
            break
        modifies = not first and (
            word == "、" or tag[0] in "li" or (tag == "v" and len(word) > 1 and word not in role("hollow"))
        )
        if not (modifies or tag[0] in "njba" or tag in _NOMINAL_TAGS):
            break
        if first and (word in role("action") or tag == "vn") and not _is_event(place, words[: index + 1], quantity):
            break
        start = words[index].span.start
        index -= 1
    return start


def _is_event(place: Place, words: list[Token], quantity: Quantity) -> bool:
    """组织宣讲30场 counts 宣讲, an event that another verb holds; 调研92次 counts how often."""
    if quantity.unit not in role("event_unit"):
        return len(words) > 1
    return any(place.word(token) in role("action") or token.tag == "v" for token in words[:-1])


def _unquoted(noun: str) -> str:
    inner = noun[1:-1]
    return inner if noun[:1] + noun[-1:] == "“”" and "”" not in inner else noun
