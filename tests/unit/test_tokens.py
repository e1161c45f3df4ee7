from pathlib import Path

import pytest

import reportnlp
from reportnlp.span import Span
from reportnlp.text.tokens import tokenize

CORPORA = sorted(path for path in (Path(__file__).parents[2] / "corpora").iterdir() if path.suffix in (".txt", ".docx"))


@pytest.mark.parametrize("path", CORPORA, ids=lambda path: path.name)
def test_rjieba_and_jieba_give_the_same_tokens(path: Path) -> None:
    text = reportnlp.read(path).text
    fast, reference = tokenize(text), tokenize(text, segmenter="jieba")
    assert [token.span for token in fast] == [token.span for token in reference]
    assert "".join(token.span.of(text) for token in fast) == text


def test_tokens_of_a_span_keep_their_place() -> None:
    text = "全年走访群众12户。"
    assert [token.span.of(text) for token in tokenize(text, Span(2, 6))] == ["走访", "群众"]


def test_what_rjieba_joins_is_taken_apart_as_jieba_does() -> None:
    text = "压缩20-30%，建成5G-A基站6-9.1万个，见www.a.com，C++和3.5%。"
    assert tokenize(text) and [row.span for row in tokenize(text)] == [
        row.span for row in tokenize(text, segmenter="jieba")
    ]
