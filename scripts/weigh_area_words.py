"""Work out the weights in data/area_words.tsv again from a folder of Chinese text.

    python scripts/weigh_area_words.py FOLDER [--write] [--lines 40000]

FOLDER holds .txt files or JSONL (.jsonl, .jsonl.xz) with a field “text”. Words and areas stay as they are in the
table. Each line of text gets a weak label from the area words in it, leaving out the word that is being weighed; the
weight is how much commoner the word is under its own area than under the most frequent other one (natural
logarithm), averaged with the judgement that the table gives (3 decides nearly alone, 2 typical, 1 weak), which
also stands in for rare words. Nothing of the text itself goes into the table.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from reportnlp.data import FOLDER, table
from reportnlp.findings import AREAS
from reportnlp.text.lexicon import Lexicon

TABLE = FOLDER / "area_words.tsv"
SHORTEST_LINE = 30  # shorter lines are headings and captions
LEAD = 2  # a line is labelled when one area leads by as many different words
JUDGEMENT_COUNT = 25  # labelled lines that weigh as much as the judgement
LOWEST, HIGHEST = 0.2, 3.5


def main() -> None:
    """Print the table with its new weights, or write it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="change the table instead of printing it")
    parser.add_argument("--lines", type=int, default=40_000, help="lines to read from each file")
    options = parser.parse_args()
    rows = table(TABLE.name)
    counts = _count(rows, _lines(options.folder, options.lines))
    weights = _weigh(rows, counts)
    result = "".join(
        "\t".join((*row[:2], f"{weight:.2f}", *row[3:])) + "\n" for row, weight in zip(rows, weights, strict=True)
    )
    if options.write:
        head = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("#")]
        TABLE.write_text("\n".join(head) + "\n" + result, "utf-8")
    else:
        print(result, end="")


def _lines(folder: Path, most: int) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.name.endswith((".jsonl", ".jsonl.xz", ".txt")):
            yield from islice(_lines_of(path), most)


def _lines_of(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as handle:
        for row in handle:
            text = row if path.suffix == ".txt" else json.loads(row)["text"]
            yield from (line for line in text.split("\n") if len(line) >= SHORTEST_LINE)


def _count(rows: Sequence[tuple[str, ...]], lines: Iterator[str]) -> dict[str, Counter[str]]:
    """For each word the number of lines under each weak label."""
    lexicon = Lexicon(row[0] for row in rows)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        found = {entry for _, entry in lexicon.find(line)}
        votes = Counter(rows[entry][1] for entry in found)
        for entry in found:
            word, area = rows[entry][:2]
            others = votes - Counter([area])
            ranking = [*others.most_common(2), ("", 0), ("", 0)]
            if ranking[0][1] - ranking[1][1] >= LEAD:
                counts[word][ranking[0][0]] += 1
    return counts


def _weigh(rows: Sequence[tuple[str, ...]], counts: dict[str, Counter[str]]) -> Iterator[float]:
    totals: Counter[str] = Counter()
    for counter in counts.values():
        totals.update(counter)
    for word, area, _, judgement, *_ in rows:
        counter = counts[word]
        number = sum(counter.values())
        rates: dict[str, float] = {label: (counter[label] + 0.5) / (totals[label] + 1) for label in AREAS}
        rival = max(rate for label, rate in rates.items() if label != area)
        learned = min(HIGHEST, max(LOWEST, math.log(rates[area] / rival)))
        shrunk = (number * learned + JUDGEMENT_COUNT * float(judgement)) / (number + JUDGEMENT_COUNT)
        yield (shrunk + float(judgement)) / 2


if __name__ == "__main__":
    main()
