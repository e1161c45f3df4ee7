"""The speller: loads the model and says which characters of a text were probably meant to be others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportnlp.analysis.own_files import kept_while_same
from reportnlp.analysis.speller.confusion import ConfusionSets
from reportnlp.analysis.speller.encoding import FIRST, Alphabet
from reportnlp.analysis.speller.features import Weighed, weigh
from reportnlp.analysis.speller.lengths import LengthSlip, length_slips
from reportnlp.analysis.speller.model import CONTEXT, LanguageModel
from reportnlp.analysis.speller.ngrams import ORDER, BigramSet, HashTable, frequency
from reportnlp.analysis.speller.proposals import Read, Resources
from reportnlp.analysis.speller.words import Dictionary

_ROUNDS = 4  # a slip beside another one shows only when that one is mended
NEAR = 0.7  # score of a sure slip in a line that holds another: slips seldom come alone
_STRETCH = 20_000  # characters read at a time: bounds the memory


class Slip(NamedTuple):
    """Characters ``[start, end)`` of a text for which ``best`` was probably meant.

    ``score``: probability from the logistic model. ``sure``: it may be mended unasked. ``gain``: how much likelier (natural logarithm) the text gets.
    ``attested``: the longest run with the right characters that official text holds; ``times``: how often it does.
    """

    start: int
    end: int
    best: str
    score: float
    sure: bool
    gain: float
    attested: str
    times: int


class Speller:
    """Finds slips with the model files in ``folder``. Raises OSError or ValueError for files that do not fit."""

    def __init__(self, folder: Path) -> None:
        alphabet = Alphabet((folder / "alphabet.txt").read_text("utf-8"))
        table = HashTable.load(folder, "ngrams")
        model = LanguageModel(table)
        bigrams = BigramSet(np.load(folder / "bigrams.npy", mmap_mode="r"))
        self.resources = Resources(alphabet, table, bigrams, model, ConfusionSets(folder), Dictionary(folder))
        self.use({}, 0.0, 1.0, 1.0)
        if (folder / "weights.json").exists():
            content = json.loads((folder / "weights.json").read_text("utf-8"))
            self.use(content["weights"], content["bias"], content["sure"], content["suspect"])

    def use(self, weights: dict[str, float], bias: float, sure: float, suspect: float) -> None:
        """Weighs features with ``weights`` and ``bias``; scores from ``suspect`` on are slips, from ``sure`` on sure."""
        self._weights, self._bias, self.sure, self.suspect = weights, bias, sure, suspect
        self.near = min(sure, NEAR)

    def slips(self, text: str) -> list[Slip]:
        """Slips of ``text`` from the score ``suspect`` on, in order, not overlapping."""
        return self.check(text)[0]

    def check(self, text: str) -> tuple[list[Slip], list[LengthSlip]]:
        """Slips of ``text`` as in ``slips``, and doubled, swapped and missing characters."""
        slips: list[Slip] = []
        lengths: list[LengthSlip] = []
        for start, part in _stretches(text):
            read = Read(part, self.resources)
            slips += (slip._replace(start=slip.start + start, end=slip.end + start) for slip in self._slips(part, read))
            lengths += (
                slip._replace(start=slip.start + start, end=slip.end + start)
                for slip in length_slips(read, self.resources)
            )
        return slips, lengths

    def _slips(self, text: str, read: Read) -> list[Slip]:
        slips = self._judged(read)
        current, mended = text, [slip for slip in slips if slip.sure]
        sure = list(mended)
        changed = {place for slip in sure for place in range(slip.start, slip.end)}
        for _ in range(_ROUNDS - 1):
            if not mended:
                break
            current = _replaced(current, mended)
            lines = _lines_with(current, mended)
            joined = "\n".join(current[start:end] for start, end in lines)
            offsets = np.cumsum([0] + [end - start + 1 for start, end in lines])
            mended = []
            for slip in self._judged(Read(joined, self.resources)):
                line = int(np.searchsorted(offsets, slip.start, "right")) - 1
                shift = lines[line][0] - int(offsets[line])
                slip = slip._replace(start=slip.start + shift, end=slip.end + shift)
                if slip.score >= self.near and changed.isdisjoint(range(slip.start, slip.end)):
                    mended.append(slip._replace(sure=True))
            sure += mended
            changed |= {place for slip in mended for place in range(slip.start, slip.end)}
        taken = {place for slip in sure for place in range(slip.start - 1, slip.end + 1)}
        doubted = [
            slip
            for slip in slips
            if self.suspect <= slip.score < self.sure and not taken & set(range(slip.start, slip.end))
        ]
        return sorted(sure + doubted)

    def _judged(self, read: Read) -> list[Slip]:
        """What one look at a text gives: the surest first, none beside another."""
        rows = [
            (-score, index, weighed)
            for weighed in weigh(read, self.resources)
            for index, score in self._scored(weighed)
        ]
        taken: set[int] = set()
        slips = []
        for score, index, weighed in sorted(rows, key=lambda row: row[:2]):
            at, width = int(weighed.candidates.at[index]), weighed.candidates.width
            start, end = int(read.places[at]), int(read.places[at + width - 1]) + 1
            if end - start != width or taken & set(range(start - 1, end + 1)):
                continue
            taken |= set(range(start, end))
            slips.append(self._slip(read, weighed, index, -score, start, end))
        return slips

    def _scored(self, weighed: Weighed) -> Iterator[tuple[int, float]]:
        score = self.scores(weighed)
        for index in np.flatnonzero(score >= min(self.suspect, self.near)):
            yield int(index), float(score[index])

    def scores(self, weighed: Weighed) -> npt.NDArray[np.float32]:
        """The probability that each candidate is right."""
        total = np.full(len(weighed.candidates), self._bias, np.float32)
        for name, weight in self._weights.items():
            total += np.float32(weight) * weighed.features[name]
        return np.asarray(1 / (1 + np.exp(-total)), np.float32)

    def _slip(self, read: Read, weighed: Weighed, index: int, score: float, start: int, end: int) -> Slip:
        rows, around = weighed.candidates, weighed.windows
        alphabet = self.resources.alphabet
        at, width = int(rows.at[index]), rows.width
        ids = read.ids[at - CONTEXT : at + width + CONTEXT].copy()
        ids[CONTEXT : CONTEXT + width] = rows.ids[index]
        run, count = "", 0
        for n in range(ORDER, 1, -1):
            values = around.new[n][index]
            place = max(range(max(0, CONTEXT + width - n), CONTEXT + 1), key=lambda at: int(values[at]))
            part = ids[place : place + n]
            if values[place] and all(id_ >= FIRST for id_ in part):
                run = "".join(alphabet.character(int(id_)) for id_ in part)
                count = int(frequency(values[place]))
                break
        gain = float(around.after[index] - around.before[index])
        best = "".join(alphabet.character(int(id_)) for id_ in rows.ids[index])
        return Slip(start, end, best, score, score >= self.sure, gain, run, count)


def _stretches(text: str) -> Iterator[tuple[int, str]]:
    """Parts of a long text with their starts; they end at line ends where there are any."""
    start = 0
    while start < len(text):
        end = start + _STRETCH
        if end < len(text):
            end = max(text.rfind("\n", start, end) + 1, text.rfind("。", start, end) + 1)
            end = end if end > start else start + _STRETCH
        yield start, text[start:end]
        start = end


def _replaced(text: str, slips: Iterable[Slip]) -> str:
    characters = list(text)
    for slip in slips:
        characters[slip.start : slip.end] = slip.best
    return "".join(characters)


def _lines_with(text: str, slips: Iterable[Slip]) -> list[tuple[int, int]]:
    lines = set()
    for slip in slips:
        end = text.find("\n", slip.end)
        lines.add((text.rfind("\n", 0, slip.start) + 1, len(text) if end < 0 else end))
    return sorted(lines)


@kept_while_same
def load_speller(folder: Path) -> Speller:
    """The speller of a folder, loaded once for each model that stands there."""
    return Speller(folder)
