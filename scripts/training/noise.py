"""Text for the encoder as rows of its vocabulary: windows, and characters in them that are masked or taken for others."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from training.characters import BOS, EOS, MASK, UNKNOWN

Rows = npt.NDArray[np.int64]
Wrong = Mapping[str, tuple[list[str], list[float]]]  # right character → those it is mistaken for, with weights
_MOST_WRONG = 32  # characters that one is mistaken for; the likeliest are kept


class Windows(NamedTuple):
    """Stretches of text of one length, a row each: those to learn, and those of documents that are held out."""

    learnt: npt.NDArray[np.uint16]
    held_out: npt.NDArray[np.uint16]

    def checksum(self) -> int:
        """One number for all of the text."""
        return zlib.crc32(self.held_out.tobytes(), zlib.crc32(self.learnt.tobytes()))


class Noise(NamedTuple):
    """Shares of characters that are masked, taken for another, and left as they are but asked for too."""

    masked: float
    spoilt: float
    kept: float


class Spoilt(NamedTuple):
    """Windows with noise in them. ``places`` (index into all tokens of ``ids``) are asked for, ``right`` stood there."""

    ids: Rows
    places: Rows
    right: Rows
    masked: npt.NDArray[np.bool_]  # of each place
    spoilt: npt.NDArray[np.bool_]


def cut(documents: Iterable[str], characters: Mapping[str, int], length: int, one_in: int) -> Windows:
    """Windows of ``length`` tokens with <s> and </s>. One document in so many is held out, whole; copies fall together."""
    table = np.full(0x10000, UNKNOWN, np.uint16)
    known = {ord(character): row for character, row in characters.items() if ord(character) < 0x10000}
    table[list(known)] = list(known.values())
    parts: tuple[list[npt.NDArray[np.uint16]], list[npt.NDArray[np.uint16]]] = ([], [])
    for document in documents:
        text = " ".join(document.split())
        data = text.encode("utf-32-le", "replace")
        codes = np.frombuffer(data, np.uint32)
        rows = table[np.where(codes < 0x10000, codes, 0)]
        parts[zlib.crc32(data) % one_in == 0].append(np.append(rows, np.uint16(EOS)))
    learnt, held_out = (_windows(part, length) for part in parts)
    return Windows(learnt, held_out)


def _windows(parts: list[npt.NDArray[np.uint16]], length: int) -> npt.NDArray[np.uint16]:
    stream = np.concatenate(parts) if parts else np.zeros(0, np.uint16)
    inner = length - 2
    whole = stream[: len(stream) // inner * inner].reshape(-1, inner)
    return np.pad(whole, ((0, 0), (1, 1)), constant_values=((0, 0), (BOS, EOS)))


class Spoiler:
    """Puts noise into windows, with the characters that writers take for one another."""

    def __init__(self, wrong: Wrong, characters: Mapping[str, int]) -> None:
        size = max(characters.values()) + 1
        self._options = np.zeros((size, _MOST_WRONG), np.int64)
        self._sums = np.ones((size, _MOST_WRONG), np.float32)
        self._open = np.zeros(size, bool)  # whether it is taken for anything
        for right, (options, weights) in wrong.items():
            row = characters.get(right)
            pairs = [(weight, characters[o]) for o, weight in zip(options, weights, strict=True) if o in characters]
            best = sorted((pair for pair in pairs if pair[0] > 0 and pair[1] != row), reverse=True)[:_MOST_WRONG]
            if row is not None and best:
                self._open[row] = True
                self._options[row, : len(best)] = [option for _, option in best]
                sums = np.cumsum([weight for weight, _ in best])
                self._sums[row, : len(best)] = sums / sums[-1]

    def spoil(self, windows: npt.NDArray[np.integer], shares: Noise, chance: np.random.Generator) -> Spoilt:
        """The windows with ``shares`` of noise, drawn from ``chance``."""
        right = windows.astype(np.int64).reshape(-1)
        draw = chance.random(len(right), np.float32)
        draw[right <= MASK] = 1.0  # <s>, </s> and unknown characters are never asked for
        masked = draw < shares.masked
        spoilt = ~masked & (draw < shares.masked + shares.spoilt) & self._open[right]
        asked = masked | spoilt | (draw < sum(shares))
        ids = right.copy()
        ids[masked] = MASK
        chosen = (chance.random((int(spoilt.sum()), 1), np.float32) >= self._sums[right[spoilt]]).sum(1)
        ids[spoilt] = self._options[right[spoilt], np.minimum(chosen, _MOST_WRONG - 1)]
        places = np.flatnonzero(asked)
        return Spoilt(ids.reshape(windows.shape), places, right[places], masked[places], spoilt[places])
