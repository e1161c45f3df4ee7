"""Ignoring one finding: where it is written, which finding it silences, and when it is missed."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import reportnlp
from reportnlp import Checker, Settings
from reportnlp.baseline import Baseline, hide_known, read_baseline, record, render_baseline
from reportnlp.config import load_settings
from reportnlp.document.model import Comment
from reportnlp.errors import SettingsError
from reportnlp.findings import Finding, IgnoreSource, Report, UnusedIgnore, finding_mark
from reportnlp.suppress import (
    RESOLVED,
    Suppression,
    read_sidecar,
    render_sidecar,
    sidecar_path,
    without_used_elsewhere,
)

SLIP = "全年学习党的二十精神。"
TEXT = f"一、组织建设\n全年发展党员12名。\n{SLIP}\n二、政治建设\n另有安排。"
CHECKER = Checker(Settings(select=("PH001",)), today=date(2024, 6, 1))


def slips(text: str) -> tuple[Finding, ...]:
    return CHECKER.check(reportnlp.from_text(text)).findings


def ignoring(finding: Finding, source: IgnoreSource = "sidecar", **values: object) -> Suppression:
    return replace(Suppression(finding.fingerprint, "原文如此", source, code=finding.code), **values)  # type: ignore[arg-type]


def commented(*replies: str, resolved: bool = False, mark: str | None = None) -> Report:
    """The report on TEXT whose slip carries our comment with ``replies``."""
    [finding] = slips(TEXT)
    text = f"{finding.message}\n{finding_mark(finding.code, finding.fingerprint) if mark is None else mark}"
    answers = tuple(Comment("王五", reply, None) for reply in replies)
    comment = Comment("reportnlp", text, finding.span, resolved, answers)
    return CHECKER.check(replace(reportnlp.from_text(TEXT), comments=(comment,)))


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("忽略：领导原话", "领导原话"),
        ("忽略:领导原话。\n", "领导原话"),
        (" 忽略 ： 领导\n原话", "领导\n原话"),
        ("忽略", ""),
        ("忽略。", ""),
    ],
)
def test_a_reply_in_word_silences_the_finding(reply: str, reason: str) -> None:
    report = commented("这里怎么改？", reply)
    assert report.findings == ()
    assert [(row.reason, row.source) for row in report.ignored] == [(reason, "word")]
    assert report.unused_ignores == ()


def test_resolving_the_comment_silences_the_finding() -> None:
    assert [(row.reason, row.source) for row in commented(resolved=True).ignored] == [(RESOLVED, "word")]


@pytest.mark.parametrize("reply", ["不能忽略", "忽略了吗？", "忽略不计的问题", "好"])
def test_other_replies_silence_nothing(reply: str) -> None:
    assert len(commented(reply).findings) == 1


def test_a_huge_reply_takes_no_time() -> None:
    report = commented("忽略：" + " 。" * 200_000 + "好")
    assert report.findings == ()


@pytest.mark.parametrize("mark", ["", "reportnlp PH001", "reportnlp PH001 不是指纹", "reportnlp PH001 a"])
def test_comments_without_our_mark_silence_nothing(mark: str) -> None:
    report = commented("忽略：原文如此", resolved=True, mark=mark)
    assert (len(report.findings), report.ignored, report.unused_ignores) == (1, (), ())


def test_a_reply_is_reported_when_its_finding_is_gone_but_a_resolved_comment_is_not() -> None:
    mark = finding_mark("PH001", "0123456789abcdef")
    report = commented("忽略：原文如此", mark=mark)
    assert report.unused_ignores == (UnusedIgnore("0123456789abcdef", "原文如此", "word", False),)
    assert commented(resolved=True, mark=mark).unused_ignores == ()


@pytest.mark.parametrize(
    "changed",
    [
        TEXT.replace("发展党员12名", "发展党员13名、转正9名"),
        f"新的开头。\n{TEXT}\n新的结尾。",
        f"{TEXT.replace(SLIP, '另一段。')}\n{SLIP}",
    ],
    ids=["an edit elsewhere", "text put before and after", "the paragraph moved to the end"],
)
def test_a_suppression_survives(changed: str) -> None:
    [finding] = slips(TEXT)
    report = CHECKER.check(reportnlp.from_text(changed), [ignoring(finding)])
    assert (report.findings, report.unused_ignores) == ((), ())
    assert [(row.finding.found, row.reason, row.source) for row in report.ignored] == [
        ("党的二十精神", "原文如此", "sidecar")
    ]


@pytest.mark.parametrize("number", [0, 1])
def test_of_two_identical_findings_only_the_named_one_is_silenced(number: int) -> None:
    both = slips(f"{SLIP}\n{SLIP}")
    report = CHECKER.check(reportnlp.from_text(f"{SLIP}\n{SLIP}"), [ignoring(both[number])])
    assert report.findings == (both[1 - number],)


def test_the_first_eight_characters_are_enough() -> None:
    [finding] = slips(TEXT)
    row = ignoring(finding, fingerprint=finding.fingerprint[:8])
    assert CHECKER.check(reportnlp.from_text(TEXT), [row]).findings == ()


@pytest.mark.parametrize(("expires", "silent"), [("2024-05-31", False), ("2024-06-01", True)])
def test_a_suppression_holds_through_its_last_day(expires: str, silent: bool) -> None:
    [finding] = slips(TEXT)
    report = CHECKER.check(reportnlp.from_text(TEXT), [ignoring(finding, expires=date.fromisoformat(expires))])
    assert (report.findings == ()) is silent
    assert [row.expired for row in report.unused_ignores] == [] if silent else [True]


def test_what_silences_nothing_is_reported_unless_its_rule_did_not_run() -> None:
    [finding] = slips(TEXT)
    clean = reportnlp.from_text("今天开会。")
    rows = [ignoring(finding), ignoring(finding, code="", fingerprint="a" * 16), ignoring(finding, code="PU001")]
    assert [row.fingerprint for row in CHECKER.check(clean, rows).unused_ignores] == [finding.fingerprint]
    assert [row.fingerprint for row in Checker().check(clean, rows).unused_ignores] == [row.fingerprint for row in rows]


def test_a_finding_below_the_least_confidence_is_not_missed_and_not_counted() -> None:
    [finding] = slips(TEXT)
    report = Checker(Settings(min_confidence=1.0)).check(reportnlp.from_text(TEXT), [ignoring(finding)])
    assert (report.findings, report.ignored, report.unused_ignores) == ((), (), ())


def test_the_json_always_says_what_is_ignored_and_what_is_unused() -> None:
    [finding] = slips(TEXT)
    rows = [ignoring(finding), ignoring(finding, fingerprint="a" * 16)]
    content = CHECKER.check(reportnlp.from_text(TEXT), rows).to_dict()
    shared = {"reason": "原文如此", "source": "sidecar"}
    assert content["ignored"] == [{"code": "PH001", "fingerprint": finding.fingerprint, **shared}]
    assert content["unused_ignores"] == [{"fingerprint": "a" * 16, **shared, "expired": False}]
    plain = CHECKER.check(reportnlp.from_text("好。")).to_dict()
    assert (plain["ignored"], plain["unused_ignores"]) == ([], [])


def test_a_sidecar_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    rows = (
        Suppression(
            "a" * 16, '引号" 斜杠\\ 换行\n 删除\x7f 生僻𠮷', "sidecar", date(2030, 1, 2), "PH001", "党的二十精神"
        ),
        Suppression("b" * 16, "原文如此", "sidecar"),
    )
    text = render_sidecar(reversed(rows))
    assert text == render_sidecar(rows)
    report = tmp_path / "报告.docx"
    sidecar_path(report).write_text(text, "utf-8")
    assert read_sidecar(report) == rows
    sidecar_path(report).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read_sidecar(report) == rows


@pytest.mark.parametrize("name", ["没有.docx", f"{'长' * 84}.txt", "没有的文件夹/报告.txt"])
def test_no_sidecar_file_no_suppressions(tmp_path: Path, name: str) -> None:
    assert read_sidecar(tmp_path / name) == ()


ENTRY = '[[ignore]]\nfingerprint = "aaaaaaaa"\nreason = "原文如此"\n'
BAD_SIDECARS = {
    "no TOML": ("fingerprint: a", "不是合法的 TOML"),
    "deep nesting": ("a = " + "[" * 5000, "不是合法的 TOML"),
    "no text": ("\udcff", "不是合法的 TOML"),
    "an unknown table": ('[[ignroe]]\nreason = "a"', "ignore"),
    "no list": ("ignore = 3", "[[ignore]]"),
    "an unknown key": (ENTRY + 'expiers = "2030-01-01"', "expires"),
    "no reason": ('[[ignore]]\nfingerprint = "aaaaaaaa"', "reason"),
    "an empty reason": (ENTRY.replace("原文如此", " "), "reason"),
    "no fingerprint": ('[[ignore]]\nreason = "a"', "fingerprint"),
    "a short fingerprint": (ENTRY.replace("aaaaaaaa", "aaa"), "8 到 16 位"),
    "no date": (ENTRY + 'expires = "明年"', "2026-12-31"),
    "a number for a date": (ENTRY + "expires = 2030", "2026-12-31"),
    "a number for a text": (ENTRY + "found = 3", "found"),
}


@pytest.mark.parametrize(("content", "words"), BAD_SIDECARS.values(), ids=BAD_SIDECARS.keys())
def test_a_bad_sidecar_file_is_named_with_what_would_fit(tmp_path: Path, content: str, words: str) -> None:
    report = tmp_path / "报告.txt"
    sidecar_path(report).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError) as caught:
        read_sidecar(report)
    assert words in caught.value.zh
    assert "报告.txt.reportnlp.toml" in caught.value.zh


def test_the_settings_suppress_too(tmp_path: Path) -> None:
    [finding] = slips(TEXT)
    other = "b" * 16
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.reportnlp.suppress]\n{finding.fingerprint[:8]} = "原文如此"\n'
        f'{other} = {{reason = "旧稿", expires = 2024-05-31}}\n',
        "utf-8",
    )
    settings = load_settings(tmp_path).settings
    assert settings.suppress[1] == Suppression(other, "旧稿", "settings", date(2024, 5, 31))
    report = Checker(settings, today=date(2024, 6, 1)).check(reportnlp.from_text(TEXT))
    assert [(row.reason, row.source) for row in report.ignored] == [("原文如此", "settings")]
    assert report.unused_ignores == (UnusedIgnore(other, "旧稿", "settings", True),)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('suppress = "a"', "指纹 = 原因"),
        ("suppress.aaaaaaaa = 3", "suppress.aaaaaaaa"),
        ('suppress.aaaaaaaa = ""', "reason"),
        ('suppress.aaaaaaaa = {reasn = "a"}', "reason"),
        ('suppress.aaaaaaaa = {fingerprint = "bbbbbbbb", reason = "a"}', "没有“fingerprint”"),
        ('suppress.PH001 = "a"', "8 到 16 位"),
        ('supress.aaaaaaaa = "a"', "suppress"),
        ("baseline = 3", "基线文件名"),
    ],
)
def test_a_wrong_line_of_the_settings_is_named(tmp_path: Path, line: str, words: str) -> None:
    (tmp_path / "reportnlp.toml").write_text(line, "utf-8")
    with pytest.raises(SettingsError, match=r"reportnlp\.toml") as caught:
        load_settings(tmp_path)
    assert words in caught.value.zh


def test_what_the_settings_suppress_in_one_report_is_not_unused_in_another() -> None:
    [finding] = slips(TEXT)
    checker = Checker(
        Settings(suppress=(ignoring(finding, "settings"), ignoring(finding, "settings", fingerprint="a" * 16)))
    )
    reports = [checker.check(reportnlp.from_text(text)) for text in (TEXT, "今天开会。")]
    assert [len(report.unused_ignores) for report in reports] == [1, 2]
    assert [[row.fingerprint for row in report.unused_ignores] for report in without_used_elsewhere(reports)] == [
        ["a" * 16]
    ] * 2


def checked(*texts: str) -> list[Report]:
    return [CHECKER.check(reportnlp.from_text(text)) for text in texts]


def test_a_baseline_hides_each_finding_as_often_as_it_was_recorded() -> None:
    baseline = record(checked(TEXT, f"另一份。\n{SLIP}"))
    assert (len(baseline.counts), baseline.total) == (1, 2)
    new = "再次学习党的二十精神。"
    reports = hide_known(checked(SLIP, f"{SLIP}\n{new}", SLIP), baseline)
    assert [[row.found for row in report.findings] for report in reports] == [[], ["党的二十精神"], ["党的二十精神"]]
    assert [[row.source for row in report.ignored] for report in reports] == [["baseline"], ["baseline"], []]


def test_a_baseline_only_shrinks() -> None:
    old = Baseline({("PH001", "a"): 2, ("PH001", "b"): 1, ("PU001", "c"): 3})
    now = Baseline({("PH001", "a"): 1, ("PH001", "d"): 5})
    assert old.shrunk(now, {"PH001"}) == Baseline({("PH001", "a"): 1, ("PU001", "c"): 3})
    assert old.shrunk(now, {"PH001", "PU001"}) == Baseline({("PH001", "a"): 1})
    assert old.shrunk(Baseline(dict.fromkeys(old.counts, 9)), {"PH001", "PU001"}) == old


def test_a_baseline_file_is_sorted_and_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "基线.json"
    for counts in ({}, {("PU001", "b"): 1, ("PH001", "a"): 2}):
        text = render_baseline(Baseline(counts))
        assert text == render_baseline(Baseline(dict(sorted(counts.items()))))
        path.write_text(text, "utf-8")
        assert read_baseline(path) == Baseline(counts)


HEAD = '{"schema": "reportnlp-baseline/1", "findings": '
BAD_BASELINES = {
    "empty": "",
    "no JSON": "基线",
    "another JSON": "[]",
    "deep nesting": "[" * 100_000,
    "another schema": '{"schema": "reportnlp/1", "findings": []}',
    "no findings": '{"schema": "reportnlp-baseline/1"}',
    "a wrong row": HEAD + '[{"code": "PH001", "fingerprint": "a"}]}',
    "a count below one": HEAD + '[{"code": "PH001", "fingerprint": "a", "count": 0}]}',
    "a number of digits": HEAD + "9" * 5000 + "}",
}


@pytest.mark.parametrize("content", BAD_BASELINES.values(), ids=BAD_BASELINES.keys())
def test_a_bad_baseline_file_is_refused_in_one_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "基线.json"
    path.write_text(content, "utf-8")
    with pytest.raises(SettingsError, match="不是 reportnlp-baseline/1 格式的基线文件"):
        read_baseline(path)


def test_a_baseline_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="找不到基线文件"):
        read_baseline(tmp_path / "没有.json")
    with pytest.raises(SettingsError, match="打不开基线文件"):
        read_baseline(tmp_path)
