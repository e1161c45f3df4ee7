"""The tables of set phrases and word pairs: every row does what it says."""

import re
from collections import Counter

import pytest

from reportnlp import Checker, Settings, from_text
from reportnlp.data import table
from reportnlp.rules.wd.wd013_confused_word import pairs

PAIRS = Checker(Settings(select=("WD013",)))
SLOTS = [(*row, "", "", "", "")[:6] for row in table("phrase_slots.tsv")]


@pytest.mark.parametrize("row", table("word_pairs.tsv"), ids=lambda row: f"{row[0]}-{row[1]}")
def test_a_pair_finds_its_slip_and_leaves_the_lawful_use(row: tuple[str, ...]) -> None:
    found, best, *_, slip, lawful = row
    findings = PAIRS.check(from_text(f"{slip}。")).findings
    assert (found, best) in [(finding.found, finding.suggestions[0]) for finding in findings]
    assert not PAIRS.check(from_text(f"{lawful}。")).findings


def test_pairs_have_reason_and_basis() -> None:
    for pair in pairs():
        assert pair.reason and pair.basis and 0.8 <= pair.confidence < 1
        assert int(pair.counts[0]) >= int(pair.counts[1])


def test_slots_are_whole_and_counted() -> None:
    assert len(SLOTS) >= 300
    assert not [place for place, count in Counter(row[0] for row in SLOTS).items() if count > 1]
    for place, count, lawful, wrong, kind, since in SLOTS:
        left, word, right = place.split("|")
        assert word and left + right and int(count) >= 1, place
        assert kind in ("", "near") and re.fullmatch(r"(?:20\d\d)?", since), place
        assert word not in lawful.split() and all(len(other) == len(word) for other in lawful.split()), place
        assert all(re.fullmatch(rf"\D{{{len(word)}}}\d+", cell) for cell in wrong.split()), place


def test_the_right_words_are_left_alone() -> None:
    text = "。\n".join(row[0].replace("|", "") for row in SLOTS)
    assert not Checker(Settings(select=("PH010",))).check(from_text(text)).findings
