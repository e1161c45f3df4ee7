import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportnlp.text.positions import Positions


def test_a_wide_character_counts_twice_in_utf16() -> None:
    positions = Positions("a𠮷b🙂\nc")
    assert [positions.to_utf16(position) for position in range(7)] == [0, 1, 3, 4, 6, 7, 8]


def test_the_middle_of_a_surrogate_pair_is_its_start() -> None:
    assert Positions("a𠮷b").from_utf16(2) == 1


def test_a_position_outside_the_text_is_an_error() -> None:
    with pytest.raises(IndexError):
        Positions("甲").to_utf16(2)


@given(st.text(st.sampled_from("甲a𠮷🙂\n"), max_size=30))
def test_every_position_comes_back(text: str) -> None:
    positions = Positions(text)
    for position in range(len(text) + 1):
        assert positions.to_utf16(position) == len(text[:position].encode("utf-16-le")) // 2
        assert positions.from_utf16(positions.to_utf16(position)) == position
        assert positions.from_line_column(*positions.to_line_column(position)) == position
