"""Phrases of general Chinese as a stream to count: what stands inside them counts, their ends are no ends of sentences."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from reportnlp.analysis.speller.encoding import EDGE, Alphabet
from training.kneser_ney import BARRIER

PHRASES = Path(__file__).resolve().parents[2] / "corpora" / "common_phrases.tsv"
TIMES = 5  # a phrase, and an idiom of the dictionary, counts as seen so often


def phrases_of(path: Path) -> list[str]:
    """The phrases of a file, one a line, each once."""
    lines = path.read_text("utf-8").splitlines()
    return [*dict.fromkeys(line.strip() for line in lines if line.strip() and not line.startswith("#"))]


def stream_of(phrases: Iterable[str], alphabet: Alphabet) -> npt.NDArray[np.uint16]:
    """Each phrase TIMES times, between barriers."""
    ids = alphabet.encode("\n".join(phrases)).ids
    return np.tile(np.where(ids == EDGE, np.uint16(BARRIER), ids), TIMES)
