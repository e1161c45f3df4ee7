import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import reportnlp

TEXT = """云岭街道2023年度工作总结
一、强化组织建设
全年发展党员12名，学习党的二十精神。
"""


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "报告.txt"
    path.write_text(TEXT, "utf-8")
    return path


Run = Callable[..., tuple[int, str, str]]


def test_findings_are_shown_with_heading_sentence_and_suggestion(report: Path, run: Run) -> None:
    code, out, err = run("check", report)
    assert (code, err) == (1, "")
    assert "一、强化组织建设" in out
    assert "PH001" in out
    assert "〖党的二十精神〗→党的二十大精神" in out
    assert "已检查 3 段、0 表" in out
    assert "\x1b" not in out


def test_json_is_what_the_api_gives(report: Path, run: Run) -> None:
    code, out, _ = run("check", "--format", "json", report)
    content = json.loads(out)
    expected = reportnlp.Checker().check(reportnlp.read(report)).to_dict()
    assert (code, content["schema"], content["unread"]) == (1, "reportnlp/1", [])
    assert content["documents"] == [json.loads(json.dumps(expected))]


def test_jsonl_has_a_line_for_every_document(report: Path, run: Run) -> None:
    _, out, _ = run("check", "--format", "jsonl", report, report)
    assert [json.loads(line)["path"] for line in out.splitlines()] == [str(report)] * 2


def test_all_doors_give_the_same_findings(report: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _, out, _ = run("check", "--format", "json", report)
    with report.open("rb") as stream:
        monkeypatch.setattr(sys, "stdin", type("Input", (), {"buffer": stream}))
        _, piped, _ = run("check", "--format", "json", "-")
    first, second = (json.loads(text)["documents"][0]["findings"] for text in (out, piped))
    assert first == second != []


def test_claims_and_areas_as_table_and_json(report: Path, run: Run) -> None:
    _, out, _ = run("claims", report)
    assert "12名" in out
    assert "共 1 条数据" in out
    _, out, _ = run("claims", "--format", "json", report)
    [claim] = json.loads(out)["documents"][0]["claims"]
    assert (claim["value"], claim["unit"]) == (12, "名")
    _, out, _ = run("claims", "--format", "csv", report)
    assert out.startswith("\ufeff编号")
    _, out, _ = run("areas", report)
    assert "组织建设" in out
    _, out, _ = run("areas", "--format", "json", report)
    assert json.loads(out)["documents"][0]["areas"][-1]["area"] == "组织建设"


def test_a_table_is_one_row_of_areas(tmp_path: Path, run: Run) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph("一、强化组织建设")
    document.add_paragraph("全年发展党员12名，新建党支部3个。")
    table = document.add_table(3, 3)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"党支部{number}"
    document.add_paragraph("开展主题党日4次。")
    document.save(str(tmp_path / "表.docx"))
    lines = run("areas", tmp_path / "表.docx")[1].splitlines()
    assert sum("党支部" in line for line in lines) == 2
    assert [line for line in lines if "表格：党支部0 | 党支部1 |" in line]
    [content] = json.loads(run("areas", "--format", "json", tmp_path / "表.docx")[1])["documents"]
    assert len(content["areas"]) >= 11  # programs get every paragraph


@pytest.mark.parametrize(
    "words",
    [
        ["check", "报告.txt"],
        ["claims", "报告.txt"],
        ["areas", "报告.txt", "--format", "json"],
        ["correct", "报告.txt"],
        ["rules"],
    ],
)
def test_where_the_result_is_written_is_said(
    words: list[str], report: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(report.parent)
    report.rename("报告.txt")
    code, out, err = run(*words, "-o", "结果.txt")
    assert code in (0, 1) and (out, err) == ("", "已写入 结果.txt。\n")
    assert Path("结果.txt").read_text("utf-8")
    assert run(*words)[2] == ""


def test_a_page_of_a_rule_has_words_for_what_it_fills_in(run: Run) -> None:
    from reportnlp.rules.catalog import load_rules

    for rule in load_rules():
        for text in (run("explain", rule.card.code)[1], run("rules", "--select", rule.card.code)[1]):
            shown = next(line for line in text.splitlines() if rule.card.message.split("{")[0][:8] in line)
            assert "{" not in shown, shown


def test_correct_keeps_everything_else(report: Path, run: Run) -> None:
    code, out, _ = run("correct", report)
    assert (code, out) == (0, TEXT.replace("二十精神", "二十大精神"))
    assert report.read_text("utf-8") == TEXT
    _, out, _ = run("correct", "--format", "jsonl", report)
    rows = [json.loads(line) for line in out.splitlines()]
    assert rows[2]["edits"] == [{"start": 12, "end": 18, "found": "党的二十精神", "best": "党的二十大精神"}]


def test_explain_rules_config_and_doctor(report: Path, run: Run) -> None:
    assert "党的二十大" in run("explain", "PH001")[1]
    assert "PH001" in run("rules")[1]
    assert {"code", "why", "basis"} <= json.loads(run("rules", "--format", "json", "--select", "PH001")[1])[0].keys()
    assert "fail-on = 'warning'  # 默认" in run("config", "show", "--origin")[1]
    assert "\nlayout = false\n" in run("config", "show")[1]
    assert "rjieba" in run("doctor")[1]


def test_doctor_says_which_extras_are_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportnlp.cli.doctor_command._version", lambda name: None if name == "pygls" else "1")
    code, out, _ = run("doctor")
    rows = [line.split() for line in out.splitlines()]
    assert code == 0
    assert ["成批审查", "齐全"] in rows
    assert ["编辑器", "未安装（可选）", "pip", "install", '"reportnlp[lsp]"'] in rows


def test_settings_choose_rules_and_exit_code(report: Path, run: Run) -> None:
    assert run("check", "--ignore", "congress-without-da", "--select", "PH001", report)[0] == 0
    assert run("check", "--select", "PH001", "--fail-on", "error", report)[0] == 1
    (report.parent / "reportnlp.toml").write_text('ignore = ["PH"]', "utf-8")
    assert run("check", "--select", "PH", report)[0] == 0


def test_output_is_written_whole_and_never_over_the_input(report: Path, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "结果.json"
    assert run("check", "--format", "json", "--output", target, report)[:2] == (1, "")
    assert json.loads(target.read_text("utf-8"))["documents"]
    code, _, err = run("check", "--output", report, report)
    assert (code, report.read_text("utf-8")) == (2, TEXT)
    assert "是输入文件" in err
    assert run("check", "--output", tmp_path / "没有/结果.txt", report)[0] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["报告.txt", "结果.json"]


BAD_INPUT = {
    "a missing file": (["check", "无.docx"], "找不到文件"),
    "a folder": (["check", "."], "是文件夹"),
    "an empty file": (["check", "空.txt"], "空文件"),
    "a binary": (["check", "图.txt"], "二进制"),
    "an undecodable text": (["check", "乱.txt"], "编码"),
    "a text of 100 MB": (["check", "大.txt"], "上限"),
    "a broken docx": (["check", "坏.docx"], "坏.docx"),
    "an unknown rule": (["check", "--select", "PH0O1", "报告.txt"], "PH01"),
    "an unknown rule to explain": (["explain", "ZZ999"], "没有规则"),
    "an unknown command": (["chekc", "报告.txt"], "check"),
    "an unknown flag": (["check", "--fromat", "json", "报告.txt"], "--fromat"),
    "no path": (["check"], "PATH"),
    "no number": (["check", "--min-confidence", "高", "报告.txt"], "--min-confidence"),
    "a number out of range": (["check", "--min-confidence", "7", "报告.txt"], "0 到 1"),
    "an impossible choice": (["check", "--format", "pdf", "报告.txt"], "json"),
    "a Word file to correct": (["correct", "坏.docx"], "correct"),
    "a device": (["check", "/dev/zero"], "普通文件"),
    "a file below a file": (["check", "报告.txt/一.txt"], "路径中有一段不是文件夹"),
    "a name that is too long": (["check", "长" * 300], "文件名太长"),
    "areas from no file": (["areas", "--areas", "无.yaml", "报告.txt"], "没有这个文件或文件夹"),
    "training from no file": (["areas", "train", "无.jsonl", "-o", "新"], "没有这个文件或文件夹"),
    "an output in no folder": (["check", "-o", "无/一.txt", "报告.txt"], "没有这个文件或文件夹"),
    "a baseline without a target": (["baseline", "报告.txt"], "要写一个"),
    "a wrong period": (["check", "--period", "今年", "报告.txt"], "四位数"),
}


@pytest.mark.parametrize(("words", "expected"), BAD_INPUT.values(), ids=BAD_INPUT.keys())
def test_bad_input_gets_one_sentence_and_exit_code_2(report: Path, run: Run, words: list[str], expected: str) -> None:
    folder = report.parent
    (folder / "空.txt").touch()
    (folder / "图.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00" + bytes(range(256)))
    (folder / "乱.txt").write_bytes(b"\xff\x80\x81\xfe\xfd" * 40)
    (folder / "坏.docx").write_bytes(b"PK\x03\x04" + b"broken" * 30)
    with (folder / "大.txt").open("wb") as file:
        file.truncate(100_000_000)
    before = sorted(folder.iterdir())
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert err.startswith("错误：")
    assert expected in err
    assert "Traceback" not in err
    assert sorted(folder.iterdir()) == before


def test_a_bad_setting_is_named(report: Path, run: Run) -> None:
    (report.parent / "reportnlp.toml").write_text("min-confidnce = 0.5", "utf-8")
    code, _, err = run("check", report)
    assert (code, err.count("\n")) == (2, 1)
    assert "min-confidence" in err


def test_one_unreadable_file_does_not_hide_the_others(report: Path, run: Run) -> None:
    code, out, err = run("check", "--format", "json", "无.txt", report)
    content = json.loads(out)
    assert code == 2
    assert "找不到文件" in err
    assert [row["path"] for row in content["unread"]] == ["无.txt"]
    assert len(content["documents"]) == 1


def test_english_on_request(report: Path, run: Run) -> None:
    assert run("check", "--lang", "en", "无.txt")[2] == "error: 无.txt does not exist: check the path.\n"
    assert "usage: reportnlp check" in _help("--lang", "en")
    out = run("check", "--lang", "en", report)[1]
    assert "error PH001" in out
    assert "checked 3 paragraphs, 0 tables" in out


def test_help_is_chinese() -> None:
    text = _help()
    assert "用法：" in text
    assert "选项" in text


def _help(*words: str) -> str:
    return _process("check", *words, "--help").stdout.decode()


def test_a_gbk_console_shows_what_it_can(report: Path) -> None:
    report.write_text(TEXT.replace("党员", "𠮷党员🙂"), "utf-8")
    for words in (("check",), ("claims",), ("areas",)):
        done = _process(*words, str(report), PYTHONIOENCODING="gbk")
        assert done.stderr == b""
        assert "组织建设" in done.stdout.decode("gbk")


def test_the_version_needs_next_to_nothing() -> None:
    code = "import sys; from reportnlp.cli.main import main; main(['--version']); print(len(sys.modules), 'rich' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] == f"reportnlp {reportnlp.__version__}"
    assert done.stdout.split()[-1] == "False"


def test_a_check_imports_nothing_heavy_and_opens_no_socket(report: Path) -> None:
    code = """
import socket, sys
def refuse(*arguments, **options): raise AssertionError("network")
socket.socket = socket.create_connection = refuse
from reportnlp.cli.main import main
main(["check", sys.argv[1]])
print([name for name in ("torch", "transformers", "pandas", "jieba", "docx", "matplotlib") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code, str(report)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_python_dash_m_is_the_same_door(report: Path) -> None:
    done = _process("check", str(report))
    assert done.returncode == 1
    assert "PH001" in done.stdout.decode()


def _process(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    variables = {**os.environ, "PYTHONIOENCODING": "utf-8", **environment}
    return subprocess.run([sys.executable, "-m", "reportnlp", *words], capture_output=True, env=variables, check=False)


def test_closed_streams_and_a_full_disk_get_a_sentence(report: Path) -> None:
    program = f"{sys.executable} -m reportnlp"
    for line, words in (
        (f"{program} check - <&-", "标准输入已关闭"),
        (f"{program} correct <&-", "标准输入已关闭"),
        (f"{program} check {report} >&-", "标准输出已关闭"),
        (f"{program} check {report} >/dev/full", "写不出结果"),
    ):
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert words in done.stderr
        assert "Traceback" not in done.stderr


def test_the_language_may_stand_before_the_command(report: Path, run: Run) -> None:
    assert "error PH001" in run("--lang", "en", "check", report)[1]


def test_output_goes_through_a_link_and_never_over_a_device(report: Path, run: Run, tmp_path: Path) -> None:
    target, link, pipe = tmp_path / "目标.json", tmp_path / "链接.json", tmp_path / "管道"
    target.write_text("旧", "utf-8")
    link.symlink_to(target)
    assert run("check", "--format", "json", "--output", link, report)[0] == 1
    assert link.is_symlink()
    assert json.loads(target.read_text("utf-8"))["documents"]
    os.mkfifo(pipe)
    code, _, err = run("check", "--output", pipe, report)
    assert (code, pipe.is_fifo()) == (2, True)
    assert "不是普通文件" in err


def test_json_is_written_even_when_nothing_could_be_read(report: Path, run: Run) -> None:
    code, out, _ = run("check", "--format", "json", "无.txt")
    assert code == 2
    assert [row["path"] for row in json.loads(out)["unread"]] == ["无.txt"]


def test_data_is_refused_rather_than_thinned(report: Path) -> None:
    for words in (("correct",), ("check", "--format", "json")):
        done = _process(*words, str(report), PYTHONIOENCODING="ascii")
        assert done.returncode == 2
        assert done.stdout == b""


def test_a_family_without_rules_selects_nothing(report: Path, run: Run) -> None:
    assert run("check", "--select", "EV", report)[0] == 0


def test_blank_lines_pass_through_correct(report: Path, run: Run) -> None:
    report.write_text("\n\n", "utf-8")
    assert run("correct", report) == (0, "\n\n", "")


def test_layout_is_checked_when_asked(report: Path, run: Run) -> None:
    sample = Path(__file__).parents[2] / "corpora" / "street_2023.docx"
    assert "LA017" not in run("check", sample)[1]
    assert "LA017" in run("check", "--layout", sample)[1]
    _, out, _ = run("check", "--layout", report)
    assert "未运行 LA001 至 LA" in out
    assert out.count("未运行") == 1


def test_a_profile_needs_the_layout_and_a_path_in_the_settings_starts_at_them(report: Path, run: Run) -> None:
    code, _, err = run("check", "--profile", "版式.yaml", report)
    assert code == 2
    assert "--layout" in err
    (report.parent / "reportnlp.toml").write_text('layout = true\nprofile = "版式.yaml"\n', "utf-8")
    (report.parent / "版式.yaml").write_text("body: {siez: 15}\n", "utf-8")
    code, _, err = run("check", report)
    assert code == 2
    assert f"{report.parent / '版式.yaml'}:1：没有“siez”这个键，是不是 size" in err


def test_a_ledger_for_excel_needs_a_file(report: Path, run: Run) -> None:
    code, out, err = run("claims", "--format", "xlsx", report)
    assert (code, out) == (2, "")
    assert "-o" in err
    pytest.importorskip("openpyxl")
    assert run("claims", "--format", "xlsx", "-o", "台账.xlsx", report)[0] == 0
    assert (report.parent / "台账.xlsx").read_bytes().startswith(b"PK")
