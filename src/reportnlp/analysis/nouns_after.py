"""The noun that stands after the number: 23名居民, 33条群众反映的问题."""

from __future__ import annotations

import re

from reportnlp.analysis.wording import Word, endings, role, set_phrases, unquoted
from reportnlp.findings import Quantity

_MATTERS = frozenset("项条件份篇部")  # of things that do nothing themselves: 行政审批事项
_LONGEST_WHOLE = 14
_LONGEST_RELATIVE = 18
_WHOLE_HEADS = (
    "会", "活动", "班", "课", "讲座", "党日", "培训", "调研", "工程", "项目", "举措", "措施", "机制", "制度",
)  # fmt: skip
_NOT_IN_WHOLE = re.compile(r"[0-9的、了等共达占在]")
_JUDGING = frozenset("为成是")  # 被评为优秀的教师: what stands before 的 is no relative clause
_DEGREES = frozenset("较更最很")
PEOPLE = frozenset(("人", "人次"))  # dimensions


def noun_after(
    text: str, clause_end: int, words: list[Word], start: int, quantity: Quantity, named: bool
) -> str | None:
    """The noun in ``words``, which start at ``start`` after the unit; None without one.

    ``named`` says that a noun stands before the number: then a verb that comes first begins the predicate.
    """
    if not words:
        return None
    whole = text[start:clause_end].rstrip(" ”）)")
    if 0 < len(whole) <= _LONGEST_WHOLE and whole.endswith(_WHOLE_HEADS) and not _NOT_IN_WHOLE.search(whole):
        nouns = [index for index, word in enumerate(words) if word.part == "noun"]
        if not any(word.part == "verb" for word in words[nouns[0] if nouns else 0 :]):
            return unquoted(whole)
    if words[0].part == "verb" and named and words[0].text not in role("modifying"):
        return None
    run = _run_after(words, quantity)
    if run is None:
        return None
    if (named or quantity.dimension in PEOPLE) and not any(word.part == "noun" for word in run):
        return None  # 33人申报
    return unquoted(text[_without_quoted(run) : _trimmed(run, words, quantity)]) or None


def _run_after(words: list[Word], quantity: Quantity) -> list[Word] | None:
    run: list[Word] = []
    index = 0
    while index < len(words):
        word = words[index]
        following = words[index + 1] if index + 1 < len(words) else None
        named = any(row.part in ("noun", "verbal") for row in run)
        if word.text[0] == "“" and named and not (following and following.part == "noun"):
            break  # 15名同志“火线”入党
        if run and run[-1].nominal and _is_odd(word) and following is not None and _is_odd(following):
            break  # 19条产业链立起四梁八柱
        if run and word.part == "verbal" and word.text in role("action") and _acts(run[-1], quantity):
            break  # 12名学生获奖, 30家企业参展
        if (
            word.part in ("noun", "attribute", "verbal")
            or (word.part == "verb" and _modifies(word, run, following, quantity))
            or (word.part == "joint" and run and following and following.part in ("noun", "attribute"))
        ):
            run.append(word)
        elif word.part == "of" and word.text == "的" and (not run or not named or _describes(run)):
            run = []
        elif named and not _relates(word, following, quantity):
            break
        else:
            head = _after_relative(words, index)
            if head is None:
                break
            run, index = [], head
            continue
        index += 1
    return run if any(word.nominal for word in run) else None


def _is_odd(word: Word) -> bool:
    """Half of a verb that the dictionary lacks (立起)."""
    return word.part == "attribute" and len(word.text) == 1 and word.text not in _DEGREES


def _relates(word: Word, following: Word | None, quantity: Quantity) -> bool:
    """群众反映的问题, 功能完善的场所: noun and verb before 的 describe what is counted, where it is not people."""
    if following is None or following.text != "的" or quantity.dimension in PEOPLE:
        return False
    return word.part in ("verb", "verbal") and (word.text not in role("action") or word.text in role("relating"))


def _acts(word: Word, quantity: Quantity) -> bool:
    """Whether a word names people or bodies that are counted: an action after it is theirs."""
    if quantity.dimension in PEOPLE:
        return word.text.endswith(endings("person"))
    return quantity.unit in ("家", "户", "所") and word.text.endswith(endings("agent"))


def _modifies(word: Word, run: list[Word], following: Word | None, quantity: Quantity) -> bool:
    """失业居民, 乡村振兴示范村: a verb inside a noun; 参加, 担任 and other verbs begin the predicate."""
    if following is None or following.part not in ("noun", "verbal", "attribute"):
        return False
    if word.text in role("modifying"):
        return True
    if word.text in role("predicate") or word.text[-2:] in role("predicate"):
        return False
    if any(row.nominal for row in run):
        if run[-1].text.endswith(endings("head")):
            return False  # 692项审批事项进驻中心
        known = word.text in role("action") or following.part != "noun"
        headed = quantity.dimension not in PEOPLE and following.text.endswith(endings("head"))
        return not known and (quantity.unit in _MATTERS or headed)
    return word.text not in role("action") or quantity.dimension not in PEOPLE


def _describes(run: list[Word]) -> bool:
    """功能完善的场所: what stands before 的 says how the thing is, and is not a thing itself (居民的困难)."""
    return run[-1].part != "noun" and run[-1].text[0] != "“" and (len(run) > 1 or not run[-1].nominal)


def _after_relative(words: list[Word], index: int) -> int | None:
    """The index after 的 where what stands before it describes (2名被诬告的干部); None where it does not."""
    for place in range(index, len(words)):
        word = words[place]
        if word.part == "number" or word.end - words[index].start > _LONGEST_RELATIVE or word.text[-1] in _JUDGING:
            return None
        if word.text == "的":
            return place + 1
    return None


def _trimmed(run: list[Word], words: list[Word], quantity: Quantity) -> int:
    """The end of the noun: without verbs of the predicate (维度设置了, 示范村创建)."""
    last = len(run)
    while last > 1 and not run[last - 1].nominal:
        last -= 1
    while last > 1 and run[last - 1].text.endswith(endings("extent")) and run[last - 2].part == "noun":
        last -= 1  # 六大主导产业年产值: the industries are counted
    tail = run[last - 1]
    if last > 1 and tail.part == "verbal" and run[last - 2].part == "noun":
        after = next((word for word in words if word.start >= tail.end), None)
        done = after is not None and (after.part == "number" or after.text in ("了", "过", "着"))
        things = quantity.kind == "count" and quantity.unit not in role("event_unit")
        if done or (things and tail.text in role("making")):
            last -= 1
    return run[last - 1].end


def _without_quoted(run: list[Word]) -> int:
    """Where the noun starts when a set phrase in quotes before it says only how (“一站式”服务中心)."""
    if len(run) > 1 and run[0].text[0] == "“" and run[1].nominal and run[0].text[1:-1] in set_phrases():
        return run[1].start
    return run[0].start
