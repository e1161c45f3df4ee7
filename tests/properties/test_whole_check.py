"""What must hold for any text at all."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reportnlp
from reportnlp import Checker
from reportnlp.engine import sure_edits_in
from reportnlp.span import Span
from reportnlp.text.edits import apply_edits
from reportnlp.text.sentences import split_clauses, split_sentences

CHECKER = Checker()
PIECES = st.sampled_from(
    [
        "一、",
        "（二）",
        "3.",
        "首先，",
        "第三，",
        "加强政治建设",
        "组织建设",
        "\n",
        "。",
        "，",
        "；",
        "“",
        "”",
        "（",
        "）",
        "《",
        ",",
        " ",
        "\u3000",
        "的",
        "的的",
        "党的二十精神",
        "党的纪律和政治体检",
        "四个维护",
        "2023年",
        "2月30日",
        "组织了",
        "4次",
        "专题读书班",
        "其中",
        "12名",
        "党员",
        "共",
        "30余",
        "近",
        "大约",
        "左右",
        "XX",
        "____",
        "【待补】",
        "一系列活动",
        "我市",
        "我区",
        "将",
        "截止",
        "12月底",
        "做出贡献",
        "完成率",
        "120%",
        "由23增至31，增加9",
        "𠮷",
        "🙂",
        "\t",
        "\r",
        "a",
        "1,286",
        "各位领导：",
        "以上报告。",
        "存在的问题",
        "下一步打算",
        "\x0b",
        "\x00",
        "\u2028",
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=60))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_any_text_gives_a_whole_report(text: str) -> None:
    report = CHECKER.check(reportnlp.from_text(text))
    assert report.skipped_rules == ()
    assert report.text == text
    for finding in report.findings:
        assert finding.found == finding.span.of(text) != ""
        assert 0 < finding.confidence <= 1
        assert finding.found not in finding.suggestions
        for evidence in finding.evidence:
            assert evidence.span is None or Span(0, len(text)).covers(evidence.span)
    for claim in report.claims:
        assert claim.quantity.span.covers(claim.quantity.number_span)
        assert claim.span.of(text)
    assert [row.span for row in report.findings] == sorted(row.span for row in report.findings)
    assert len({row.fingerprint for row in report.findings}) == len(report.findings)
    assert len({claim.id for claim in report.claims}) == len(report.claims)


@pytest.mark.parametrize("piece", ["“", "9", "一", "（", "，", "的", "其中1名，", "我将，", "XX", "2023年", "一是"])
def test_a_long_run_of_one_piece_does_not_hang(piece: str) -> None:
    document = reportnlp.from_text(piece * (40_000 // len(piece)))
    start = time.process_time()
    CHECKER.check(document)
    assert time.process_time() - start < 10  # about 1 s; a square in the length takes half a minute


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_same_input_same_report(text: str) -> None:
    assert Checker().check(reportnlp.from_text(text)).to_dict() == CHECKER.check(reportnlp.from_text(text)).to_dict()


@given(st.text(st.characters(codec="utf-8"), max_size=80), st.booleans())
def test_sentences_and_clauses_join_up_to_the_text(text: str, clauses: bool) -> None:
    split = split_clauses if clauses else split_sentences
    spans = split(text, Span(0, len(text)))
    assert "".join(span.of(text) for span in spans) == text
    assert all(span.length > 0 for span in spans)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_correcting_changes_nothing_but_the_spans(text: str) -> None:
    edits = sure_edits_in(text)
    corrected = apply_edits(text, edits)
    rest, position = [], 0
    for (start, end), replacement in edits:
        kept = text[position:start]
        assert corrected.startswith(kept + replacement, sum(map(len, rest)))
        rest += [kept, replacement]
        position = end
        assert [c for c in text[start:end] if c.isdigit()] == [c for c in replacement if c.isdigit()]
    assert "".join([*rest, text[position:]]) == corrected


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_correcting_twice_changes_no_more_and_no_numeral_ever(text: str) -> None:
    corrected = reportnlp.correct(text)
    assert reportnlp.correct(corrected) == corrected
    assert numerals(corrected) == numerals(text)


def numerals(text: str) -> list[str]:
    return [character for character in text if character.isdigit() or character in "〇零一二三四五六七八九十"]


SLIPS = {
    "学习党的二十精神": "学习党的二十大精神",
    "维护党的纪律和政治体检": "维护党的纪律和政治规矩",
    "抓好党风连政建设": "抓好党风廉政建设",
    "抓好党党风廉政建设": "抓好党风廉政建设",
}
RIGHT = ["组织了4次专题读书班", "四个维护", "一、组织建设", "2023年𠮷🙂", "", " 空格\t", "“引文”"]


@given(st.lists(st.one_of(st.sampled_from([*SLIPS]), st.sampled_from(RIGHT)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_slips_are_mended_in_place_and_all_else_survives(clauses: list[str]) -> None:
    wanted = "。\n".join(SLIPS.get(clause, clause) for clause in clauses)
    assert reportnlp.correct("。\n".join(clauses)) == wanted


@given(st.lists(PIECES, max_size=25).map("".join))
@settings(max_examples=150, deadline=None)
def test_a_paragraph_put_before_only_shifts_the_typos(text: str) -> None:
    before = "这是放在前面的一段话。\n"
    checker = Checker(
        reportnlp.Settings(select=("PH001", "PH002", "TY00", "PU"))
    )  # TY010 and on weigh the surroundings
    plain = checker.check(reportnlp.from_text("甲。\n" + text)).findings
    moved = checker.check(reportnlp.from_text(before + "甲。\n" + text)).findings
    assert [(row.code, row.span.shift(len(before))) for row in plain] == [(row.code, row.span) for row in moved]
