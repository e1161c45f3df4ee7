"""Ignoring on the command line: --add-ignore, the sidecar file, settings and baselines."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SLIP = "全年学习党的二十精神。"
TEXT = f"云岭街道2023年度工作总结\n一、强化组织建设\n发展党员12名。\n{SLIP}\n二、强化政治建设\n再次学习党的二十精神。\n"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    path = Path("报告.txt")
    path.write_text(TEXT, "utf-8")
    return path


def document(run: Run, *words: object) -> dict[str, Any]:
    return json.loads(run("check", "--format", "json", *words)[1])["documents"][0]  # type: ignore[no-any-return]


def fingerprints(run: Run, path: Path) -> list[str]:
    return [row["fingerprint"] for row in document(run, path)["findings"]]


SIDECAR = Path("报告.txt.reportnlp.toml")


def test_a_short_fingerprint_is_shown_and_can_be_ignored(report: Path, run: Run) -> None:
    first, second = fingerprints(run, report)
    out = run("check", report)[1]
    assert f"指纹 {first[:8]}" in out
    code, out, err = run("check", report, "--add-ignore", first[:8], "--reason", "领导 原话", "--expires", "2999-12-31")
    assert (code, err) == (0, "")
    assert out == f"已忽略 PH001 {first[:8]}“党的二十精神”，写入 {SIDECAR}。\n"
    assert SIDECAR.read_text("utf-8").endswith(
        f'\n[[ignore]]\nfingerprint = "{first}"\nreason = "领导 原话"\nexpires = 2999-12-31\n'
        'code = "PH001"\nfound = "党的二十精神"\n'
    )
    code, out, _ = run("check", report)
    assert code == 1
    assert "错误 1，警告 0，建议 0；另有 1 处已忽略" in out
    assert first[:8] not in out
    assert run("check", report, "--add-ignore", second.upper(), "--reason", "同上")[0] == 0
    code, out, _ = run("check", report)
    assert code == 0
    assert "没有其他问题；另有 2 处已忽略" in out
    assert report.read_text("utf-8") == TEXT


def test_adding_again_changes_the_reason_and_keeps_the_file_sorted(report: Path, run: Run) -> None:
    both = fingerprints(run, report)
    for fingerprint, reason in ((both[0], "一"), (both[1], "二"), (both[0], "三")):
        assert run("check", report, "--add-ignore", fingerprint, "--reason", reason)[0] == 0
    lines = SIDECAR.read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("fingerprint")] == [
        f'fingerprint = "{row}"' for row in sorted(both)
    ]
    assert {row["reason"] for row in document(run, report)["ignored"]} == {"二", "三"}


def test_what_is_no_longer_needed_or_has_expired_is_said(report: Path, run: Run) -> None:
    first, second = fingerprints(run, report)
    SIDECAR.write_text(
        f'[[ignore]]\nfingerprint = "{first}"\nreason = "领导原话"\n'
        f'[[ignore]]\nfingerprint = "{second}"\nreason = "旧稿"\nexpires = 2020-01-01\n',
        "utf-8",
    )
    report.write_text(TEXT.replace(SLIP, "好。"), "utf-8")
    code, out, _ = run("check", report)
    assert code == 1
    assert f"不再需要的忽略（忽略文件）：{first[:8]} 领导原话\n" in out
    assert f"忽略已过期（忽略文件）：{second[:8]} 旧稿\n" in out
    assert [row["expired"] for row in document(run, report)["unused_ignores"]] == [False, True]
    out = run("check", "--lang", "en", report)[1]
    assert f"suppression no longer needed (sidecar file): {first[:8]} 领导原话\n" in out


def test_the_project_file_suppresses_and_says_once_what_no_report_needs(report: Path, run: Run) -> None:
    first, second = fingerprints(run, report)
    Path("reportnlp.toml").write_text(
        f'[suppress]\n{first[:8]} = "原文如此"\n{"a" * 16} = {{reason = "旧稿", expires = 2999-01-01}}\n', "utf-8"
    )
    other = Path("另一份.txt")
    other.write_text("今天开会。", "utf-8")
    code, out, _ = run("check", report, other)
    assert code == 1
    assert out.count("不再需要的忽略（设置）：aaaaaaaa 旧稿") == 1
    assert out.count("不再需要的忽略") == 1
    assert "共 2 份报告：错误 1，警告 0，建议 0；另有 1 处已忽略" in out
    shown = run("config", "show")[1]
    assert (
        f'suppress = {{ {first[:8]} = "原文如此", aaaaaaaaaaaaaaaa = {{ reason = "旧稿", expires = 2999-01-01 }} }}'
        in shown
    )
    assert second[:8] in out


def test_a_broken_sidecar_file_makes_its_report_unread_and_the_others_are_checked(report: Path, run: Run) -> None:
    SIDECAR.write_text("[[ignore]]\nfingerprnt = 3", "utf-8")
    other = Path("另一份.txt")
    other.write_text(TEXT, "utf-8")
    code, out, err = run("check", "--format", "json", report, other)
    content = json.loads(out)
    assert (code, err.count("\n"), "是不是 fingerprint" in err) == (2, 1, True)
    assert [row["path"] for row in content["documents"]] == ["另一份.txt"]
    assert [row["path"] for row in content["unread"]] == ["报告.txt"]
    SIDECAR.unlink()
    SIDECAR.mkdir()
    assert run("check", report)[0] == 2


BAD_CALLS = {
    "no reason": (["报告.txt", "--add-ignore", "FIRST"], "--reason"),
    "an empty reason": (["报告.txt", "--add-ignore", "FIRST", "--reason", " "], "--reason"),
    "a reason alone": (["报告.txt", "--reason", "a"], "--add-ignore"),
    "an unknown fingerprint": (["报告.txt", "--add-ignore", "zzz", "--reason", "a"], "PH001，第 4 段“党的二十精神”"),
    "an empty fingerprint": (["报告.txt", "--add-ignore", "", "--reason", "a"], "没有指纹"),
    "a code": (["报告.txt", "--add-ignore", "PH001", "--reason", "a"], "PH001，第 6 段"),
    "no finding at all": (["空.txt", "--add-ignore", "a", "--reason", "a"], "没有问题可忽略"),
    "a date that is none": (["报告.txt", "--add-ignore", "FIRST", "--reason", "a", "--expires", "明年"], "2026-12-31"),
    "a day gone by": (["报告.txt", "--add-ignore", "FIRST", "--reason", "a", "--expires", "2020-01-01"], "已经过去"),
    "two reports": (["报告.txt", "空.txt", "--add-ignore", "FIRST", "--reason", "a"], "一个报告文件"),
    "standard input": (["-", "--add-ignore", "FIRST", "--reason", "a"], "一个报告文件"),
    "no report": (["没有.txt", "--add-ignore", "a", "--reason", "a"], "找不到文件"),
    "no baseline": (["报告.txt", "--baseline", "没有.json"], "reportnlp baseline"),
    "a report for a baseline": (["报告.txt", "--baseline", "报告.txt"], "不是"),
}


@pytest.mark.parametrize(("words", "expected"), BAD_CALLS.values(), ids=BAD_CALLS.keys())
def test_a_wrong_call_gets_one_sentence_and_writes_nothing(
    report: Path, run: Run, words: list[str], expected: str
) -> None:
    Path("空.txt").write_text("今天开会。", "utf-8")
    [first, _] = fingerprints(run, report)
    before = sorted(Path().iterdir())
    code, out, err = run("check", *(first if word == "FIRST" else word for word in words))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert expected in err
    assert sorted(Path().iterdir()) == before


def test_a_beginning_that_fits_two_findings_is_refused(report: Path, run: Run) -> None:
    report.write_text("\n".join(f"第{number}次学习党的二十精神。" for number in range(17)), "utf-8")
    starts = [row[0] for row in fingerprints(run, report)]
    doubled = next(start for start in starts if starts.count(start) > 1)
    code, _, err = run("check", report, "--add-ignore", doubled, "--reason", "a")
    assert code == 2
    assert f"以“{doubled}”开头的有 {starts.count(doubled)} 处，请写长一些" in err


def test_a_sidecar_file_that_cannot_be_written_is_said(report: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    [first, _] = fingerprints(run, report)

    def refuse(**options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    code, _, err = run("check", report, "--add-ignore", first, "--reason", "a")
    assert (code, SIDECAR.exists()) == (2, False)
    assert "写不了" in err


def test_only_what_is_not_in_the_baseline_counts(report: Path, run: Run) -> None:
    code, out, err = run("baseline", report, "-o", "基线.json")
    assert (code, out, err) == (0, "已记下 1 份报告的 2 处问题，写入 基线.json。\n", "")
    moved = Path("改名.txt")
    moved.write_text(f"新的一段。\n{TEXT}", "utf-8")
    code, out, _ = run("check", "--baseline", "基线.json", moved)
    assert code == 0
    assert "没有其他问题；另有 2 处是基线中已有的" in out
    moved.write_text(f"{TEXT}持续学习党的二十精神。\n", "utf-8")
    Path("reportnlp.toml").write_text('baseline = "基线.json"', "utf-8")
    code, out, _ = run("check", moved)
    assert code == 1
    assert "持续学习〖党的二十精神〗" in out
    assert "全年学习" not in out
    assert "错误 1，警告 0，建议 0；另有 2 处是基线中已有的" in out
    assert [row["source"] for row in document(run, moved)["ignored"]] == ["baseline", "baseline"]
    assert len(document(run, "--baseline", "", moved)["findings"]) == 3


def test_the_setting_of_a_baseline_is_relative_to_its_file(
    report: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("baseline", report, "-o", "基线.json")[0] == 0
    Path("reportnlp.toml").write_text('baseline = "基线.json"', "utf-8")
    Path("内").mkdir()
    monkeypatch.chdir("内")
    assert run("check", "../报告.txt")[0] == 0


def test_updating_a_baseline_only_shrinks_it(report: Path, run: Run) -> None:
    run("baseline", report, "-o", "基线.json")
    before = Path("基线.json").read_text("utf-8")
    report.write_text(f"{TEXT}持续学习党的二十精神。\n", "utf-8")
    assert run("baseline", "--update", "基线.json", report)[:2] == (
        0,
        "基线由 2 处减为 2 处；未计入的新问题不会加进基线。\n",
    )
    assert Path("基线.json").read_text("utf-8") == before
    assert run("baseline", "--update", "基线.json", "--select", "PU", report)[0] == 0
    assert run("baseline", "--update", "基线.json", "--min-confidence", "1", report)[0] == 0
    assert Path("基线.json").read_text("utf-8") == before
    report.write_text(TEXT.replace(SLIP, "好。"), "utf-8")
    assert "由 2 处减为 1 处" in run("baseline", "--update", "基线.json", report)[1]
    report.write_text(TEXT, "utf-8")
    assert run("check", "--baseline", "基线.json", report)[0] == 1


def test_what_is_ignored_does_not_enter_a_baseline(report: Path, run: Run) -> None:
    [first, _] = fingerprints(run, report)
    run("check", report, "--add-ignore", first, "--reason", "a")
    assert "的 1 处问题" in run("baseline", report, "-o", "基线.json")[1]


def test_an_unreadable_file_leaves_a_baseline_as_it_is(report: Path, run: Run) -> None:
    assert run("baseline", report, "没有.txt", "-o", "基线.json")[0] == 2
    before = Path("基线.json").read_text("utf-8")
    report.write_text("好。", "utf-8")
    code, out, err = run("baseline", "--update", "基线.json", report, "没有.txt")
    assert (code, out) == (2, "")
    assert "基线未改动" in err
    assert Path("基线.json").read_text("utf-8") == before
    assert run("baseline", "没有.txt", "-o", "新.json")[0] == 2
    assert not Path("新.json").exists()
    assert run("baseline", report)[0] == 2
    assert run("baseline", report, "-o", report)[0] == 2
    assert run("baseline", report, "--update", report)[0] == 2
    assert report.read_text("utf-8") == "好。"
