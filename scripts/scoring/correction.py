"""Scores corrected lines: strict sentence figures, false-positive rate and edits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scoring.figures import Figures, per_thousand, precision_recall, rate
from scoring.split import parts

Edit = tuple[int, int, str]  # start and end in the source, new text

_WIDE = str.maketrans(",;:?!()", "，；：？！（）")


def edits(source: str, target: str) -> tuple[Edit, ...]:
    """The edits that turn ``source`` into ``target``: blocks of a cheapest alignment.

    Among equally cheap alignments, substitution is preferred to deletion and deletion to insertion, from the end
    of the text. A block that keeps its length is taken as single substitutions.
    """
    if source == target:
        return ()
    blocks: list[tuple[int, int, int, int]] = []
    for old, new, size_old, size_new in _steps(source, target):
        if blocks and blocks[-1][1] == old and blocks[-1][3] == new:
            first, _, other, _ = blocks[-1]
            blocks[-1] = (first, old + size_old, other, new + size_new)
        else:
            blocks.append((old, old + size_old, new, new + size_new))
    found: list[Edit] = []
    for start, end, first, last in blocks:
        if end - start == last - first:
            found += [(start + step, start + step + 1, target[first + step]) for step in range(end - start)]
        else:
            found.append((start, end, target[first:last]))
    return tuple(found)


def _steps(source: str, target: str) -> Iterator[tuple[int, int, int, int]]:
    """Changed steps of the alignment: place in both texts and how many characters each side takes (0 or 1)."""
    skip = 0
    while skip < min(len(source), len(target)) and source[skip] == target[skip]:
        skip += 1
    tail = 0
    while tail < min(len(source), len(target)) - skip and source[-1 - tail] == target[-1 - tail]:
        tail += 1
    old, new = source[skip : len(source) - tail], target[skip : len(target) - tail]
    cost = [[row + column for column in range(len(new) + 1)] for row in range(len(old) + 1)]
    for row, left in enumerate(old, 1):
        for column, right in enumerate(new, 1):
            cost[row][column] = min(
                cost[row - 1][column - 1] + (left != right), cost[row - 1][column] + 1, cost[row][column - 1] + 1
            )
    steps = []
    row, column = len(old), len(new)
    while row or column:
        here = cost[row][column]
        if row and column and here == cost[row - 1][column - 1] + (old[row - 1] != new[column - 1]):
            size_old = size_new = 1
        elif row and here == cost[row - 1][column] + 1:
            size_old, size_new = 1, 0
        else:
            size_old, size_new = 0, 1
        row, column = row - size_old, column - size_new
        if not (size_old and size_new and old[row] == new[column]):
            steps.append((skip + row, skip + column, size_old, size_new))
    return reversed(steps)


@dataclass
class CorrectionScore:
    """Adds up sentences; a sentence without an error has the source as its target."""

    sentences: int = 0
    with_error: int = 0
    changed: int = 0
    detected: int = 0
    corrected: int = 0
    flagged: int = 0
    false_changes: int = 0
    characters: int = 0
    edits_wanted: int = 0
    edits_given: int = 0
    edits_right: int = 0

    def add(self, source: str, targets: list[str], output: str) -> None:
        """One sentence, its right forms and what the checker made of it."""
        wrong = source not in targets
        if not wrong:
            targets = [source, *targets] if output not in targets else [output]
        given = edits(source, output)
        wanted = max(
            (edits(source, target) for target in targets), key=lambda row: (row == given, len({*row} & {*given}))
        )
        if not wrong and output not in targets:
            wanted = ()
        self.sentences += 1
        self.characters += len(source)
        self.with_error += wrong
        self.changed += output != source
        if wrong and output != source:
            self.flagged += 1
            self.corrected += output in targets
            self.detected += [row[:2] for row in wanted] == [row[:2] for row in given]
        self.false_changes += not wrong and output not in targets
        self.edits_wanted += len(wanted)
        self.edits_given += len(given)
        self.edits_right += len({*wanted} & {*given})

    def figures(self) -> Figures:
        """Sentence-level and edit-level tables."""
        free = self.sentences - self.with_error
        wrong_edits = self.edits_given - self.edits_right
        return {
            "sentences": {
                name: {"n": self.sentences, "with error": self.with_error, "changed": self.changed, **row}
                for name, row in (
                    ("detection", precision_recall(self.detected, self.changed, self.with_error)),
                    ("correction", precision_recall(self.corrected, self.changed, self.with_error)),
                    ("flagging", precision_recall(self.flagged, self.changed, self.with_error)),
                )
            },
            "false changes": {
                "error-free sentences": {
                    "n": free,
                    "changed": self.false_changes,
                    "rate": rate(self.false_changes, free),
                },
            },
            "edits": {
                "correction": {
                    "gold": self.edits_wanted,
                    "given": self.edits_given,
                    **precision_recall(self.edits_right, self.edits_given, self.edits_wanted),
                    "false per 1,000": per_thousand(wrong_edits, self.characters),
                }
            },
        }


def score_correction(path: Path, correct: Callable[[str], str], widen: bool = False) -> dict[str, CorrectionScore]:
    """A TSV file (id, source, right form …): all of it, and part B, which nothing was fitted on.

    ``widen`` compares with half-width punctuation made full-width.
    """
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    scores = {"": CorrectionScore(), "part B: ": CorrectionScore()}
    for (_, source, *others), part in zip(rows, parts([([*row[2:], ""][0] or row[1]) for row in rows]), strict=True):
        output = correct(source)
        targets = [target for target in others if target] or [source]
        if widen:
            source, output, *targets = (text.translate(_WIDE) for text in (source, output, *targets))
        for name, score in scores.items():
            if not name or part == "B":
                score.add(source, targets, output)
    return scores
