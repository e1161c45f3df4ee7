"""Cuts development data into a part to fit on (A) and one to report on (B), by group of like sentences."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

Part = Literal["A", "B"]
_RUN = 5


def groups(targets: Sequence[str]) -> list[str]:
    """The group of each row: right forms that share half of their 5-grams, named by the first of them in order."""
    group = list(range(len(targets)))

    def root(row: int) -> int:
        while group[row] != row:
            group[row] = group[group[row]]
            row = group[row]
        return row

    holders: dict[str, list[int]] = defaultdict(list)
    sizes: list[int] = []
    for row, target in enumerate(targets):
        runs = {target[place : place + _RUN] for place in range(max(1, len(target) - _RUN + 1))}
        sizes.append(len(runs))
        shared = Counter(other for run in runs for other in holders[run])
        for other, count in shared.items():
            if count * 2 >= min(len(runs), sizes[other]):
                group[root(row)] = root(other)
        for run in runs:
            holders[run].append(row)
    names: dict[int, str] = {}
    for row, target in enumerate(targets):
        names[root(row)] = min(names.get(root(row), target), target)
    return [names[root(row)] for row in range(len(targets))]


def parts(targets: Sequence[str]) -> list[Part]:
    """The part of each row; the rows of a group stay together."""
    return ["A" if hashlib.sha256(group.encode()).digest()[0] % 2 == 0 else "B" for group in groups(targets)]


def rows_of(path: Path, part: Part | None = None) -> list[tuple[str, str]]:
    """Pairs of source and right form in a TSV (id, source, right form …), of one part or of both."""
    cells = [line.split("\t") for line in path.read_text("utf-8-sig").splitlines() if line.strip()]
    pairs = [(row[1], (row[2] if len(row) > 2 else "") or row[1]) for row in cells]
    return [pair for pair, of in zip(pairs, parts([target for _, target in pairs]), strict=True) if part in (None, of)]
