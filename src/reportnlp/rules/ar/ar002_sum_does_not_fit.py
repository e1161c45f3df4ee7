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


def find(context: Context) -> Iterator[Hit]:
    """Each total after 合计, 共计 or 两项共 that no run of the parts before it gives."""
    text = context.text
    for sentence, quantities in sentences_with_figures(context):
        if len(quantities) < 3 or ("共" not in (words := sentence.of(text)) and "计" not in words):
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
