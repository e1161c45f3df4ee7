import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportnlp.text.mentions import find_mentions


def mentions(text: str) -> list[tuple[str, str, str | None]]:
    return [(mention.span.of(text), mention.kind, mention.value) for mention in find_mentions(text)]


@pytest.mark.parametrize(
    ("text", "found", "value"),
    [
        ("2023年6月3日召开", "2023年6月3日", "2023-06-03"), ("于2023年6月完成", "2023年6月", "2023-06"), ("2023年度工作", "2023年度", "2023"),
        ("6月3日下午", "6月3日", "--06-03"), ("截至6月底", "6月", "--06"), ("二〇二三年", "二〇二三年", "2023"),
        ("于2023.6.3印发", "2023.6.3", "2023-06-03"), ("2023-06-03", "2023-06-03", "2023-06-03"), ("招收2021届学生", "2021届", "2021"),
        ("在2019学年", "2019学年", "2019"), ("2月30日前", "2月30日", "--02-30"), ("13月5日以来", "13月5日", "--13-05"),
        ("十二月三日", "十二月三日", "--12-03"), ("2021—2023年", "2021—2023年", "2021/2023"), ("三季度末", "三季度", "--Q3"),
        ("28日上午", "28日", "---28"),
    ],
)  # fmt: skip
def test_dates(text: str, found: str, value: str) -> None:
    assert mentions(text) == [(found, "date", value)]


@pytest.mark.parametrize(
    ("text", "found", "value"),
    [
        ("召开第3次会议", "第3次", "3"),
        ("第一批项目", "第一批", "1"),
        ("排名前三", "前三", "3"),
        ("进入前100名", "前100名", "100"),
    ],
)
def test_ordinals(text: str, found: str, value: str) -> None:
    assert mentions(text) == [(found, "ordinal", value)]


def test_first_three_years_are_a_length_of_time() -> None:
    assert mentions("前三年打基础") == []


@pytest.mark.parametrize(
    ("text", "found", "value"),
    [
        ("一、强化学习", "一、", "1"), ("（三）强化学习", "（三）", "3"), ("1. 强化学习", "1.", "1"), ("（2）强化学习", "（2）", "2"),
        ("③强化学习", "③", "3"), ("第二，强化学习", "第二，", "2"), ("十一是强化学习", "十一是", "11"), ("首先，强化学习", "首先", "1"),
    ],
)  # fmt: skip
def test_list_numbers(text: str, found: str, value: str) -> None:
    assert mentions(text) == [(found, "list_number", value)]


def test_list_numbers_stand_at_clause_starts() -> None:
    assert [kind for _, kind, _ in mentions("重点有：一是抓学习；二是抓作风。")] == ["list_number"] * 2
    assert mentions("唯一是他") == [("唯一", "lexical", "唯一")]


@pytest.mark.parametrize("brackets", ["〔〕", "[]", "【】", "（）"])
def test_document_numbers_also_with_wrong_brackets(brackets: str) -> None:
    text = f"按照《意见》（县委发{brackets[0]}2023{brackets[1]}12号）要求"
    found = [row for row in mentions(text) if row[1] == "document_number"]
    assert found == [(f"县委发{brackets[0]}2023{brackets[1]}12号", "document_number", "〔2023〕12号")]


@pytest.mark.parametrize("phrase", ["四个意识", "两个维护", "三会一课", "一企一策", "二十大", "三重一大", "一岗双责"])
def test_set_phrases(phrase: str) -> None:
    assert mentions(f"认真落实{phrase}要求") == [(phrase, "set_phrase", phrase)]


@pytest.mark.parametrize("coined", ["五个一", "1+4", "八场硬仗", "15分钟生活圈"])
def test_quoted_coinages(coined: str) -> None:
    assert mentions(f"打造“{coined}”品牌") == [(coined, "set_phrase", coined)]


@pytest.mark.parametrize("word", ["统一", "一系列", "进一步", "一等奖", "第三方", "5G", "4S店", "12345"])
def test_words_with_a_numeral(word: str) -> None:
    assert mentions(f"推动{word}建设")[0][1] in ("lexical", "set_phrase")


def test_a_phrase_inside_a_longer_number_is_none() -> None:
    assert mentions("走访二十三农户") == []


@given(st.text(alphabet="第前首先一二三十年月日号是、，。（）〔〕“”0123456789.-至届强五个维护", max_size=60))
def test_in_order_without_overlap(text: str) -> None:
    end = 0
    for mention in find_mentions(text):
        assert mention.span.start >= end
        assert mention.span.length > 0
        end = mention.span.end
    assert end <= len(text)
