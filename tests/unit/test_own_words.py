"""The user's own words: roster files, dictionaries and terms."""

from pathlib import Path

import pytest

import reportnlp
from reportnlp import Checker, Settings, from_text
from reportnlp.analysis.roster import Entry, load_roster, load_terms
from reportnlp.cli.main import main
from reportnlp.errors import SettingsError

ROSTER = "姓名,职务,单位,电话\n杜家毫,党工委书记,柳溪街道党工委,1\n张伟明,主任,柳溪街道办事处,2\n"
SLIP = "党工委书记杜家豪同志，学习党的二十精神。"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "名册.csv"
    path.write_text(ROSTER, "utf-8")
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_roster_in_any_encoding_that_offices_use(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(ROSTER, encoding)
    assert load_roster(str(path)).entries[0] == Entry("杜家毫", "党工委书记", "柳溪街道党工委")


def test_a_yaml_roster(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("- {姓名: 杜家毫, 职务: 书记}\n- {单位: 柳溪街道党工委}\n", "utf-8")
    roster = load_roster(str(path))
    assert (roster.names, roster.posts("杜家毫"), roster.organisations) == (("杜家毫",), ("书记",), ("柳溪街道党工委",))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "甲,乙\n1,2\n", "列名"),
        ("a.csv", "", "列名"),
        ("a.csv", "姓名,职务\n", "没有人名"),
        ("a.yaml", "姓名: [", "a.yaml:1"),
        ("a.yaml", "姓名: 杜家毫", "应是一列"),
        ("a.yaml", "- {甲: 1}", "列名"),
    ],
)
def test_a_bad_roster_is_one_clear_sentence_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: str, words: str
) -> None:
    path, report = tmp_path / name, tmp_path / "r.txt"
    path.write_text(content, "utf-8")
    report.write_text("工作总结。", "utf-8")
    with pytest.raises(SettingsError) as caught:
        load_roster(str(path))
    assert words in caught.value.zh and caught.value.zh.endswith("。")
    assert main(["check", str(report), "--roster", str(path)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_missing_or_binary_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="读不了名册"):
        load_roster(str(tmp_path / "没有.csv"))
    (tmp_path / "坏.txt").write_bytes(b"\xff\xfe\x00\xd8\x81")
    with pytest.raises(SettingsError, match="词典"):
        load_terms(str(tmp_path / "坏.txt"))


def test_paths_in_a_settings_file_start_at_the_file(
    tmp_path: Path, roster: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "reportnlp.toml").write_text(
        'roster = "名册.csv"\ndictionary = "词典.txt"\nterms = ["二十精神"]', "utf-8"
    )
    (tmp_path / "词典.txt").write_text("# 本街道用语\n三会两课\n", "utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/r.txt").write_text(f"{SLIP}\n坚持“三会两课”。", "utf-8")
    monkeypatch.chdir(tmp_path / "sub")
    assert main(["check", "--format", "json", "--select", "PH,TY", "r.txt"]) == 1
    out = capsys.readouterr().out
    assert "TY007" in out and "杜家毫" in out
    assert "PH001" not in out and "PH003" not in out


def test_correct_keeps_the_users_words_and_changes_no_name(roster: Path) -> None:
    assert reportnlp.correct(SLIP, Settings(terms=("二十精神",))) == SLIP
    assert reportnlp.correct(SLIP, Settings(roster=str(roster))) == SLIP.replace("二十", "二十大")


def test_a_term_is_left_alone_and_what_stands_beside_it_is_not() -> None:
    checker = Checker(Settings(terms=("政治体检", "社区党员", "党的二十"), select=("PH", "TY", "WD")))
    text = "党的纪律和政治体检，社区党员党员报到，学习党的二十精神，截止12月底。"
    found = [(finding.code, finding.found) for finding in checker.check(from_text(text)).findings]
    assert found == [("TY002", "党员党员"), ("PH001", "党的二十精神"), ("WD001", "截止")]


def test_names_of_the_roster_are_terms(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("单位\n布署公司\n", "utf-8")
    checker = Checker(Settings(roster=str(path), select=("TY",)))
    found = [finding.found for finding in checker.check(from_text("布署公司布署工作。")).findings]
    assert found == ["布署"]


def test_a_roster_rule_by_name_without_a_roster_says_why_it_did_not_run() -> None:
    report = Checker(Settings(select=("TY007",))).check(from_text("杜家豪同志。"))
    assert [code for code, _ in report.skipped_rules] == ["TY007"]
    assert "名册" in report.skipped_rules[0][1]


def test_explain_shows_the_evidence_of_a_finding(
    tmp_path: Path, roster: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "r.txt"
    report.write_text(f"{SLIP}\n维护党的政治纪律和政治生活。", "utf-8")
    assert main(["explain", "PH010", str(report)]) == 0
    out = capsys.readouterr().out
    assert "把握 88%\n" in out and "“规矩”" in out and "442 次" in out and "data/phrase_slots.tsv" in out
    checker = Checker(Settings(select=("TY007",), roster=str(roster)))
    (finding,) = checker.check(reportnlp.read(report)).findings
    assert main(["explain", finding.fingerprint[:8], str(report), "--roster", str(roster)]) == 0
    assert "名册里的人名是“杜家毫”" in capsys.readouterr().out
    assert main(["explain", "WD001", str(report)]) == 0
    assert "没有 WD001" in capsys.readouterr().err
    assert main(["explain", "WD0", str(report)]) == 2


def test_explain_says_what_check_says_of_rules_that_need_more(capsys: pytest.CaptureFixture[str]) -> None:
    report = str(Path(__file__).parents[2] / "corpora/street_2023.docx")
    assert main(["explain", "LA021", report]) == 0
    assert "成文日期应右空4字" in capsys.readouterr().out
    for code, why in (("EV001", "--records"), ("XD001", "reportnlp audit"), ("TY007", "--roster")):
        assert main(["explain", code, report]) == 0
        said = capsys.readouterr()
        assert said.out == "" and f"{code} 没有运行：" in said.err and why in said.err
