"""首先 … 其次 … mixed with 第三 …, or out of their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reportnlp.findings import Evidence
from reportnlp.rules.base import Hit
from reportnlp.rules.st.items import Item, find_items

if TYPE_CHECKING:
    from reportnlp.analysis.context import Context

_CHAIN = ("首先", "其次", "再次", "最后")


def find(context: Context) -> Iterator[Hit]:
    """The first item of each run that does not fit the run's first one."""
    for run in _runs(context):
        for index in range(1, len(run)):
            after = run[index + 1] if index + 1 < len(run) else None
            wrong, best = _judge(run[:index], run[index], after)
            if wrong:
                item = run[index]
                evidence = tuple(Evidence("text", "同组的序次语", row.span) for row in run if row is not item)
                values = (("first", run[0].span.of(context.text)),)
                yield Hit(item.span, (best,) if best else (), evidence=evidence, values=values)
                break


def _runs(context: Context) -> list[list[Item]]:
    """Items from each 首先 or 第一 on, up to the next one or the next heading."""
    runs: list[list[Item]] = []
    run: list[Item] | None = None
    for item in find_items(context):
        if item.series in ("是", "要"):
            continue
        if item.numeral in ("首先", "一"):
            run = [item]
            runs.append(run)
        elif run is not None:
            last = run[-1]
            split = last.paragraph != item.paragraph and not (item.initial and run[0].initial)
            if last.group != item.group or split:
                run = None
            else:
                run.append(item)
    return runs


def _judge(before: Sequence[Item], item: Item, after: Item | None) -> tuple[bool, str]:
    """Whether ``item`` breaks its run, with the word that belongs there ("" where several would do)."""
    last, word = before[-1], item.numeral
    if before[0].series:  # 第一 …
        mixed = not item.series and word in ("其次", "再次")
        return mixed, "第二" if mixed and len(before) == 1 and after and after.numeral == "三" else ""
    if last.numeral not in _CHAIN:
        return False, ""
    rank = _CHAIN.index(last.numeral)
    following = _CHAIN.index(after.numeral) if after and after.numeral in _CHAIN else None
    if item.series:
        return True, _CHAIN[rank + 1] if following == rank + 2 else ""
    if word == last.numeral == "其次":
        return True, "再次" if after is None or following == 3 else ""
    if word == "再次" and last.numeral == "首先":
        return True, "其次" if following == 3 or after is None else ""
    return False, ""
