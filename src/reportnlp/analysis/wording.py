"""The words of a clause, each with the part that it can play around a quantity."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

from reportnlp.data import table
from reportnlp.text.tokens import Token

# noun: also names in quotes; verbal: verb or noun (培训); of: 的 and 等, after which the head follows; joint: 、和; hollow: a verb
# that is no action, and what else may stand between noun and number; stop: nothing that a noun goes on through.
Part = Literal["noun", "attribute", "verbal", "verb", "joint", "of", "hollow", "number", "stop"]

_OPENINGS = {"“": "”", "《": "》", "（": "）", "(": ")"}
_JOINTS = frozenset(("、", "和", "与", "及", "以及", "暨", "或"))
_NUMERALS = frozenset("0123456789０１２３４５６７８９零〇一二三四五六七八九十百千万亿两.,多余几")
_LONGEST_ASIDE = 6
_LOOSE = frozenset(("l", "z", "i", "v", "x", "nz"))  # tags under which the dictionary holds a verb with its object
_PARTS: dict[str, Part] = {"n": "noun", "j": "noun", "s": "noun", "e": "noun", "v": "verb", "a": "attribute", "b": "attribute", "z": "attribute", "l": "noun", "i": "noun", "m": "attribute"}  # fmt: skip


class Word(NamedTuple):
    """A word or quoted name with its place in the text."""

    start: int
    end: int
    text: str
    part: Part

    @property
    def nominal(self) -> bool:
        """Whether a noun can end with it."""
        return self.part in ("noun", "verbal")


@lru_cache
def role(*names: str) -> frozenset[str]:
    """The words that ``data/claim_words.tsv`` gives one of the roles."""
    return frozenset(row[0] for row in table("claim_words.tsv") if row[1] in names)


@lru_cache
def endings(*names: str) -> tuple[str, ...]:
    """The words of the roles, for ``str.endswith``."""
    return tuple(sorted(role(*names)))


@lru_cache
def set_phrases() -> frozenset[str]:
    """Set phrases with a numeral (一网通办)."""
    return frozenset(row[0] for row in table("set_phrases.tsv"))


def words_of(text: str, tokens: Iterable[Token]) -> list[Word]:
    """The words that ``tokens`` make: names in quotes are one, a verb and its object in one token (发展党员) are two."""
    words: list[Word] = []
    end = 0
    stop = 0
    tokens = tuple(tokens)
    if tokens:
        stop = tokens[-1].span.end
    action, suffixes, second_halves = role("action"), role("suffix"), _second_halves()
    for token in tokens:
        start = token.span.start
        if start < end:
            continue
        end = token.span.end
        word = text[start:end]
        if word in _OPENINGS:
            end = _closed(text, start, stop, words) or end
            if end > token.span.end:
                continue
        if (
            len(word) > 3
            and word[:2] in action
            and (token.tag in _LOOSE or word[:2] in role("pure") or word[2:] in action or word[2:] in role("predicate"))
        ):
            words.append(Word(start, start + 2, word[:2], "verb"))
            words.append(Word(start + 2, end, word[2:], "verbal" if word[2:] in action else "noun"))
        elif len(word) == 4 and token.tag in _LOOSE and word[2:] in role("relating", "describing"):
            words.append(Word(start, start + 2, word[:2], "noun"))  # 群众反映, 功能完善
            words.append(Word(start + 2, end, word[2:], "verb" if word[2:] in role("relating") else "attribute"))
        elif len(word) == 3 and word[0] in action and word[1:] in role("noun"):  # 办实事, 讲党课
            words.append(Word(start, start + 1, word[0], "verb"))
            words.append(Word(start + 1, end, word[1:], "noun"))
        elif word in second_halves and words and words[-1].end == start and words[-1].text + word in role("joined"):
            last = words.pop()
            whole = last.text + word
            words.append(
                Word(
                    last.start,
                    end,
                    whole,
                    "verb" if whole in action else "attribute" if whole[-1] == "严" else "noun",
                )
            )
        elif word[-1] == "级" and words and words[-1].part == "number" and words[-1].end == start:
            last = words.pop()
            words.append(Word(last.start, end, last.text + word, "attribute"))
        elif word in suffixes and words and words[-1].end == start and _takes_suffix(words[-1], word):
            last = words.pop()
            words.append(Word(last.start, end, text[last.start : end], "noun"))
        else:
            words.append(Word(start, end, word, _part(word, token.tag)))
    return words


@lru_cache
def _second_halves() -> frozenset[str]:
    """What the words of the role “joined” can end with."""
    return frozenset(word[start:] for word in role("joined") for start in range(1, len(word)))


def _closed(text: str, start: int, stop: int, words: list[Word]) -> int:
    """Takes “一网通办” as one noun and 县（区） into the noun before it; the end, 0 where it stays open."""
    closing = text.find(_OPENINGS[text[start]], start, stop)
    if closing < 0:
        return 0
    if text[start] in "（(":
        if not words or words[-1].part != "noun" or words[-1].end != start or closing - start > _LONGEST_ASIDE:
            return 0
        first = words.pop().start
        words.append(Word(first, closing + 1, text[first : closing + 1], "noun"))
    else:
        words.append(Word(start, closing + 1, text[start : closing + 1], "noun"))
    return closing + 1


def _takes_suffix(word: Word, suffix: str) -> bool:
    return word.part in ("noun", "verbal", "attribute") or (
        word.part == "verb" and len(word.text) > 1 and suffix in "率量额值数会点站员者"
    )


@lru_cache(8192)
def _part(word: str, tag: str) -> Part:
    if word in role("noun"):
        return "noun"
    if word in role("attribute"):
        return "attribute"
    if word in ("的", "等"):
        return "of"
    if word in _JOINTS:
        return "joint"
    if word in role("time") or word in role("manner"):
        return "stop"
    if len(word) == 4 and word[2:] in role("predicate") and word[:2] in role("manner"):
        return "stop"
    if word in role("hollow") or word in role("skipped"):
        return "hollow"
    if word[0] == "新" and word[1:] in role("action"):
        return "verb"
    if word in role("action"):
        return "verb" if tag == "v" and word not in role("verbal") else "verbal"
    if tag in ("vn", "an") or word in role("verbal"):
        return "verbal"
    if word[0].isascii() and any(character.isalpha() for character in word):
        return "noun"  # 5G
    if not _NUMERALS.isdisjoint(word[:1]) and (tag == "m" or word[0].isascii()):
        return "attribute" if len(word) > 1 and not _NUMERALS.issuperset(word) and not word[0].isascii() else "number"
    part = _PARTS.get(tag[0], "stop")
    if part == "verb" and len(word) == 1:
        return "attribute"  # what the dictionary cuts off a longer word, unless it is listed as an action
    return part


def unquoted(noun: str) -> str:
    """A noun that is one name in quotes, without them."""
    inner = noun[1:-1]
    return inner if noun[:1] + noun[-1:] == "“”" and "”" not in inner else noun
