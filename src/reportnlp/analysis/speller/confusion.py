"""Confusion sets: which characters are taken for each other, and why."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FIRST_CODE, LAST_CODE = 0x4E00, 0x9FFF
KNOWN = 16  # added to the kind of a pair that writers often take for one another
NEAR, SAME, SAME_TONE = 1, 2, 3  # sound, from speakers' near misses to the same syllable and tone


class Shape:
    """How much two characters look alike."""

    PART, LIKE, VERY_LIKE = 1, 2, 3  # a large part in common; strokes by and large; but for a stroke or two


class Proposals(NamedTuple):
    """Right characters that may have been meant: ``rows`` says for which of the characters asked about."""

    rows: npt.NDArray[np.int64]
    codes: npt.NDArray[np.uint16]
    kinds: npt.NDArray[np.uint8]  # sound * 4 + shape, and KNOWN


class ConfusionSets:
    """Pairs by wrong character, read memory-mapped."""

    def __init__(self, folder: Path) -> None:
        self._offsets, self._targets, self._kinds = (
            np.load(folder / f"confusion_{part}.npy", mmap_mode="r") for part in ("offsets", "targets", "kinds")
        )

    def propose(self, codes: npt.NDArray[np.integer]) -> Proposals:
        """What may have been meant by each of ``codes`` (code points)."""
        known = (codes >= FIRST_CODE) & (codes <= LAST_CODE)
        place = np.where(known, codes - FIRST_CODE, 0).astype(np.int64)
        starts = self._offsets[place].astype(np.int64)
        sizes = np.where(known, self._offsets[place + 1] - starts, 0)
        rows = np.repeat(np.arange(len(codes)), sizes)
        index = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + np.repeat(starts, sizes)
        return Proposals(rows, self._targets[index], self._kinds[index])
