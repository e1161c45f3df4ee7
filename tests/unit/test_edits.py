import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportnlp.span import Span
from reportnlp.text.edits import Edit, apply_edits, composed, minimal, without_overlaps


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


def test_composed_edits_do_one_after_the_other() -> None:
    text = "一二三四五"
    first = (Edit(Span(1, 2), "贰"), Edit(Span(3, 3), "上下"))  # 一贰三上下四五
    then = (Edit(Span(0, 2), "甲"), Edit(Span(4, 6), ""), Edit(Span(7, 7), "尾"))
    assert apply_edits(text, composed(text, first, then)) == "甲三上五尾"
    assert composed(text, (), first) == first
    assert composed(text, first, ()) == first


EDITS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2), st.text("XY", max_size=2)), max_size=4)


@given(st.text("abc", max_size=9), EDITS, EDITS)
def test_composed_edits_do_what_both_do(
    text: str, one: list[tuple[int, int, str]], two: list[tuple[int, int, str]]
) -> None:
    def edits_in(text: str, rows: list[tuple[int, int, str]]) -> tuple[Edit, ...]:
        return without_overlaps(Edit(Span(at, at + size), new) for at, size, new in rows if at + size <= len(text))

    first = edits_in(text, one)
    middle = apply_edits(text, first)
    then = edits_in(middle, two)
    assert apply_edits(text, composed(text, first, then)) == apply_edits(middle, then)
