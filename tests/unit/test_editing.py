from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportnlp.text.editing import EditorText, Encoding

ENCODINGS = get_args(Encoding)
TEXTS = st.text(st.sampled_from("二十大精神a𠮷🙂é\n\r\v\u2028\u0301"), max_size=30)


@pytest.mark.parametrize(("encoding", "character"), [("utf-8", 11), ("utf-16", 5), ("utf-32", 3)])
def test_units_of_an_encoding(encoding: Encoding, character: int) -> None:
    text = EditorText("一\n二𠮷🙂。", encoding)
    assert text.place(5) == (1, character)
    assert text.position(1, character) == 5
    assert text.position(1, character - 1) == 4  # inside 🙂, but for utf-32, where it is its start


def test_only_line_ends_of_the_protocol_end_a_line() -> None:
    text = EditorText("一\r\n二\v三\u2028四\x85五\r六\n")
    assert text.text == "一\n二\v三\u2028四\x85五\n六\n"
    assert [text.place(position)[0] for position in range(len(text.text) + 1)] == [0, 0, *[1] * 8, 2, 2, 3]


def test_what_is_too_far_is_the_end() -> None:
    text = EditorText("一\n二三")
    assert (text.position(0, 99), text.position(1, 99), text.position(99, 0)) == (1, 4, 4)


@given(TEXTS, st.sampled_from(ENCODINGS))
def test_places_and_positions_round_trip(written: str, encoding: Encoding) -> None:
    text = EditorText(written, encoding)
    whole = text.text
    for position in (*range(len(whole) + 1), *reversed(range(len(whole) + 1))):
        line, character = text.place(position)
        assert text.position(line, character) == position
        before = whole[:position]
        units = before.rpartition("\n")[2].encode({"utf-8": "utf-8"}.get(encoding, f"{encoding}-le"))
        assert (line, character) == (before.count("\n"), len(units) // {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding])


@given(TEXTS, TEXTS, st.data(), st.sampled_from(ENCODINGS))
def test_an_edit_changes_what_it_names_and_nothing_else(
    written: str, new: str, data: st.DataObject, encoding: Encoding
) -> None:
    text = EditorText(written.replace("\r", ""), encoding)
    new = new.replace("\r", "")
    whole = text.text
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    text.replace(text.place(start), text.place(end), new)
    assert text.text == whole[:start] + new + whole[end:]
    assert text.position(*text.place(len(text.text))) == len(text.text)


def test_a_place_in_a_line_as_long_as_a_report_is_found_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = EditorText("全年走访群众30户。" * 1000)
    counted: list[str] = []
    units = EditorText._units
    monkeypatch.setattr(EditorText, "_units", lambda self, one: counted.append(one) or units(self, one))
    assert text.position(0, 9000) == 9000
    assert len(counted) < 10
