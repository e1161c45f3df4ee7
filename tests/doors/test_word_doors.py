"""annotate and fix from the command line: what they write, say and refuse."""

import hashlib
import io
import sys
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from reportnlp import Checker, read
from reportnlp.document.word.archive import raw_entries
from reportnlp.document.word.proof import reject_own
from reportnlp.document.word.reader import read_word
from reportnlp.findings import fingerprint_in

Run = Callable[..., tuple[int, str, str]]
LINES = ("全年发展党员12名，学习党的二十精神。", "深入推进的的工作，五年来收入12,3万元。")


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    document = docx.Document()
    document.add_heading("一、强化组织建设", 1)
    for line in LINES:
        document.add_paragraph(line)
    document.save(str(tmp_path / "报告.docx"))
    return tmp_path / "报告.docx"


def comments(path: Path) -> list[str]:
    return [comment.text for comment in docx.Document(str(path)).comments]


def test_annotate_writes_every_finding(report: Path, run: Run) -> None:
    before = hashlib.sha256(report.read_bytes()).digest()
    findings = Checker().check(read(report)).findings
    code, out, err = run("annotate", report, "-o", "新.docx")
    assert (code, err) == (0, "")
    assert hashlib.sha256(report.read_bytes()).digest() == before
    texts = comments(Path("新.docx"))
    assert [fingerprint_in(text) for text in texts] != [] and {fingerprint_in(text) for text in texts} == {
        finding.fingerprint for finding in findings
    }
    first = next(text for text in texts if text.startswith("PH001"))
    assert first.splitlines()[1].startswith("依据：") and "建议：党的二十大精神" in first
    new, old = Path("新.docx").read_bytes(), report.read_bytes()
    unchanged = sum(raw_entries(new).get(name) == raw for name, raw in raw_entries(old).items())
    assert out == f"批注 {len(texts)} 条；改动 2 处；其余 {unchanged} 个部件逐字节未变；拒绝全部修订即得原文。\n"
    assert read_word(reject_own(new)).text == read_word(old).text
    assert "党的二十大精神" in read_word(new).text and "推进的工作" in read_word(new).text
    assert run("annotate", "新.docx", "-o", "再.docx")[1] == "没有要写入的内容，文件逐字节未变。\n"
    assert Path("再.docx").read_bytes() == new


def test_annotate_only_comments_or_only_changes(report: Path, run: Run) -> None:
    assert "改动 0 处" in run("annotate", report, "-o", "甲.docx", "--comments-only")[1]
    assert read_word(Path("甲.docx").read_bytes()).text == read_word(report.read_bytes()).text
    assert run("annotate", report, "-o", "乙.docx", "--changes-only")[1].startswith("改动 2 处")
    assert comments(Path("乙.docx")) == []
    assert run("annotate", report, "-o", "丙.docx", "--comments-only", "--changes-only")[0] == 2
    run("annotate", report, "-o", "丁.docx", "--select", "PH001", "--lang", "en")
    assert len(comments(Path("丁.docx"))) == 1 and "Suggestion: " in comments(Path("丁.docx"))[0]


def test_annotate_takes_one_of_two_choices(report: Path, run: Run) -> None:
    code, _, err = run("annotate", report, "-o", "新.docx", "--comments-only", "--changes-only")
    assert code == 2 and "--changes-only 和 --comments-only 只能写一个" in err


def test_fix_tracks_or_accepts(report: Path, run: Run) -> None:
    code, out, _ = run("fix", report, "-o", "改.docx")
    assert code == 0 and out.startswith("改动 2 处；其余 ") and out.endswith("拒绝全部修订即得原文。\n")
    assert read_word(reject_own(Path("改.docx").read_bytes())).text == read_word(report.read_bytes()).text
    code, out, _ = run("fix", report, "-o", "直接.docx", "--accept")
    assert code == 0 and out.endswith("其余文字一字未变。\n")
    assert read_word(Path("直接.docx").read_bytes()).text == read_word(Path("改.docx").read_bytes()).text
    assert b"w:ins" not in raw_entries(Path("直接.docx").read_bytes())["word/document.xml"]
    assert "12,3万元" in read_word(Path("直接.docx").read_bytes()).text  # digits are the writer's


def test_fix_shows_the_difference(report: Path, run: Run) -> None:
    code, out, _ = run("fix", report, "--diff")
    assert code == 1
    assert f"- {LINES[0]}\n+ 全年发展党员12名，学习党的二十大精神。\n" in out
    assert sorted(path.name for path in report.parent.iterdir()) == ["报告.docx"]
    run("fix", report, "-o", "改.docx")
    assert run("fix", "改.docx", "--diff")[:2] == (0, "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_fix_keeps_encoding_and_line_ends(report: Path, run: Run, encoding: str) -> None:
    text = "一、强化组织建设\r\n深入学习党的二十精神，\r\n深入推进的的工作，很好。\n"
    Path("文.txt").write_bytes(text.encode(encoding))
    code, out, _ = run("fix", "文.txt", "-o", "新.txt")
    assert (code, out) == (0, "改动 2 处；其余文字一字未变。\n")
    expected = text.replace("二十精神", "二十大精神").replace("的的", "的")
    assert Path("新.txt").read_bytes() == expected.encode(encoding)


def test_never_the_input_and_whole_or_not_at_all(report: Path, run: Run) -> None:
    before = report.read_bytes()
    for command in ("annotate", "fix"):
        code, out, err = run(command, report, "-o", report)
        assert (code, out) == (2, "") and "输入文件" in err
        assert run(command, report, "-o", "没有/新.docx")[0] == 2
    assert report.read_bytes() == before
    assert sorted(path.name for path in report.parent.iterdir()) == ["报告.docx"]


def test_what_cannot_be_written_is_said(report: Path, run: Run) -> None:
    Path("文.txt").write_text("深入学习党的二十精神。", "utf-8")
    code, _, err = run("annotate", "文.txt", "-o", "新.docx")
    assert code == 2 and "不是 .docx" in err
    assert run("fix", report)[0] == 2
    assert run("annotate", report)[0] == 2
    assert run("annotate", "无.docx", "-o", "新.docx")[0] == 2


def test_a_converted_file_is_never_edited_as_text(report: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    rich = b"{\\rtf1 " + b"A" * 500 + b"}"
    Path("旧.rtf").write_bytes(rich)
    converted = report.read_bytes()
    monkeypatch.setattr("reportnlp.document.office.plain_docx", lambda *_: (converted, ()))
    assert run("check", "旧.rtf")[0] == 1
    for words in (
        ("fix", "旧.rtf", "-o", "新.rtf"),
        ("fix", "旧.rtf", "--diff"),
        ("annotate", "旧.rtf", "-o", "新.rtf"),
    ):
        code, out, err = run(*words)
        assert (code, out) == (2, "") and "不是 .docx 文件" in err, words
    assert not Path("新.rtf").exists()


def test_header_finding_is_said_and_changed(report: Path, run: Run) -> None:
    document = docx.Document(str(report))
    document.sections[0].header.paragraphs[0].text = "党的二十精神学习汇报"
    document.save(str(report))
    code, _, err = run("annotate", report, "-o", "新.docx")
    assert code == 0 and "页眉" in err
    assert any("（页眉）" in text for text in comments(Path("新.docx")))
    assert docx.Document(io.BytesIO(Path("新.docx").read_bytes()))


def test_a_password_opens_what_is_annotated_and_fixed(report: Path, run: Run) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(report.read_bytes())).encrypt("口令", locked)
    Path("锁.docx").write_bytes(locked.getvalue())
    for command in ("annotate", "fix"):
        code, out, err = run(command, "锁.docx", "-o", "新.docx")
        assert (code, out) == (2, "") and "请用 --password 给出打开密码" in err
        code, out, err = run(command, "锁.docx", "-o", "新.docx", "--password", "口令")
        assert code == 0 and "改动 2 处" in out and "没有打开密码" in err
        assert "党的二十大精神" in read_word(Path("新.docx").read_bytes()).text
    assert Path("锁.docx").read_bytes() == locked.getvalue()


def test_standard_input_is_annotated_and_fixed(report: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in ("annotate", "fix"):
        with report.open("rb") as stream:
            monkeypatch.setattr(sys, "stdin", type("Input", (), {"buffer": stream}))
            code, out, err = run(command, "-", "-o", "新.docx")
        assert (code, err) == (0, "") and "改动 2 处" in out
    monkeypatch.setattr(sys, "stdin", type("Input", (), {"buffer": io.BytesIO("学习党的二十精神。".encode())}))
    assert run("fix", "-", "--diff")[:2] == (1, "- 学习党的二十精神。\n+ 学习党的二十大精神。\n\n")
    monkeypatch.setattr(sys, "stdin", type("Input", (), {"buffer": io.BytesIO("学习党的二十精神。".encode())}))
    assert "“标准输入”不是 .docx 文件" in run("annotate", "-", "-o", "新.docx")[2]


def test_a_difference_is_shown_or_a_copy_written(report: Path, run: Run) -> None:
    code, out, err = run("fix", report, "--diff", "-o", "改.docx")
    assert (code, out) == (2, "") and "只能写一个" in err and "--diff" in err
    assert not Path("改.docx").exists()


def test_nothing_is_said_of_a_copy_that_could_not_be_written(report: Path, run: Run) -> None:
    document = docx.Document(str(report))
    document.sections[0].header.paragraphs[0].text = "党的二十精神学习汇报"
    document.save(str(report))
    for command in ("annotate", "fix"):
        code, out, err = run(command, report, "-o", "没有/新.docx")
        assert (code, out) == (2, "")
        assert err == "错误：写不了“没有/新.docx”（没有这个文件或文件夹）：请换一个位置或检查权限。\n"
