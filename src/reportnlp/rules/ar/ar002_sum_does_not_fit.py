"""Parts that do not add up to the total named after them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reportnlp.rules.ar.amounts import COUNTED, comparable, exact, is_exact, places, sentences_with_figures
from reportnlp.rules.base import Hit

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context
    from reportnlp.findings import Quantity

_NUMBERS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_TOTAL = re.compile(
    r"[，,、](?:以上)?(?:(?P<count>[两二三四五六])(?:项|类|者|块|部分|个方面|级|地)(?:合计|共计|总计|共|合在一起)|合计|共计|总计|总共|共)"
    r"(?:达到?|为|有)?$"
)
_DOUBLE = re.compile("处分|政务|党纪|双重|重复|交叉|兼")
_BREAK = re.compile("[。；;：:]|其中|增长|同比|比上年|由|从")
_FREE = re.compile("[，。；、）)！？]|$")
_FARTHEST = 24  # characters between two parts
_PART_JOINS = re.compile("[、，,和及；;]|以及")
_LABEL = re.compile("[一-龥“”]{1,10}")
_LISTED = re.compile("(?P<bracket>[（(])|[：:]|，分别(?:是|为)[：:]?")
_SAID_TOTAL = re.compile("(?:总计|合计|共计|总共|共有?|总数为)[^，。；、：0-9]{0,10}$")
_ATTRIBUTE = re.compile(
    "女|青年|少数|低保|残疾|困难|贫困|老|孤|独居|留守|学历|以上|以下|代表|退役|军|兼"
)  # may overlap
# Words that exclude each other, so that parts named by them never overlap; the first sets leave nothing out.
_AXES = tuple(
    tuple(words.split())
    for words in (
        "男 女",
        "正式 预备",
        "在职 离退休 退休 离休",
        "农村 机关 两新 社区 企业 国企 事业 学校 非公 街道 村级 离退休 城镇 流动",
        "国家级 省级 市级 县级 区级 镇级 校级",
        "新建 续建 改建 扩建",
        "上半年 下半年",
        "线上 线下",
        "特困 低保 边缘易致贫",
    )
)
_WHOLE_AXES = 2


def find(context: Context) -> Iterator[Hit]:
    """Totals after 合计, 共计 or 两项共, and before 其中 or a closed list, that the parts do not give."""
    text = context.text
    for sentence, quantities in sentences_with_figures(context):
        words = sentence.of(text)
        if len(quantities) > 2 and "其中" in words:
            yield from _named_parts(text, quantities)
        if len(quantities) > 2 and not _DOUBLE.search(words):
            yield from _counted_out(text, quantities)
        if len(quantities) < 3 or ("共" not in words and "计" not in words):
            continue
        for index in range(2, len(quantities)):
            total = quantities[index]
            cue = _TOTAL.search(text, max(sentence.start, total.span.start - 14), total.span.start)
            if (
                cue is None
                or not _FREE.match(text, total.span.end)
                or total.kind not in COUNTED
                or not is_exact(total)
                or _DOUBLE.search(words)
            ):
                continue
            parts = _parts(text, [row for row in quantities[:index] if row.span.end <= cue.start()], total)
            count = _NUMBERS.get(cue["count"] or "", 0)
            if len(parts) < 2 or (count and len(parts) < count):
                continue
            sums = [sum(map(exact, parts[-count:]))] if count else _runs(parts)
            if not any(abs(amount - exact(total)) < 1e-6 * max(1.0, amount) for amount in sums):
                shown = f"{(sums[0] if count else sums[-1]) / _scale(total, text):g}"
                parts = parts[-count:] if count else parts
                yield Hit(total.span, evidence=places(*parts), values=(("sum", shown),))


def _parts(text: str, before: Sequence[Quantity], total: Quantity) -> list[Quantity]:
    """Exact figures of the total's kind that lead up to it without a break."""
    parts: list[Quantity] = []
    after = total
    for row in reversed(before):
        between = text[row.span.end : after.span.start]
        if not comparable(row, total) or not is_exact(row) or len(between) > _FARTHEST or _BREAK.search(between):
            break
        parts.insert(0, row)
        after = row
    return parts


def _runs(parts: Sequence[Quantity]) -> list[float]:
    """Sums of the last two, three … parts."""
    values = [exact(row) for row in parts]
    return [sum(values[start:]) for start in range(len(values) - 2, -1, -1)]


def _scale(total: Quantity, text: str) -> float:
    number = total.span.of(text)
    return 1e8 if "亿" in number else 1e4 if "万" in number else 1.0


def _named_parts(text: str, quantities: Sequence[Quantity]) -> Iterator[Hit]:
    """Wholes that the parts named after 其中 exceed, or do not reach though nothing is left out."""
    for index, whole in enumerate(quantities[:-2]):
        if not is_exact(whole) or whole.kind != "count" or not text.startswith(("，其中", "（其中"), whole.span.end):
            continue
        parts, labels = _labelled(text, whole, quantities[index + 1 :])
        axis = _axis(labels)
        if len(parts) < 2 or axis is None:
            continue
        amount = sum(map(exact, parts))
        if amount > exact(whole) or (amount < exact(whole) and axis < _WHOLE_AXES):
            yield Hit(whole.span, evidence=places(*parts), values=(("sum", f"{amount:g}"),))


def _counted_out(text: str, quantities: Sequence[Quantity]) -> Iterator[Hit]:
    """Wholes said with 共 that the list right after the colon or in the bracket, which ends there, does not give."""
    for index, whole in enumerate(quantities[:-2]):
        opening = _LISTED.match(text, whole.span.end)
        if opening is None or not is_exact(whole) or whole.kind != "count":
            continue
        if not _SAID_TOTAL.search(text, max(0, whole.span.start - 16), whole.span.start):
            continue
        parts: list[Quantity] = []
        end = opening.end()
        for row in quantities[index + 1 :]:
            between = text[end : row.span.start]
            join = _PART_JOINS.match(between) if parts else None
            if (parts and join is None) or row.unit != whole.unit or not is_exact(row):
                break
            if not _LABEL.fullmatch(between[join.end() :] if join else between):
                break
            parts.append(row)
            end = row.span.end
        closed = "）)" if opening["bracket"] else "。；\n"
        if len(parts) < 2 or (text[end : end + 1] or "\n") not in closed:
            continue
        amount = sum(map(exact, parts))
        overlap = _ATTRIBUTE.search(text, opening.end(), end) is not None
        below = amount < exact(whole) and (not opening["bracket"] or len(parts) > 2)
        if below or (amount > exact(whole) and not overlap):
            yield Hit(whole.span, evidence=places(*parts), values=(("sum", f"{amount:g}"),))


def _labelled(text: str, whole: Quantity, following: Sequence[Quantity]) -> tuple[list[Quantity], list[str]]:
    """The run of figures of the whole's unit that starts after 其中, and the words before each."""
    parts: list[Quantity] = []
    labels: list[str] = []
    end = whole.span.end + len("，其中")
    for row in following:
        between = text[end : row.span.start]
        if parts:
            join = _PART_JOINS.match(between)
            if join is None:
                break
            between = between[join.end() :]
        between = between.lstrip("有：:")
        if row.unit != whole.unit or not is_exact(row) or not _LABEL.fullmatch(between):
            break
        parts.append(row)
        labels.append(between)
        end = row.span.end
    return parts, labels


def _axis(labels: Sequence[str]) -> int | None:
    """Which set of words that exclude each other names the parts, each by another word."""
    for position, words in enumerate(_AXES):
        named = [next((word for word in words if label.startswith(word)), None) for label in labels]
        if None not in named and len(set(named)) == len(named):
            return position
    return None
