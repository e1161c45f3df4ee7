"""Which claims are parts of which: 共312名，其中…; 宣讲30场，包括…; A 205名、B 71名，合计276名."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportnlp.analysis.wording import role
from reportnlp.findings import Claim
from reportnlp.span import Span

_OPENING = re.compile(r"其中|包括|包含|分别(?:为|是|有)|分为")
_CLOSING = re.compile(r"(?:合计|总计|共计|共)(?:[达有为]|达到)?$")
_LIST = re.compile(r"[^，。；]{0,10}?[、，和与及]|(?:及?以[上下内]|左右)$")
_REACH = 40  # claims that are looked back at: keeps endless sentences linear
_ENDS = re.compile(r"[。；！？\n]")


def find_wholes(text: str, claims: Sequence[Claim]) -> dict[int, int]:
    """For the index of each claim that is a part, the index of the claim that holds it.

    Only counts of one dimension, in one sentence; a clause with a verb of its own ends the parts.
    """
    wholes: dict[int, int] = {}
    start = 0
    for stop in range(1, len(claims) + 1):
        if stop == len(claims) or _ENDS.search(text, claims[stop - 1].span.end, claims[stop].span.start):
            if stop - start > 1:
                _in_sentence(text, claims, range(start, stop), wholes)
            start = stop
    return wholes


def shared_noun(parts: Sequence[Claim], total: Claim) -> str | None:
    """The end that the nouns of the parts have in common (护理党员, 行政党员 → 党员), for a total that names none."""
    if total.noun is not None or any(part.noun is None or part.span.start > total.span.start for part in parts):
        return total.noun
    nouns = [part.noun or "" for part in parts]
    ends = (nouns[0][start:] for start in range(len(nouns[0]) - 1))
    return next((end for end in ends if all(noun.endswith(end) for noun in nouns)), None)


def _in_sentence(text: str, claims: Sequence[Claim], indexes: range, wholes: dict[int, int]) -> None:
    opened: int | None = None  # the claim after 其中
    whole: int | None = None
    for index in indexes[1:]:
        between = Span(claims[index - 1].span.end, claims[index].span.start)
        words = between.of(text)
        if _OPENING.search(words):
            opened, whole = index, None
        elif opened is not None and (not _LIST.match(words) or _starts_anew(claims[index], words)):
            opened = whole = None
        if opened is not None and whole is None:  # 其中35岁以下11名: the age is no part
            whole = _nearest(claims, range(max(indexes.start, opened - _REACH), opened), claims[index])
        if whole is not None and _same(claims[whole], claims[index]):
            wholes[index] = whole
        elif opened is None and _CLOSING.search(words.rstrip("约达近超")):
            parts = _parts_before(text, claims, range(max(indexes.start, index - _REACH), index), claims[index], wholes)
            wholes.update(dict.fromkeys(parts, index))


def _nearest(claims: Sequence[Claim], before: range, part: Claim) -> int | None:
    for index in reversed(before):
        if _same(claims[index], part):
            return index
    return None


def _same(first: Claim, second: Claim) -> bool:
    return first.quantity.dimension == second.quantity.dimension and first.quantity.kind == second.quantity.kind


def _starts_anew(claim: Claim, words: str) -> bool:
    """Whether a clause of its own begins: ，培训党员30名."""
    return (
        words[-1:] != "共"
        and "，" in words
        and claim.action is not None
        and claim.action in words
        and claim.action in role("action")
    )


def _parts_before(text: str, claims: Sequence[Claim], before: range, total: Claim, wholes: dict[int, int]) -> list[int]:
    """Two or more counts in a list right before 合计."""
    parts: list[int] = []
    for index in reversed(before):
        if not _same(claims[index], total):
            if parts:
                break
            continue
        if parts:
            between = text[claims[index].span.end : claims[parts[-1]].span.start]
            if not _LIST.match(between) or _starts_anew(claims[parts[-1]], between):
                break
        if index in wholes:
            break
        parts.append(index)
    return parts if len(parts) > 1 else []
