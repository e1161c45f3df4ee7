"""The noun that a quantity counts and the verb that goes with it, found in the clause around it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from reportnlp.data import table
from reportnlp.findings import Quantity
from reportnlp.span import Span
from reportnlp.text.tokens import Token

_WITHOUT_NOUN = frozenset(("duration", "multiple"))
_SCOPE = re.compile(
    r"^(?:(?:全|我|本|各)(?:街道|社区|[省市区县镇乡村校院局州站所])|周边|[国省市县区镇]级(?:及)?以上|[及]?以上|新(?=监测))"
    r"(?=.{2})"
)
_QUOTED_FIRST = re.compile(r"^“[^”]+”(?=.{3})")
_LESSON = re.compile(
    r"上(?=(?:[\u4e00-\u9fff“”]{0,10}(?:党课|思政课|示范课|公开课|专题课|第一课)|课)[0-9近约共达累计]*$)"
)
_HAVING = re.compile(r".*(?:现|共)有")
_OPENINGS = {"“": "”", "《": "》"}
_CLOSINGS = {"”": "“", "》": "《"}
_LONGEST_WHOLE = 14
_NOT_IN_WHOLE = re.compile(r"[0-9的、了等共达占在]")
_SUFFIXES = frozenset("员者市区县村室队站点厅馆校园长户群费证书车品")
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
    """The noun after the unit, else the one before the number; none for multiples and lengths of time."""
    start, end = quantity.span
    if quantity.kind in _WITHOUT_NOUN:
        return Noun(None, start)
    if quantity.kind == "money":
        return _noun_before(place, quantity)
    for bound in ending("bound"):
        if place.text.startswith(bound, end):
            end += len(bound)
            break
    noun = _noun_after(place, end, quantity)
    if noun is None or (place.after and place.after[0].tag == "v"):
        before = _noun_before(place, quantity)
        if noun is None or (before.text and before.verb and "的" not in place.text[end : end + 16]):
            return before
    return Noun(noun, start)


def find_action(place: Place, noun: Noun) -> str | None:
    """The verb before number and noun: one of the usual verbs of reports before any other, the nearest of them."""
    if noun.verb is not None:
        return noun.verb or None
    words = [token for token in place.before if token.span.start < noun.start]
    if words and place.word(words[0]) in role("aim"):
        return None
    others = None
    following = ""
    for token in reversed(words):
        word = place.word(token)
        if word in role("action"):
            return word
        described = following in ("的", "等", "、")
        if others is None and token.tag == "v" and word not in role("hollow") and "是" not in word and not described:
            others = word
        following = word
    return others


@lru_cache
def role(name: str) -> frozenset[str]:
    """The words that ``data/claim_words.tsv`` gives one role."""
    return frozenset(row[0] for row in table("claim_words.tsv") if row[1] == name)


@lru_cache
def ending(name: str) -> tuple[str, ...]:
    """The words of one role, the longest first, for words that end or begin with one of them."""
    return tuple(sorted(role(name), key=lambda word: (-len(word), word)))


def _noun_after(place: Place, start: int, quantity: Quantity) -> str | None:
    text = place.text
    whole = text[start : place.clause.end].rstrip(" ”）)")
    if 0 < len(whole) <= _LONGEST_WHOLE and whole.endswith(ending("whole")) and not _NOT_IN_WHOLE.search(whole):
        return _unquoted(whole)
    start = _after_relative(place, start)
    if start < 0:
        return None
    span, last = _noun_end(place, start)
    noun = span.of(text)
    if not noun or (quantity.dimension == "人" and (last.tag == "vn" or place.word(last) in role("action"))):
        return None
    if quantity.unit not in role("event_unit") and len(noun) > 4 and noun.endswith("建设"):
        noun = noun[:-2]
    return _unquoted(noun)


def _after_relative(place: Place, start: int) -> int:
    """余下1个需要长期坚持的问题: where the noun after the clause with 的 starts; -1 for 15人组成的宣讲队."""
    words = place.after[:7]
    if not words or words[0].tag not in ("v", "p", "d") or place.word(words[0]) == "的":
        return start
    if place.word(words[0]) in role("joining"):
        return -1
    for token in words[1:]:
        if place.word(token) == "的":
            return token.span.end
        if token.tag[0] in "xm":
            break
    return start


def _noun_end(place: Place, start: int) -> tuple[Span, Token]:
    """Where the noun in the words from ``start`` on starts and ends, and its last word."""
    end, last = start, Token(Span(start, start), "")
    for token in place.after:
        word, tag = place.word(token), token.tag
        if token.span.start < max(end, start):
            continue
        if word in _OPENINGS:
            closing = place.text.find(_OPENINGS[word], token.span.end, place.clause.end)
            if closing < 0:
                break
            end = closing + 1
        elif word == "的":
            if end > start:
                break
            start = end = token.span.end if token.span.start == start else start
        elif end > start and end == token.span.start and word in _SUFFIXES:
            end = token.span.end
        elif tag == "m" and end == start and not word[0].isascii():
            continue
        elif word in role("manner") or tag[0] in "xmpcrtu" or (end > start and _breaks(word, tag)):
            break
        elif tag[0] in "nj" or tag in ("vn", "an", "eng"):
            end, last = token.span.end, token
    return Span(start, end), last


def _breaks(word: str, tag: str) -> bool:
    return (tag[0] in "vdli" and tag != "vn") or word in ("全省", "全市", "全国", "全县", "全区")


def _noun_before(place: Place, quantity: Quantity) -> Noun:
    """解决问题23个: the noun before the number; None where the number counts what the verb does (录取9人)."""
    words = _split(place)
    change = None
    while words and (place.word(words[-1]) in role("skipped") or words[-1].tag in ("d", "p", "ul")):
        change = change or (place.word(words[-1]) if place.word(words[-1]) in role("change") else None)
        words.pop()
    verb = None
    if len(words) > 1 and place.word(words[-1]) in role("holding"):
        verb = place.word(words.pop())  # 学习会共举办6场
        while words and (place.word(words[-1]) in role("skipped") or place.word(words[-1]) in role("time")):
            words.pop()
    if verb is None and (deed := _deed(place, words, quantity)):
        return Noun(None, quantity.span.start, deed)
    end = words[-1].span.end if words else place.clause.start
    lesson = _LESSON.search(place.text, max(place.clause.start, end - 16), end) if verb is None and words else None
    if lesson:
        return Noun(_unquoted(place.text[lesson.end() : end]) or None, lesson.end(), "上")
    start = None
    if verb is None:
        verb, start = _object(place, words)
    if start is None:
        start = _run_start(place, words, end, quantity)
    return _fitting(place, quantity, Noun(place.text[start:end].strip("、"), start, verb or change), words)


def without_scope(noun: str) -> str:
    """全镇农村党员 without 全镇."""
    return _SCOPE.sub("", noun)


def _split(place: Place) -> list[Token]:
    """The words before the number, with 发展党员, one word to the dictionary, as two."""
    words = []
    for token in place.before:
        start, end = token.span
        if token.tag == "l" and end - start == 4 and place.text[start : start + 2] in role("action"):
            words += [Token(Span(start, start + 2), "v"), Token(Span(start + 2, end), "n")]
        else:
            words.append(token)
    return words


def _is_listed(place: Place, words: list[Token]) -> bool:
    """、教师宣讲8场: an item of a list, which begins with its noun."""
    return len(words) > 2 and place.word(words[0]) in ("、", "其中") and place.word(words[1]) not in role("action")


def _deed(place: Place, words: list[Token], quantity: Quantity) -> str | None:
    """集中学习14次, 开展宣讲30场: what is done and counted, unless it is one of several events (其中教师宣讲8场)."""
    if not words or quantity.unit not in role("event_unit") or _is_listed(place, words):
        return None
    word = place.word(words[-1])
    return word.removeprefix("集中").removeprefix("集体") if word in role("deed") else None


def _fitting(place: Place, quantity: Quantity, noun: Noun, words: list[Token]) -> Noun:
    """The noun without what only describes it, or none where it does not fit the unit."""
    text, verb = noun.text or "", noun.verb
    nothing = Noun(None, quantity.span.start, verb)
    if not text:
        return nothing if verb and words and place.word(words[-1]) != verb else Noun(None, noun.start, verb)
    if quantity.unit in role("verb_unit") and verb and verb not in role("holder"):
        return nothing
    if quantity.dimension == "人":
        if penalty := next((word for word in ending("penalty") if text.endswith(word)), None):
            return nothing._replace(verb=penalty)
        held = [token for token in words if token.span.start >= noun.start]
        if verb and held and all(token.tag == "v" for token in held):
            return nothing
    if match := _HAVING.match(text):
        text, verb = text[match.end() :], "有"
    for tail in ending("total"):
        if text.endswith(tail) and len(text) > len(tail) + 1:
            text = text[: -len(tail)]
            break
    if text.endswith(ending("extent")):
        return Noun(None, noun.start, verb)
    text = _QUOTED_FIRST.sub("", without_scope(text))
    if quantity.unit not in role("event_unit") and quantity.unit != "项" and quantity.kind == "count":
        for work in ending("work"):
            if text.endswith(work) and len(text) > len(work) + 1:
                return Noun(_unquoted(text[: -len(work)]), noun.start, work)
    return Noun(_unquoted(text) or None, noun.start, verb)


def _object(place: Place, words: list[Token]) -> tuple[str | None, int | None]:
    """The clause's first usual verb and where its object starts (救助|受灾困难群众); else those of its first verb."""
    if _is_listed(place, words):
        return None, None
    words = _after_condition(place, words)
    for index, token in enumerate(words):
        word = place.word(token)
        if word not in role("action") or (token.tag != "v" and 0 < index < len(words) - 1):
            continue
        rest = words[index + 1 :]
        while rest and (
            place.word(rest[0]) in role("leading") or (place.word(rest[0]) == "新" and _acts(place, rest[1:]))
        ):
            rest = rest[1:]
        if not rest:
            return word, words[-1].span.end
        if len(rest) > 1 and _acts(place, rest) and word not in role("holding"):
            continue  # 帮助解决……问题: the second verb holds the object
        if place.word(rest[-1]) in role("action") and (word if len(rest) == 1 else place.word(rest[-2])) in role(
            "aiding"
        ):
            return place.word(rest[-1]), words[-1].span.end  # 完成整改26个
        return _held(place, word, rest)
    return _first_verb(place, words)


def _acts(place: Place, words: list[Token]) -> bool:
    return bool(words) and words[0].tag == "v" and place.word(words[0]) in role("action")


def _after_condition(place: Place, words: list[Token]) -> list[Token]:
    """举办的开采节吸引游客: the words after 的 or 等 where a usual verb with an object stands among them."""
    for index in range(len(words) - 3, -1, -1):
        if place.word(words[index]) in ("的", "等"):
            verbs = [token for token in words[index + 1 : -1] if _acts(place, [token])]
            return words[words.index(verbs[0]) :] if verbs else words
    return words


def _first_verb(place: Place, words: list[Token]) -> tuple[str | None, int | None]:
    for index, token in enumerate(words[:-1]):
        word = place.word(token)
        if token.tag == "v" and len(word) > 1 and word not in role("hollow") and word not in role("state"):
            return _held(place, word, words[index + 1 :])
        if (
            token.tag[0] not in "dtxmc"
            and token.tag not in ("nt", "r")
            and not {word} & (role("manner") | role("time"))
        ):
            break
    return None, None


def _held(place: Place, verb: str, words: list[Token]) -> tuple[str | None, int | None]:
    """The verb and where the head of its object starts: after the last 的 or 等."""
    for index in range(len(words) - 2, -1, -1):
        if place.word(words[index]) in ("的", "等"):
            words = words[index + 1 :]
            break
    if _UNFIT.isdisjoint(place.text[words[0].span.start : words[-1].span.end]):
        return verb, words[0].span.start
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
    if quantity.unit not in role("event_unit") or _is_listed(place, words):
        return len(words) > 1
    return any(place.word(token) in role("action") or token.tag == "v" for token in words[:-1])


def _unquoted(noun: str) -> str:
    inner = noun[1:-1]
    return inner if noun[:1] + noun[-1:] == "“”" and "”" not in inner else noun
