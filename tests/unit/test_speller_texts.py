"""The texts of our own that the speller learns from: phrases of general Chinese, sentences as found and as meant."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
from fit_speller import PAIRS, written_pairs
from training.kneser_ney import BARRIER
from training.phrases import PHRASES, TIMES, phrases_of, stream_of

from reportnlp.analysis.speller.encoding import FIRST, MARKS, Alphabet


def test_a_phrase_is_chinese_and_stands_once() -> None:
    lines = [line for line in PHRASES.read_text("utf-8").splitlines() if not line.startswith("#")]
    phrases = phrases_of(PHRASES)
    assert lines == phrases == sorted(set(lines)) and len(phrases) > 50_000
    assert [row for row in phrases if not re.fullmatch("[一-鿿]{3,14}", row)] == []


def test_phrases_stand_between_barriers_a_few_times() -> None:
    alphabet = Alphabet(MARKS + "天地人")
    first = FIRST + len(MARKS)
    once = [BARRIER, first, first + 1, BARRIER, first + 2, BARRIER]
    assert stream_of(["天地", "人"], alphabet).tolist() == once * TIMES


def test_pairs_differ_in_single_characters_and_half_are_clean() -> None:
    pairs = written_pairs(PAIRS)
    assert len({*pairs}) == len(pairs) > 3000
    assert [pair for pair in pairs if len(pair[0]) != len(pair[1])] == []
    changes = [sum(one != other for one, other in zip(*pair, strict=True)) for pair in pairs]
    assert max(changes) <= 6 and 0.3 < sum(change > 0 for change in changes) / len(pairs) < 0.7
