import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportnlp.span import Span
from reportnlp.text.edits import Edit, apply_edits, minimal, without_overlaps


def test_edits_that_change_length_leave_every_other_character_alone() -> None:
    text = "学习党的二十精神，贯彻党的二十精神。"
    edits = [Edit(Span(4, 8), "二十大精神"), Edit(Span(13, 17), "二十大精神")]
    assert apply_edits(text, edits) == "学习党的二十大精神，贯彻党的二十大精神。"


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply_edits("一二三", [Edit(Span(0, 2), ""), Edit(Span(1, 3), "")])


def test_of_two_overlapping_edits_the_first_stays() -> None:
    first, second, third = Edit(Span(2, 4), "甲"), Edit(Span(3, 5), "乙"), Edit(Span(0, 1), "丙")
    assert without_overlaps([first, second, third]) == (third, first)


def test_a_minimal_edit_holds_only_what_changes() -> None:
    assert minimal("党的二十精神", Edit(Span(0, 6), "党的二十大精神")) == Edit(Span(4, 4), "大")
    assert minimal("的的", Edit(Span(0, 2), "的")) == Edit(Span(1, 2), "")


@given(st.text("甲乙丙", max_size=12), st.data())
def test_a_minimal_edit_makes_the_same_change(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    edit = Edit(Span(start, end), data.draw(st.text("甲乙丙丁", max_size=6)))
    assert apply_edits(text, [minimal(text, edit)]) == apply_edits(text, [edit])
