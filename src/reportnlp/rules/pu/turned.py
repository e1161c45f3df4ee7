"""Double quotes that stand the wrong way round."""

from __future__ import annotations

from collections.abc import Iterator

from reportnlp.rules.pu.pairs import find_pairs

_NEAR = 24  # a quoted term is hardly longer


def turned_quotes(text: str) -> Iterator[tuple[int, str]]:
    """Positions of turned quotes with the right mark: “头雁“ ”头雁” ”头雁“."""
    lone = [position for position in find_pairs(text).lone if text[position] in "“”"]
    index = 0
    while index + 1 < len(lone):
        first, second = lone[index], lone[index + 1]
        between = text[first + 1 : second]
        if second - first > _NEAR or any(mark in between for mark in "\n“”。"):
            index += 1
            continue
        if text[first] == "”":
            yield first, "“"
        if text[second] == "“":
            yield second, "”"
        index += 2
