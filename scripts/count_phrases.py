"""Counts the formulations of data/phrase_slots.tsv and the words of data/word_pairs.tsv in a folder of text.

The folder holds *.jsonl.xz, one document a line with its “text”. Without --write it says where the tables differ from the text: other
counts, and words in a slot that the table does not know (to be judged by hand: lawful or a slip). --candidates FILE counts new lines
“left|word|right” instead and shows what else stands in the slot.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from reportnlp.data import FOLDER, table
from reportnlp.rules.ph.ph010_other_word_in_phrase import edges
from reportnlp.rules.wd.wd013_confused_word import pairs
from reportnlp.span import Span
from reportnlp.text.lexicon import Lexicon
from reportnlp.text.tokens import ends_words

HAN = re.compile("[一-龥]+")
BATCH = 2_000_000  # characters searched at once


def texts(folder: Path) -> Iterator[str]:
    """The documents of ``folder``, joined to pieces of about BATCH characters."""
    piece: list[str] = []
    for path in sorted(folder.glob("*.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                piece.append(json.loads(line)["text"])
                if sum(map(len, piece[-200:])) > BATCH or len(piece) >= 200:
                    yield "\n".join(piece)
                    piece = []
    yield "\n".join(piece)


def fill_counts(places: Iterable[str], pieces: Iterable[str]) -> dict[str, Counter[str]]:
    """For each “left|word|right” what stands in the place of the word, where words end at both its sides."""
    anchors: dict[str, list[str]] = defaultdict(list)
    for place in places:
        left, _, right = place.split("|")
        anchors[max(left, right, key=len)].append(place)
    lexicon, keys = Lexicon(anchors, overlapping=True), list(anchors)
    counts: dict[str, Counter[str]] = {place: Counter() for place in places}
    for text in pieces:
        for anchor, entry in lexicon.find(text):
            for place in anchors[keys[entry]]:
                left, word, right = place.split("|")
                start = anchor.end if len(left) >= len(right) else anchor.start - len(word)
                end = start + len(word)
                found = text[max(0, start) : end]
                if not (text.startswith(right, end) and text.endswith(left, 0, max(0, start))):
                    continue
                whole = Span(start - len(left), end + len(right))
                if found == word or (
                    len(found) == len(word)
                    and HAN.fullmatch(found)
                    and ends_words(text, whole, edges(whole, Span(start, end), found, word))
                ):
                    counts[place][found] += 1
    return counts


def recount_slots(pieces: list[str], write: bool) -> None:
    """Compares, or rewrites, the counts of data/phrase_slots.tsv."""
    rows = [(*row, "", "", "", "")[:6] for row in table("phrase_slots.tsv")]
    counts = fill_counts([row[0] for row in rows], pieces)
    new = []
    for place, count, lawful, wrong, kind, since in rows:
        found = counts[place]
        word = place.split("|")[1]
        known = [re.sub(r"\d+$", "", cell) for cell in wrong.split()]
        unknown = {
            other: number
            for other, number in found.most_common()
            if other not in (word, *lawful.split(), *known)
            and (kind != "near" or (set(other) & set(word) and other != word[::-1]))
        }
        if unknown or count != str(found[word]):
            print(place, count, "→", found[word], " ".join(f"{other}{number}" for other, number in unknown.items()))
        wrong = " ".join(f"{other}{found[other]}" for other in known)
        new.append("\t".join((place, str(found[word]), lawful, wrong, kind, since)).rstrip("\t"))
    if write:
        rewrite(FOLDER / "phrase_slots.tsv", new)


def recount_pairs(pieces: list[str], write: bool) -> None:
    """Compares, or rewrites, the counts of data/word_pairs.tsv: how often the pattern stands, right word and wrong."""
    new = []
    for row, pair in zip(table("word_pairs.tsv"), pairs(), strict=True):
        wrong = sum(len(pair.wrong.findall(text)) for text in pieces)
        right = sum(len(pair.right.findall(text)) for text in pieces)
        if (str(right), str(wrong)) != row[3:5]:
            print(row[0], row[1], row[3:5], "→", right, wrong)
        new.append("\t".join((*row[:3], str(right), str(wrong), *row[5:])))
    if write:
        rewrite(FOLDER / "word_pairs.tsv", new)


def rewrite(path: Path, rows: list[str]) -> None:
    """Puts ``rows`` under the comments that ``path`` starts with."""
    head = [line for line in path.read_text("utf-8").splitlines() if line.startswith("#")]
    path.write_text("\n".join([*head, *rows]) + "\n", "utf-8")


def show_candidates(path: Path, pieces: list[str]) -> None:
    """Count, count of other words and these words for each candidate in ``path``."""
    places = list(dict.fromkeys(line for line in path.read_text("utf-8").split("\n") if line.count("|") == 2))
    for place, found in fill_counts(places, pieces).items():
        right = found.pop(place.split("|")[1], 0)
        others = " ".join(f"{other}{number}" for other, number in found.most_common(30))
        print(place, right, found.total(), others, sep="\t")


def main() -> int:
    """Compare the tables with the text, rewrite their counts, or show candidates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="put the counts into the tables")
    parser.add_argument("--candidates", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    pieces = list(texts(arguments.folder))
    print(f"{sum(map(len, pieces)):,} characters", file=sys.stderr)
    if arguments.candidates:
        show_candidates(arguments.candidates, pieces)
    else:
        recount_slots(pieces, arguments.write)
        recount_pairs(pieces, arguments.write)
    return 0


if __name__ == "__main__":
    sys.exit(main())
