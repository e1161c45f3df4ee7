"""The peer on a trigram of words: it replaces what makes a clause likelier by its margin, and nothing else."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
from scoring.word_trigram import TrigramCorrector


class Words:
    """A model in which each word of a list costs 2 and every other character 6 powers of ten."""

    def __init__(self, *words: str) -> None:
        self._words = frozenset(words)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def NullContextWrite(self, state: object) -> None:  # noqa: N802
        pass

    def BaseScore(self, state: object, word: str, after: object) -> float:  # noqa: N802, ARG002
        return -2.0 if word in self._words else -6.0


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Words:
    monkeypatch.setitem(sys.modules, "kenlm", SimpleNamespace(State=object))
    return Words("党风", "廉政", "建设", "治安")


def test_the_likelier_character_is_put_in_place(model: Words) -> None:
    corrector = TrigramCorrector(model, {"连": "廉练", "社": "设", "安": "按"})
    assert corrector.correct("抓党风连政，党风建社。治安") == "抓党风廉政，党风建设。治安"


def test_a_gain_below_the_margin_changes_nothing(model: Words) -> None:
    assert TrigramCorrector(model, {"连": "廉"}, margin=10.5).correct("党风连政") == "党风连政"
    assert TrigramCorrector(model, {"连": "廉"}, margin=9.5).correct("党风连政") == "党风廉政"


def test_what_makes_no_word_is_not_tried(model: Words) -> None:
    assert TrigramCorrector(model, {"连": "练"}, margin=-100).correct("党风连政") == "党风连政"
