"""Plants copied paragraphs into texts and measures how many of them are found, and how fast.

    python scripts/check_passages.py TEXTS.jsonl[.xz] [--reports 1000]

Each text becomes reports of ten paragraphs. One paragraph in ten of every fifth report is replaced by one of another
report: exactly, with 5 % of its characters edited, with its sentences in another order, or with other digits. Prints
recall by kind, the pairs found that nobody planted, and seconds. A planted paragraph makes pairs with whoever else had it:
these are not counted. Who wrote a text is what its ``id`` says before the last slash: pairs of one writer (bulletins of
one office) are counted apart, as an audit keeps them apart. Others may be copies that somebody made: read them (``--show``).
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from reportnlp.rules.xd.passages import Passage, Text
from reportnlp.rules.xd.stock import FEW, find_copies
from reportnlp.span import Span

_SEED = 20261125
_PARAGRAPHS = 10
_SHORTEST, _LONGEST = 80, 600  # characters of a paragraph
_BAR = 0.95
_FALSE = 0.01  # pairs of two writers that nobody planted, for each report


def main() -> int:
    """Prints the figures; exit code 1 where a kind of copy is found too seldom or too many pairs are found that nobody planted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("texts", type=Path)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print so many pairs that nobody planted")
    arguments = parser.parse_args()
    draw = random.Random(_SEED)
    reports = list(islice(_reports(arguments.texts), arguments.reports))
    writers = [writer for writer, _ in reports]
    before = {(row.first, row.second) for row in _copies(_texts(reports))}
    planted: dict[tuple[str, str], str] = {}
    places: dict[str, int] = {}  # which paragraph of a report was planted
    for number in range(0, len(reports), 5):
        kind = list(_KINDS)[number // 5 % len(_KINDS)]
        other = draw.randrange(len(reports))
        pair = tuple(sorted((f"{number:06}", f"{other:06}")))
        if number == other or other % 5 == 0 or pair in before:
            continue
        paragraphs = list(reports[number][1])
        places[f"{number:06}"] = place = draw.randrange(_PARAGRAPHS)
        paragraphs[place] = _KINDS[kind](draw.choice(reports[other][1]), draw)
        reports[number] = (writers[number], paragraphs)
        planted[pair[0], pair[1]] = kind
    texts = _texts(reports)
    started = time.perf_counter()
    found = _copies(texts)
    seconds = time.perf_counter() - started
    pairs = {(row.first, row.second) for row in found}
    bad = False
    for kind in _KINDS:
        wanted = [pair for pair, of in planted.items() if of == kind]
        share = sum(pair in pairs for pair in wanted) / len(wanted)
        bad |= share < _BAR
        print(f"{kind}: {share:.3f} of {len(wanted)}")
    spans = {(path, texts[int(path)].paragraphs[place]) for path, place in places.items()}
    extra = {
        (row.first, row.second)
        for row in found
        if (row.first, row.first_span) not in spans and (row.second, row.second_span) not in spans
    }
    others = {(one, other) for one, other in extra if writers[int(one)] != writers[int(other)]}
    bad |= len(others) > _FALSE * len(texts)
    characters = sum(len(text.text) for text in texts)
    print(f"{len(texts)} reports, {characters:,} characters, {seconds:.1f} s")
    print(f"pairs that nobody planted: {len(extra) - len(others)} of one writer, {len(others)} of two")
    for row in [row for row in found if (row.first, row.second) in others][: arguments.show]:
        for path, span in ((row.first, row.first_span), (row.second, row.second_span)):
            print(f"  {row.likeness:.2f} {writers[int(path)]}: {span.of(texts[int(path)].text)}")
    return int(bad)


def _reports(path: Path) -> list[tuple[str, list[str]]]:
    """Writer and paragraphs of each."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        found = []
        for line in lines:
            row = json.loads(line)
            writer = row["id"].rpartition("/")[0] or row["id"]
            paragraphs = [text for text in row["text"].split("\n") if _SHORTEST <= len(text) <= _LONGEST]
            found += [
                (writer, paragraphs[start : start + _PARAGRAPHS])
                for start in range(0, len(paragraphs) - _PARAGRAPHS + 1, _PARAGRAPHS)
            ]
    random.Random(_SEED).shuffle(found)
    return found


def _copies(texts: list[Text]) -> list[Passage]:
    return [row for row, own in find_copies(texts).items() if own >= FEW]


def _texts(reports: list[tuple[str, list[str]]]) -> list[Text]:
    rows = []
    for number, (writer, paragraphs) in enumerate(reports):
        spans, end = [], 0
        for paragraph in paragraphs:
            spans.append(Span(end, end + len(paragraph)))
            end += len(paragraph) + 1
        rows.append(Text(f"{number:06}", "\n".join(paragraphs), tuple(spans), writer.rpartition("/")[2]))
    return rows


def _edited(text: str, draw: random.Random) -> str:
    characters = list(text)
    for place in draw.sample(range(len(text)), max(1, len(text) // 20)):
        characters[place] = draw.choice(("", "的", characters[place] + "新"))
    return "".join(characters)


def _reordered(text: str, draw: random.Random) -> str:
    sentences = [row + "。" for row in text.rstrip("。").split("。")]
    draw.shuffle(sentences)
    return "".join(sentences)


def _other_digits(text: str, draw: random.Random) -> str:
    return "".join(str(draw.randrange(1, 10)) if character.isdigit() else character for character in text)


_KINDS: dict[str, Callable[[str, random.Random], str]] = {
    "exact": lambda text, _: text,
    "5 % edited": _edited,
    "reordered": _reordered,
    "other digits": _other_digits,
}


if __name__ == "__main__":
    sys.exit(main())
