import concurrent.futures
import pickle

import pytest

import reportnlp
from reportnlp import Checker, Settings

TEXT = "一、政治建设\n学习党的二十精神，贯彻党的二十精神。"


def test_a_finding_says_what_why_and_how_sure() -> None:
    first, second = Checker(Settings(select=("PH001",))).check(reportnlp.from_text(TEXT)).findings
    assert (first.code, first.found, first.suggestions[0]) == ("PH001", "党的二十精神", "党的二十大精神")
    assert first.severity == "error"
    assert first.confidence >= 0.9
    assert first.fingerprint != second.fingerprint


def test_a_fingerprint_survives_text_put_elsewhere() -> None:
    checker = Checker(Settings(select=("PH001",)))
    before = checker.check(reportnlp.from_text(TEXT)).findings
    after = checker.check(reportnlp.from_text("新加的一段。\n" + TEXT + "\n又加一段。")).findings
    assert [row.fingerprint for row in before] == [row.fingerprint for row in after]


def test_findings_below_the_least_confidence_are_dropped() -> None:
    document = reportnlp.from_text(TEXT)
    assert Checker(Settings(min_confidence=1.0)).check(document).findings == ()


def test_one_checker_serves_many_threads() -> None:
    checker = Checker()
    documents = [reportnlp.from_text(TEXT + "好。" * number) for number in range(20)]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert list(pool.map(checker.check, documents)) == [checker.check(document) for document in documents]


def test_a_report_can_be_pickled() -> None:
    report = Checker().check(reportnlp.from_text(TEXT))
    assert pickle.loads(pickle.dumps(report)) == report


def test_correct_fixes_every_occurrence_and_leaves_right_text_alone() -> None:
    assert reportnlp.correct(TEXT) == TEXT.replace("二十精神", "二十大精神")
    right = "巡察是对党组织的政治体检。\r\n学习党的二十大精神。"
    assert reportnlp.correct(right) == right


def test_the_json_has_the_promised_keys() -> None:
    report = Checker().check(reportnlp.from_text("一、组织建设\n学习党的二十精神，发展党员12名。"))
    content = report.to_dict()
    assert list(content) == [
        "path", "unit", "period", "text", "read", "skipped_rules", "versions", "paragraphs", "areas", "findings", "ignored",
        "unused_ignores", "claims",
    ]  # fmt: skip
    assert content["paragraphs"][0]["area"] is None
    assert content["paragraphs"][1]["section"] == ["一、组织建设"]
    assert content["findings"][0]["location"] == {
        "part": "body", "section": ["一、组织建设"], "paragraph": 2, "character": 3,
    }  # fmt: skip
    assert " ".join(content["claims"][0]) == (
        "id start end number_start number_end kind value low high bound unit dimension noun action actor period "
        "modality comparison area part_of indicator"
    )


def test_a_broken_rule_is_said_and_the_others_run() -> None:
    checker = Checker()
    broken = checker.rules[0]._replace(find=lambda context: 1 // 0)
    checker.rules = (broken, *checker.rules[1:])
    report = checker.check(reportnlp.from_text(TEXT))
    assert report.skipped_rules == (
        (broken.card.code, "规则内部出错，未运行：ZeroDivisionError: integer division or modulo by zero"),
    )
    assert any(row.code == "PH001" for row in report.findings)


def test_line_ends_do_not_change_fingerprints() -> None:
    unix, windows = (Checker().check(reportnlp.from_text(text)) for text in (TEXT, TEXT.replace("\n", "\r\n")))
    assert [row.fingerprint for row in unix.findings] == [row.fingerprint for row in windows.findings] != []


def test_the_year_may_be_written_with_its_unit() -> None:
    [claim] = Checker().check(reportnlp.from_text("去年组织了4次培训。", period="2023年")).claims
    assert claim.period == "2022"
    with pytest.raises(reportnlp.ReportnlpError, match="四位数"):
        reportnlp.from_text("甲。", period="今年")


@pytest.mark.parametrize(
    "right",
    [
        "昏迷患者意识状态良好。",
        "发挥组织性能优越的特点。",
        "党的二十代表性成果。",
        "标兵二十精神饱满。",
        "每天日夜值守，普遍都市化。",
    ],
)
def test_right_text_is_left_alone(right: str) -> None:
    assert reportnlp.correct(right) == right


def test_correcting_twice_is_correcting_once() -> None:
    once = reportnlp.correct("走进千家的的的户。")
    assert reportnlp.correct(once) == once


def test_two_slips_that_share_a_word_are_both_mended_at_once() -> None:
    assert reportnlp.correct("学习党的二十精神精神。") == "学习党的二十大精神。"


def test_a_chinese_numeral_is_only_suggested() -> None:
    text = "增强“四个意识”，做到“四个维护”。"
    (finding,) = Checker(Settings(select=("PH003",))).check(reportnlp.from_text(text)).findings
    assert finding.suggestions == ("两个维护",)
    assert reportnlp.correct(text) == text


def test_findings_only_gives_the_findings_of_a_whole_check() -> None:
    document = reportnlp.from_text("一、组织建设\n学习党的二十精神，组织了4次专题读书班。")
    alone, whole = Checker(findings_only=True).check(document), Checker().check(document)
    assert alone.findings == whole.findings != ()
    assert whole.claims and whole.areas and not (alone.claims or alone.areas or alone.paragraphs)
