"""The near-miss matcher: one slip in a long fixed phrase."""

import pytest

from reportnlp.text.near import NearLexicon

PHRASES = ("民主集中制", "批评和自我批评", "以人民为中心的发展思想", "中国特色社会主义")


def found(text: str, lexicon: NearLexicon | None = None) -> list[tuple[str, str]]:
    lexicon = lexicon or NearLexicon(PHRASES)
    return [(span.of(text), phrase) for span, phrase in lexicon.find(text)]


@pytest.mark.parametrize(
    ("text", "slip", "phrase"),
    [
        ("落实民主中制", "民主中制", "民主集中制"),
        ("落实民主集集中制度", "民主集集中制", "民主集中制"),
        ("落实民主中集制。", "民主中集制", "民主集中制"),
        ("开展批评和自批评，", "批评和自批评", "批评和自我批评"),
        ("走中国特色社会王义道路", "中国特色社会王义", "中国特色社会主义"),
        ("以人民为核心的发展思想", "以人民为核心的发展思想", "以人民为中心的发展思想"),
    ],
)
def test_one_slip_is_found(text: str, slip: str, phrase: str) -> None:
    assert found(text) == [(slip, phrase)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "民主集中制，批评和自我批评，以人民为中心的发展思想，中国特色社会主义。",
        "民主法治",
        "集中制",
        "批评和自我",
        "中国特色社会生活的主义",
    ],
)
def test_right_text_and_other_words_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_wrong_character_in_a_short_phrase_is_left_alone() -> None:
    assert found("民主选举制") == []


def test_lawful_texts_are_left_alone() -> None:
    lexicon = NearLexicon(PHRASES, lawful=["以人为中心的发展思想"])
    assert found("以人为中心的发展思想", lexicon) == []
    assert found("以人民为中的发展思想", lexicon) == [("以人民为中的发展思想", "以人民为中心的发展思想")]


def test_a_slip_of_two_characters_is_found() -> None:
    assert found("到市办开会", NearLexicon(["市委办"])) == [("市办", "市委办")]


def test_every_slip_of_every_phrase_is_found() -> None:
    lexicon = NearLexicon(PHRASES)
    for phrase in PHRASES:
        for position in range(1, len(phrase) - 1):
            slip = phrase[:position] + phrase[position + 1 :]
            assert (slip, phrase) in found(f"，{slip}。", lexicon) or slip in "".join(PHRASES)
