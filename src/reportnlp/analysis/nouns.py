"""The noun that a quantity counts and the verb that goes with it, found in the clause around it."""

from __future__ import annotations

from typing import NamedTuple

from reportnlp.analysis.nouns_after import PEOPLE, noun_after
from reportnlp.analysis.wording import Word, endings, role, set_phrases, unquoted, words_of
from reportnlp.findings import Quantity
from reportnlp.span import Span
from reportnlp.text.tokens import Token

_ONLY_BEFORE = frozenset(("money", "percent", "percent_point", "duration", "multiple", "fraction"))
_RATES = _ONLY_BEFORE - {"money"}  # what stands before them is one name, verbs included: 消防改造完成率
_HAPPENINGS = frozenset("场期")  # 教师宣讲8场 are talks; 调研92次 is how often
_TOTALS = ("总人数", "总数", "人数", "数量", "总量", "总里程", "里程", "吞吐量", "数")
_BOUNDS = ("及以上", "及以下", "以上", "以下", "左右", "以内", "之内", "上下")


class Place(NamedTuple):
    """The surroundings of a quantity: sentence and clause, and the words of the clause before and after it."""

    text: str
    sentence: Span
    clause: Span
    before: tuple[Token, ...]
    after: tuple[Token, ...]


class Said(NamedTuple):
    """What the clause says of a quantity: noun and action, None where it does not; both as written.

    ``bare`` says that no words of its own stand before the number (、182家; 其中女党员 has), ``follows`` that they are
    only a verb that goes on about what was counted before (整改851处, 增加9个, 比上年提高).
    """

    noun: str | None
    action: str | None
    bare: bool = False
    follows: bool = False


class _Before(NamedTuple):
    """The words before the number: where the noun starts and ends (equal: none), the verb that holds it."""

    noun: Span
    verb: str | None
    direct: Word | None  # the verb that stands right before the number


def read_clause(place: Place, quantity: Quantity) -> Said:
    """Noun and action of a quantity, from the words of its clause."""
    words = words_of(place.text, place.before)
    kept = _without_tail(words, quantity)
    before = _read_before(place, kept, quantity)
    noun, action, after = None, None, []
    if quantity.kind not in _ONLY_BEFORE:
        later = quantity.span.end
        after = words_of(place.text, place.after)
        for bound in _BOUNDS:
            if place.text.startswith(bound, later):
                later += len(bound)
                break
        after = [word for word in after if word.start >= later]
        noun = noun_after(place.text, place.clause.end, after, later, quantity, named=before.noun.length > 0)
        action = None if before.verb or any(map(_is_action, kept)) else _first_verb(after)
    if noun is None and (quantity.unit or not after):
        noun, action = _cleaned(place, before, quantity), before.verb or action
        if before.noun.length and quantity.kind in _RATES and action not in role("light"):
            action = None
    elif noun is not None:
        action = (before.direct.text if before.direct else _last_verb(kept)) or action
    if quantity.kind in _ONLY_BEFORE:
        tail = words[len(kept) :]
        action = next((word.text for word in tail if word.text in role("change")), None) or _hollow_verb(tail) or action
    elif action is None:
        action = _hollow_verb(words)
    described = bool(kept) and kept[-1].part == "of"  # 清退不符合条件的57户
    follows = before.direct is None or before.direct.text in role("follow")
    follows = noun is None and (described or (follows and all(word.part != "noun" for word in kept)))
    return Said(noun, action, not kept, follows)


def _is_action(word: Word) -> bool:
    return word.part == "verb" or (word.part == "verbal" and word.text in role("action"))


def _last_verb(words: list[Word]) -> str | None:
    """The nearest of the usual verbs of reports, else the nearest verb."""
    others = None
    for word in reversed(words):
        if word.text in role("action") and word.part in ("verb", "verbal"):
            return word.text
        if others is None and word.part == "verb":
            others = word.text
    return others


def _first_verb(words: list[Word]) -> str | None:
    """19名党员参与巡逻: the verb after the noun."""
    for index, word in enumerate(words):
        if word.part in ("of", "number", "joint"):
            return None
        if word.part == "verb" or (index and word.part == "verbal" and word.text in role("action")):
            return word.text
    return None


def _hollow_verb(words: list[Word]) -> str | None:
    for word in reversed(words):
        if word.text in role("state"):
            return word.text
    return None


def _without_tail(words: list[Word], quantity: Quantity) -> list[Word]:
    """Without what stands between noun and number: 共, 达到, 由, and 同比增长 before a rate."""
    kept = list(words)
    while kept:
        last = kept[-1]
        changing = last.text in role("change") and (quantity.kind in _ONLY_BEFORE or _reached(words, len(kept)))
        changing = changing or (quantity.kind in _ONLY_BEFORE and last.text in role("comparing"))
        if (
            last.part in ("hollow", "stop", "number")
            or changing
            or (last.part == "joint" and len(kept) == 1)
            or (last.part == "of" and (quantity.kind in _ONLY_BEFORE or last.text == "等" or len(kept) < len(words)))
        ):
            kept.pop()
        elif any(word.text in role("comparing") for word in kept[-4:-1]) and quantity.kind in _ONLY_BEFORE:
            kept.pop()  # 比上年同期, 较年初
        else:
            break
    return kept


def _reached(words: list[Word], index: int) -> bool:
    """发展到22家: a change whose end is counted."""
    return index < len(words) and words[index].text in ("到", "至", "为")


def _read_before(place: Place, words: list[Word], quantity: Quantity) -> _Before:
    """解决问题23个: the noun before the number; none where the number counts what the verb does (录取9人)."""
    none = Span(quantity.span.start, quantity.span.start)
    if not words or words[-1].part == "of":
        return _Before(none, None, None)
    last, end = words[-1], len(words)
    if quantity.dimension == "人" and last.part == "noun" and last.text[-2:] in role("action"):
        return _Before(none, last.text[-2:], last)  # 给予党纪处分3人
    made = last.part in ("verb", "verbal") and _makes(words, quantity)
    if last.part in ("verb", "verbal") and not made and not _is_thing(words, quantity):
        end -= 1
        while end and words[end - 1].part in ("hollow", "stop"):
            end -= 1
        run = _run(words, end, quantity)[0]
        people = quantity.dimension in PEOPLE and run and run.of(place.text).endswith(endings("person"))
        if run and (last.text in role("holding", "change") or people):
            return _Before(run, last.text, last)  # 学习会共举办6场, 新教师招聘1人, 通用机场增加11个
        return _Before(none, last.text, last)
    run, verb = _run(words, end - made, quantity)  # 完成背街小巷整治16条: the lanes are counted
    if made:
        verb = last.text
    elif verb is None:
        verb = next((word.text for word in words if word.part == "verb"), None)
    if run and quantity.dimension in PEOPLE:
        noun = run.of(place.text).strip("”）")
        if noun.endswith(endings("body")) or (quantity.unit == "人" and not noun.endswith(endings("person"))):
            run = None  # 税务局共有43名, 小岗晋级60人
    return _Before(run or none, verb, None)


def _is_thing(words: list[Word], quantity: Quantity) -> bool:
    """Whether the word that ends ``words``, verb or noun, is what is counted: 组织宣讲30场, not 完成整改26个."""
    last, earlier = words[-1], words[:-1]
    if last.text in role("change") and quantity.kind not in _ONLY_BEFORE:
        return False  # 通用机场增加11个
    if last.text in role("holding") and quantity.unit in role("event_unit"):
        return False
    held = [word for word in earlier if _is_action(word)]
    if quantity.kind in _ONLY_BEFORE:
        if quantity.kind == "money":
            named = last.part == "verbal" or last.text in role("making")
            return bool(held) or (named and any(word.part == "noun" for word in earlier))
        return True
    if quantity.unit in role("event_unit"):
        holds = role("taking", "light", "holding")
        return any(word.text in holds for word in held) or (
            quantity.unit in _HAPPENINGS and any(word.part == "noun" for word in earlier)
        )
    if quantity.dimension in PEOPLE:
        return False
    if held:
        direct = held[-1] is earlier[-1] and last.text in role("action")
        if direct and held[-1].text not in role("taking", "modifying"):
            return False  # 立案查处6起
        inner = [word for word in earlier if word.start > held[-1].start]
        return held[-1].text not in role("light") or any(word.part in ("noun", "attribute") for word in inner)
    return last.part == "verbal" and last.text not in role("action") and bool(earlier)


def _makes(words: list[Word], quantity: Quantity) -> bool:
    """Whether the last word says what was done to the things counted: 危房改造11户, 社工站建设14个."""
    return (
        words[-1].text in role("making")
        and quantity.kind == "count"
        and quantity.unit not in role("event_unit")
        and len(words) > 1
        and words[-2].part == "noun"
    )


def _run(words: list[Word], end: int, quantity: Quantity) -> tuple[Span | None, str | None]:
    """The run of noun-like words that ends before index ``end``, and the verb that holds it."""
    rate = quantity.kind in _RATES
    start = end
    verb = None
    while start:
        word = words[start - 1]
        rest = start < end
        if word.part == "of":
            verb = next((other.text for other in words[: start - 1] if _is_action(other)), None)
            break
        if word.part in ("stop", "number") or (word.part == "hollow" and not (rest and word.text == "平均")):
            break
        if word.part == "joint" and not (
            rest and start > 1 and words[start - 2].part in ("noun", "verbal", "attribute")
        ):
            break
        if word.part in ("verb", "verbal") and not rate and rest and _governs(words, start - 1):
            verb = word.text
            break
        start -= 1
    while start < end and (
        words[start].part == "joint"
        or words[start].text in role("scope")
        or words[start].text in role("planned")
        or _leads(words[start], rate)
    ):
        start += 1
    if (
        not any(word.part != "joint" for word in words[start:end])
        or len(words[end - 1].text) == 1 != words[end - 1].nominal
    ):
        return None, verb
    return Span(words[start].start, words[end - 1].end), verb


def _leads(word: Word, rate: bool) -> bool:
    """实现营业收入增长5%: a verb before the name of a rate that says nothing of it."""
    return rate and (word.text in role("light") or word.text in role("predicate"))


def _governs(words: list[Word], index: int) -> bool:
    """Whether a verb holds the noun after it (培训党员120名), rather than being a part of it (发放救助资金)."""
    word = words[index]
    action = word.text in role("action")
    if index == 0:
        return (word.part == "verb" and (action or word.text not in role("modifying"))) or action
    before = words[index - 1]
    if before.part == "of" or before.text in role("planned"):
        return before.part != "of" and action
    if word.text in role("modifying") or (word.part == "verbal" and not action):
        return False
    holder = _holder(words, index)
    if holder is not None:
        taking = holder.text in role("taking")
        if (word.text in role("pure") and not taking) or (holder is before and holder.text in role("causing")):
            return True
        if holder is not before:
            agent = before.part == "noun" and before.text.endswith(endings("person", "body"))
            caused = holder.text in role("causing")
            if (agent and caused) or (word.part == "verb" and (agent or caused)):
                return True  # 邀请专家创作节目5个
        return action and word.part == "verb" and not taking
    if word.part == "verb" or before.part in ("stop", "hollow", "number") or before.text in role("adverbial"):
        return True
    return word.text in role("pure") or before.text.endswith(endings("body"))


def _holder(words: list[Word], index: int) -> Word | None:
    """The nearest action to the left with nothing but parts of a noun between."""
    for place in range(index - 1, -1, -1):
        word = words[place]
        if word.part in ("of", "hollow", "stop", "number"):
            return None
        if word.text in role("action", "causing") and (
            word.part == "verb" or place == 0 or words[place - 1].part in ("stop", "hollow")
        ):
            return word
    return None


def _cleaned(place: Place, before: _Before, quantity: Quantity) -> str | None:
    text = before.noun.of(place.text).strip("、")
    if text[:1] == "“" and (closing := text.find("”")) > 0 and text[1:closing] in set_phrases():
        text = text[closing + 1 :] or text
    if (
        quantity.kind == "count"
        and quantity.unit not in role("event_unit")
        and len(text) == 4
        and text[2:] in role("making")
    ):
        text = text[:2]  # 危房改造11户
    if text.endswith(_TOTALS):
        tail = next((tail for tail in _TOTALS if text.endswith(tail) and len(text) > len(tail) + 1), "")
        text = text.removesuffix(tail)
    return unquoted(text) or None
