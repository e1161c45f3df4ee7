"""Whatever is done to a Word file, reading ends in a document or in one sentence."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reportnlp
from reportnlp.errors import UnreadableError

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from fuzz_word import mutant  # noqa: E402

FILES = {path.name: path.read_bytes() for path in (ROOT / "corpora").glob("*.docx")}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**9))
def test_a_mutated_file_is_read_or_refused(number: int) -> None:
    name, _, data = mutant(FILES, 1, number)
    try:
        document = reportnlp.read(data, name)
    except UnreadableError as error:
        assert error.zh.endswith("。")
        assert "\n" not in error.zh
    else:
        for paragraph in document.paragraphs:
            assert "".join(link.span.of(document.text) for link in paragraph.runs) == paragraph.span.of(document.text)


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_the_shortest_files(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        reportnlp.read(data, "a.docx")
