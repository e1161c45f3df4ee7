"""Counts character n-grams of a folder of clean official text into models/speller: the model of the spelling rules.

    python scripts/train_language_model.py FOLDER… [--exclude EVAL.tsv…] [-o models/speller]

Reads .txt, .md, .docx and .jsonl (also .jsonl.xz; the field "text"). Needs about 6 GB of memory for 100 million characters. Phrases of
general Chinese, which official text lacks (corpora/common_phrases.tsv), and idioms are counted as if each stood there a few times.
"""

from __future__ import annotations

import argparse
import itertools
import json
import lzma
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import jieba
import numpy as np
import numpy.typing as npt
from scoring.manifest import write_manifest
from training.kneser_ney import Grams, grams, smoothed
from training.phrases import PHRASES, TIMES, phrases_of, stream_of

import reportnlp
from reportnlp.analysis.speller.encoding import EDGE, FIRST, MARKS, UNKNOWN, Alphabet
from reportnlp.analysis.speller.model import LanguageModel
from reportnlp.analysis.speller.ngrams import (
    ORDER,
    UNSEEN,
    HashTable,
    Values,
    build_table,
    extend,
    mixed,
    packed,
    quantised,
)
from reportnlp.analysis.speller.words import LONGEST
from reportnlp.errors import ReportnlpError

MODELS = Path(__file__).resolve().parent.parent / "models" / "speller"
LEAST = (1, 2, 2, 3, 5)  # n-grams of order 1, 2, … seen less often are left out
HELD_OUT = 100  # one sentence in so many is not counted: it weighs the orders
SHARED = 13  # a run of so many characters that an evaluation text holds too …
FORMULA = 20  # … takes a sentence out, unless so many sentences hold it: then it is a set formula
COMMON = 5  # a character seen less often is unknown
Stream = npt.NDArray[np.uint16]
Keys = npt.NDArray[np.uint64]


def texts(folder: Path) -> Iterator[str]:
    """The text of every document below ``folder``."""
    for path in sorted(folder.rglob("*")):
        if path.name.endswith((".jsonl", ".jsonl.xz")):
            packed = path.suffix == ".xz"
            with lzma.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8") as file:
                yield from (json.loads(line)["text"] for line in file if line.strip())
        elif path.suffix.lower() in (".txt", ".md", ".docx"):
            try:
                yield reportnlp.read(path).text
            except ReportnlpError as error:
                print(f"{path}: {error}", file=sys.stderr)


def alphabet_of(documents: Iterable[str]) -> Alphabet:
    """Marks and the Chinese characters that stand often enough, commonest first."""
    counts: Counter[str] = Counter()
    for document in documents:
        counts.update(document)
    han = [row for row, count in counts.most_common() if count >= COMMON and ("一" <= row <= "鿿" or row == "〇")]
    return Alphabet(MARKS + "".join(han))


def starts_of(stream: Stream) -> npt.NDArray[np.int64]:
    """Where sentences start: at their edges. The last edge closes the last sentence."""
    return np.flatnonzero(stream == EDGE)[:-1]


def select(stream: Stream, starts: npt.NDArray[np.int64], kept: npt.NDArray[np.bool_]) -> Stream:
    """The stream with only the sentences that are kept."""
    lengths = np.diff(np.r_[starts, len(stream) - 1])
    return np.asarray(np.r_[stream[:-1][np.repeat(kept, lengths)], np.uint16(EDGE)])


def good_sentences(stream: Stream) -> tuple[Stream, Keys]:
    """Sentences that are Chinese for the most part and not too short, with a hash of each."""
    starts = starts_of(stream)
    lengths = np.diff(np.r_[starts, len(stream) - 1])
    han = np.add.reduceat(stream[:-1] >= FIRST + len(MARKS), starts, dtype=np.int64)
    unknown = np.add.reduceat(stream[:-1] == UNKNOWN, starts, dtype=np.int64)
    kept = (han >= 4) & (han * 10 >= lengths * 6) & (unknown * 20 <= lengths)
    stream = select(stream, starts, kept)
    starts = starts_of(stream)
    lengths = np.diff(np.r_[starts, len(stream) - 1])
    offsets = np.arange(len(stream) - 1) - np.repeat(starts, lengths)
    parts = mixed(stream[:-1].astype(np.uint64) + (offsets.astype(np.uint64) << np.uint64(20)))
    return stream, np.add.reduceat(parts, starts)


def runs(stream: Stream, length: int) -> Keys:
    """The key of each run of ``length`` ids; those with an edge inside are 0."""
    keys = np.zeros(len(stream) - length + 1, np.uint64)
    edges = np.zeros(len(keys), bool)
    for offset in range(length):
        part = stream[offset : offset + len(keys)]
        keys = extend(keys, part)
        edges |= part == EDGE
    keys[edges] = 0
    return keys


def contaminated(stream: Stream, alphabet: Alphabet, exclude: list[Path]) -> npt.NDArray[np.bool_]:
    """Which sentences share a run of SHARED characters, no formula, with the evaluation files."""
    starts = starts_of(stream)
    found = np.zeros(len(starts), bool)
    if not exclude:
        return found
    held = "\n".join(path.read_text("utf-8-sig").replace("\t", "\n") for path in exclude)
    wanted = np.setdiff1d(runs(alphabet.encode(held).ids, SHARED), np.uint64(0))
    keys, where = [], []
    step = 10_000_000
    for begin in range(0, len(stream), step):
        part = runs(stream[begin : begin + step + SHARED - 1], SHARED)
        hits = np.flatnonzero(wanted[np.minimum(np.searchsorted(wanted, part), len(wanted) - 1)] == part)
        keys.append(part[hits])
        where.append(hits + begin)
    all_keys, all_where = np.concatenate(keys), np.concatenate(where)
    _, index, counts = np.unique(all_keys, return_inverse=True, return_counts=True)
    rare = counts[index] < FORMULA
    found[np.searchsorted(starts, all_where[rare], "right") - 1] = True
    return found


def read(
    folders: list[Path], exclude: list[Path], phrases: list[str]
) -> tuple[Alphabet, Stream, Stream, dict[str, Any]]:
    """Alphabet, stream to count, held-out stream, and figures on what was read."""
    alphabet = alphabet_of(
        itertools.chain(phrases * TIMES, (document for folder in folders for document in texts(folder)))
    )
    parts, hashes = [], []
    figures = {"documents": 0, "characters": 0}
    batch: list[str] = []

    def flush() -> None:
        if batch:
            stream, hashed = good_sentences(alphabet.encode("\n".join(batch)).ids)
            parts.append(stream[:-1])
            hashes.append(hashed)
            batch.clear()

    for document in (document for folder in folders for document in texts(folder)):
        figures["documents"] += 1
        figures["characters"] += len(document)
        batch.append(document)
        if sum(map(len, batch)) > 4_000_000:
            flush()
    flush()
    stream, hashed = np.r_[np.concatenate(parts), np.uint16(EDGE)], np.concatenate(hashes)
    figures["sentences"] = len(hashed)
    kept = np.zeros(len(hashed), bool)
    kept[np.unique(hashed, return_index=True)[1]] = True
    figures["different sentences"] = int(kept.sum())
    shared = contaminated(stream, alphabet, exclude)
    figures["sentences left out as shared with evaluation text"] = int((kept & shared).sum())
    kept &= ~shared
    held = hashed % np.uint64(HELD_OUT) == 0
    starts = starts_of(stream)
    counted, held_out = select(stream, starts, kept & ~held), select(stream, starts, kept & held)
    figures["characters counted"] = len(counted)
    return alphabet, counted, held_out, figures


def dictionary(files: list[Path], alphabet: Alphabet) -> dict[str, tuple[int, bool]]:
    """Word → frequency and whether it is an idiom. Files in jieba's form: word, frequency, tag (i and l: idioms).

    People's names count as seen once: they protect what stands there, and are never offered.
    """
    words: dict[str, tuple[int, bool]] = {}
    for path in files:
        for line in path.read_text("utf-8").splitlines():
            word, *rest = line.split()
            if 1 <= len(word) <= LONGEST and all(row in alphabet.characters[len(MARKS) :] for row in set(word)):
                frequency = int(rest[0]) + 2 if rest else 3
                tag = rest[1] if len(rest) > 1 else "i"
                words.setdefault(word, (1 if tag.startswith("nr") else frequency, len(word) == 4 and tag in ("i", "l")))
    return words


def keys_of(words: Iterable[str], alphabet: Alphabet) -> Keys:
    """Keys of words, in order; the sign ? stands for an open place."""
    rows = list(words)
    keys = np.zeros(len(rows), np.uint64)
    lengths = np.array([len(row) for row in rows])
    for place in range(int(lengths.max(initial=0))):
        longer = np.flatnonzero(lengths > place)
        ids = np.array([0 if rows[row][place] == "?" else alphabet.id(rows[row][place]) for row in longer], np.uint16)
        keys[longer] = extend(keys[longer], ids)
    return keys


def write_dictionary(words: dict[str, tuple[int, bool]], alphabet: Alphabet, folder: Path) -> None:
    """The tables of words and of idioms with one character open."""
    counts = np.array([frequency for frequency, _ in words.values()])
    save_table(folder, "words", keys_of(words, alphabet), quantised(counts))
    open_places: dict[str, str] = {}
    for word, (_, idiom) in sorted(words.items(), key=lambda row: (-row[1][0], row[0])):
        for place in range(4 if idiom else 0):
            open_places.setdefault(word[:place] + "?" + word[place + 1 :], word[place])
    keys = mixed(keys_of(open_places, alphabet))
    order = np.argsort(keys)
    np.save(folder / "idioms_keys.npy", (keys[order] >> np.uint64(32)).astype(np.uint32))
    np.save(folder / "idioms_codes.npy", np.array([ord(row) for row in open_places.values()], np.uint16)[order])


def save_table(folder: Path, name: str, keys: Keys, values: Values) -> None:
    """A hash table in two files."""
    table_keys, table_values = build_table(keys, values)
    np.save(folder / f"{name}_keys.npy", table_keys)
    np.save(folder / f"{name}_values.npy", table_values)


def write_counts(
    stream: Stream, words: dict[str, tuple[int, bool]], alphabet: Alphabet, folder: Path
) -> dict[str, int]:
    """The table of n-grams, with those of dictionary words that the text lacks (as seen once), and the set of bigrams."""
    orders: list[Grams] = []
    for order in range(1, ORDER + 1):
        orders.append(grams(stream, order, orders[-1].keys if orders else np.zeros(0, np.uint64)))
    kept = smoothed(orders, LEAST)
    sizes = {f"{order}-grams": len(row.keys) for order, row in enumerate(kept, 1)}
    keys = [row.keys for row in kept]
    values = [packed(row.counts, row.left, row.chance) for row in kept]
    parts = {
        word[start : start + order]
        for word, (frequency, _) in words.items()
        if frequency > 1
        for order in range(2, ORDER + 1)
        for start in range(len(word) - order + 1)
    }
    new = np.setdiff1d(keys_of(sorted(parts), alphabet), np.concatenate(keys))
    sizes["n-grams of the dictionary only"] = len(new)
    save_table(
        folder, "ngrams", np.concatenate((*keys, new)), np.concatenate((*values, np.full(len(new), UNSEEN, np.uint16)))
    )
    table = HashTable.load(folder, "ngrams")
    every = np.arange(len(alphabet), dtype=np.uint16)
    firsts = extend(np.zeros(len(every), np.uint64), every)
    rows = [
        np.packbits(table.get(extend(np.full_like(firsts, first), every)) > 0, bitorder="little") for first in firsts
    ]
    np.save(folder / "bigrams.npy", np.stack(rows))
    return sizes


def perplexity(model: LanguageModel, stream: Stream) -> float:
    """How many characters the model hesitates between, on average."""
    chances = model.log_probability(model.attested(stream))[ORDER:]
    return round(float(np.exp(-chances.mean(dtype=np.float64))), 2)


def main() -> int:
    """Reads, counts, prunes, writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument(
        "--exclude", nargs="*", type=Path, default=[], help="evaluation files to keep out of the counts"
    )
    parser.add_argument("--words", nargs="*", type=Path, default=[], help="more dictionaries; jieba's is always read")
    parser.add_argument("--phrases", type=Path, default=PHRASES, help="file, a phrase a line")
    parser.add_argument("--held-out", type=Path, help="where to save the sentences that are not counted")
    parser.add_argument("-o", "--output", type=Path, default=MODELS)
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    phrases = phrases_of(options.phrases)
    alphabet, stream, held_out, figures = read(options.folders, options.exclude, phrases)
    figures["phrases"] = len(phrases)
    (options.output / "alphabet.txt").write_text(alphabet.characters, "utf-8")
    words = dictionary([Path(jieba.__file__).parent / "dict.txt", *options.words], alphabet)
    write_dictionary(words, alphabet, options.output)
    idioms = [word for word, (_, idiom) in words.items() if idiom]
    stream = np.r_[stream, stream_of(dict.fromkeys((*phrases, *idioms)), alphabet)]
    figures |= {"words": len(words), **write_counts(stream, words, alphabet, options.output)}
    if options.held_out:
        np.save(options.held_out, held_out)
    model = LanguageModel(HashTable.load(options.output, "ngrams"))
    figures["perplexity of held-out text"] = perplexity(model, held_out)
    write_manifest(options.output, text=figures)
    print(json.dumps(figures, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
