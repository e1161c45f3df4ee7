"""Whether what a claim tells is done, planned, required or negated: the clause that governs the number decides."""

from __future__ import annotations

import re
from collections.abc import Callable

from reportnlp.analysis.wording import role
from reportnlp.findings import Modality
from reportnlp.span import Span
from reportnlp.text.tokens import Token

Tokens = Callable[[int, int], tuple[Token, ...]]

_DONE = re.compile(r"[已业]经?[有达成建开完办]|至今|累计[^，]?$|目前[有已]|实际|现有|共有")  # right before the number
_CUES = re.compile(
    r"计划|力争|拟|打算|预计|争取|准备|将|下一?步|下一?阶段|明年|来年|目标|要|必须|应|不得|须|务必|确保|未|没|不少于|不低于"
)
_MARK = re.compile(r"[，,：:]")
_NEGATED_AFTER = re.compile(
    r"[^，。；：、的0-9]{0,10}?(?:尚未|还未|仍未|未能|未|没有|没)(?![来婚满必知成])[\u4e00-\u9fff]"
)
_PLAN_FOLLOWS = re.compile(r"(?:20[0-9]{2}年|[0-9]{1,2}月|用|在|于|到|再|年底|年内|今年|明年|全年|每)")
_REPORTER = re.compile(r"(?:我们|我|本人)(?![区市县镇乡街村校院局省国党])")
_AT_LEAST = re.compile(r"(?:不少于|不低于|不得少于|不得低于)$")
NEXT = re.compile(r"(?:下一?步|下一?阶段|明年|来年)(?!的)")  # at the start of a clause or sentence
_LONGEST_CHAIN = 5


def find_modality(text: str, begin: int, clause: Span, quantity: Span, tokens: Tokens) -> Modality:
    """The modality of the number at ``quantity``.

    ``begin`` is where its part of the sentence starts (after the last 。 or ；); ``tokens`` gives the tokens of that
    part. Words in an earlier clause hold for a later one that has neither a subject of its own nor a word that says
    it was done (已, 了, 累计).
    """
    if _NEGATED_AFTER.match(text, quantity.end, clause.end):
        return "negated"
    if not _CUES.search(text, begin, quantity.start) or _DONE.search(
        text, max(begin, quantity.start - 5), quantity.start
    ):
        return "done"
    ends = [mark.end() for mark in _MARK.finditer(text, begin, quantity.start)]
    end = quantity.start
    own_subject = False  # a clause between the word and the number that says of whom it speaks
    for start in [*reversed(ends), begin][:_LONGEST_CHAIN]:
        words = [(token.span.of(text), token.tag) for token in tokens(start, end)]
        nearest = end == quantity.start
        found, by = _governing(words, nearest)
        if by == "将" and _DISPOSAL.search(text, start, clause.end):
            found = None
        if found and (nearest or (found != "negated" and not (own_subject and by in _WEAK))):
            return found
        if NEXT.match(text, start):
            return "planned"
        if any(word in role("done") for word, _ in words) or _REPORTER.match(text, start):
            return "done"
        own_subject = own_subject or not _begins_with_verb(words)
        end = start
    return "required" if _AT_LEAST.search(text, max(begin, quantity.start - 4), quantity.start) else "done"


def _begins_with_verb(words: list[tuple[str, str]]) -> bool:
    for word, tag in words:
        if tag[:1] not in ("d", "p", "x", "t") and word not in role("time"):
            return tag[:1] == "v" or word in role("action")
    return True


def _governing(words: list[tuple[str, str]], nearest: bool) -> tuple[Modality | None, str]:
    """What the last governing word of a clause makes of it, and that word."""
    for index in range(len(words) - 1, -1, -1):
        word = words[index][0]
        meant = _MEANINGS.get(word)
        if meant is None:
            if word in role("done"):
                return ("done" if nearest else None), word
            continue
        if _is_verb(words, index, nearest) and not _in_attribute(words, index):
            return meant, word
    return None, ""


def _is_verb(words: list[tuple[str, str]], index: int, nearest: bool) -> bool:
    """Whether a word is used as a verb or adverb of the clause: not 工作计划, 按要求, 将3名干部, 争取资金."""
    word = words[index][0]
    before = words[index - 1] if index else ("", "")
    after = words[index + 1] if index + 1 < len(words) else ("", "")
    if word in ("力争", "即将", "必须", "应当", "不得", "务必", "尚未", "未能", "没有", "没", "未"):
        return True
    if word in ("下步", "下阶段", "明年", "来年"):
        return after[0] != "的" and not any(tag[:1] == "v" for _, tag in words[:index])
    if word == "目标":
        return after[0] in ("是", "为")
    if after[0] in ("", "的", "了", "，") or (not after[0] and nearest):
        return False
    if word in ("要求", "确保"):
        return after[0] not in ("了", "、") and not any(row[0] in _ACCORDING for row in words[:index])
    verbal = after[1][:1] in ("v", "d", "p", "t") or after[0] in role("action") or after[0][:1] == "新"
    if word in ("要", "须", "应", "将"):
        return verbal and (word == "将" or after[1][:1] != "p")
    if word in ("计划", "准备") and before[0] != "原" and (before[1][:1] in _NOMINAL or before[0] in _NAMED):
        return False
    if word == "争取" and (before[0] == "成功" or after[0] == "到"):
        return False
    return verbal or bool(_PLAN_FOLLOWS.match(after[0])) or after[1] == "m"


def _in_attribute(words: list[tuple[str, str]], index: int) -> bool:
    """对未参加学习的12名党员进行补课: the word stands in what describes the things, after a verb or preposition."""
    led = any(tag[:1] in ("v", "p") or word in role("action") for word, tag in words[:index])
    return led and any(word == "的" for word, _ in words[index + 1 :])


_NOMINAL = frozenset("nvjabm")
_NAMED = frozenset(("的", "按", "按照", "“", "《", "各项"))
_WEAK = frozenset(
    ("将", "即将", "要", "应", "须", "确保")
)  # they hold for the next clauses only while these have no subject
_DISPOSAL = re.compile(
    r"将[^，。；]{1,30}?(?:[降减]至|[降减]到|降为|改[为成]|调整[为到至]|用于|作为|转化|[纳列]入|分[为成]|梳理|汇总|移交|报送"
    r"|提[高升]到|压缩到|精简为|缩短[到至]|变[为成]|集中[到于向]|充实到|下沉到)"
)
_ACCORDING = frozenset(("的", "按", "按照", "根据", "依据", "对照", "落实", "有效", "围绕"))
_MEANINGS: dict[str, Modality] = {
    **dict.fromkeys(("计划", "力争", "即将", "拟", "打算", "预计", "争取", "准备", "将", "目标"), "planned"),
    **dict.fromkeys(("下步", "下阶段", "明年", "来年"), "planned"),
    **dict.fromkeys(("必须", "应当", "应", "不得", "须", "务必", "要", "要求", "确保"), "required"),
    **dict.fromkeys(("未", "尚未", "未能", "没有", "没"), "negated"),
}
