"""``reportnlp audit --previous`` and ``--annotate``: what became of earlier findings; Word copies with comments."""

import hashlib
import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import reportnlp
from reportnlp.batch.copies import FOLDER
from reportnlp.batch.store import FILE_NAME, Store
from reportnlp.cli.main import main

TEXT = "{unit}2023年工作总结\n一、组织建设\n2023年发展党员{count}名，{study}\n"
WRONG, RIGHT = "学习贯彻党的二十精神。", "学习贯彻党的二十大精神。"


def write(path: Path, unit: str, study: str, count: int = 3) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEXT.format(unit=unit, count=count, study=study), "utf-8")


def write_word(path: Path, unit: str, study: str, count: int = 3) -> None:
    docx = pytest.importorskip("docx")
    path.parent.mkdir(parents=True, exist_ok=True)
    document = docx.Document()
    for line in TEXT.format(unit=unit, count=count, study=study).splitlines():
        document.add_paragraph(line)
    document.save(path)


def bytes_in(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def earlier(tmp_path, monkeypatch, capsys) -> Path:
    """The results of an audit of four reports, which are then mended, worsened, moved and taken away."""
    monkeypatch.chdir(tmp_path)
    write(Path("旧/改好.txt"), "望溪街道", WRONG)
    write(Path("旧/改坏.txt"), "云岭镇", RIGHT)
    write(Path("旧/移走.txt"), "柳桥镇", WRONG)
    write(Path("旧/没有了.txt"), "松涧镇", WRONG)
    main(["audit", "旧", "-o", "上次"])
    write(Path("新/改好.txt"), "望溪街道", RIGHT)
    write(Path("新/改坏.txt"), "云岭镇", WRONG)
    write(Path("新/乡镇/移走.txt"), "柳桥镇", WRONG)
    write(Path("新/新来.txt"), "石湾镇", WRONG)
    capsys.readouterr()
    return tmp_path / "上次"


def test_mended_new_and_still_there(earlier, capsys):
    openpyxl = pytest.importorskip("openpyxl")
    before = bytes_in(earlier)
    assert main(["audit", "新", "-o", "这次", "--previous", "上次"]) == 1
    assert bytes_in(earlier) == before, "the earlier results are only read"
    out = capsys.readouterr().out
    assert "与上次比较 3 份：已改 1，新出现 1，仍在 1；这次才有 1 份，这次没有 1 份。\n" in out
    with closing(openpyxl.load_workbook("这次/总览.xlsx")) as book:
        rows = list(book["与上次比较"].iter_rows(values_only=True))
        details = list(book["比较明细"].iter_rows(values_only=True))
    assert rows[1] == ("合计", None, None, None, 1, 1, 1)
    assert {row[0]: row[2:] for row in rows[2:]} == {
        "乡镇/移走.txt": ("两次都有", "移走.txt", 0, 0, 1),
        "改坏.txt": ("两次都有", "改坏.txt", 0, 1, 0),
        "改好.txt": ("两次都有", "改好.txt", 1, 0, 0),
        "新来.txt": ("这次才有", None, 0, 0, 0),
        "没有了.txt": ("这次没有", "没有了.txt", 0, 0, 0),
    }
    assert [row[:3] for row in details[1:]] == [
        ("乡镇/移走.txt", "仍在", "PH001"), ("改坏.txt", "新出现", "PH001"), ("改好.txt", "已改", "PH001"),
    ]  # fmt: skip
    index = Path("这次/index.html").read_text("utf-8")
    assert '<div class="card">已改<b>1</b></div>' in index
    assert "上次有而这次没有的 1 份：没有了.txt。" in index


def test_a_stopped_audit_and_other_settings_are_said(earlier, capsys):
    (earlier / "reports.jsonl").unlink()
    with closing(sqlite3.connect(earlier / FILE_NAME)) as base, base:
        base.execute("UPDATE runs SET finished = NULL")
    main(["audit", "新", "-o", "这次", "--previous", "上次", "--ignore", "WD"])
    out = capsys.readouterr().out
    assert "两次审查的规则或设置不同" in out
    assert "上次审查没有做完" in out


def test_what_a_killed_audit_left_in_its_log_counts(earlier, capsys):
    before = sqlite3.connect(earlier / FILE_NAME, isolation_level=None)
    before.execute("PRAGMA wal_autocheckpoint = 0")
    before.execute("DELETE FROM findings")  # stays in the log as long as the connection is open
    shutil.copytree(earlier, "停下的")
    before.close()
    kept = bytes_in(Path("停下的"))
    assert kept[f"{FILE_NAME}-wal"]
    main(["audit", "新", "-o", "这次", "--previous", "停下的"])
    assert "已改 0，新出现 2，仍在 0" in capsys.readouterr().out
    assert bytes_in(Path("停下的")) == kept


def test_an_audit_that_still_runs_is_read_whole(earlier, monkeypatch, capsys):
    whole = shutil.copyfile

    def copied(*places):
        """Meanwhile the audit goes on, and empties its log into its file."""
        whole(*places)
        running._base.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    with closing(Store(earlier)) as running:  # has the lock, and its log holds what the file has not
        running.start_run({"旧/又一份.txt": "又一份.txt"}, "2024-01-01", {"settings": "x"})
        running._base.execute("BEGIN IMMEDIATE")
        running._base.execute("DELETE FROM findings")  # half of what is written together
        before = [(earlier / f"{FILE_NAME}{ending}").read_bytes() for ending in ("", "-wal")]
        main(["audit", "新", "-o", "这次", "--previous", "上次"])
        assert "已改 1，新出现 1，仍在 1" in capsys.readouterr().out
        assert [(earlier / f"{FILE_NAME}{ending}").read_bytes() for ending in ("", "-wal")] == before
        running._base.execute("COMMIT")
        monkeypatch.setattr(shutil, "copyfile", copied)
        main(["audit", "新", "-o", "这次", "--previous", "上次"])
        assert "已改 0，新出现 2，仍在 0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("没有", "没有上次的审查结果"),
        ("坏", "不是审查结果"),
        ("旧版", "另一个版本"),
        ("这次", "不能是同一个文件夹"),
        ("夹", "没有上次的审查结果"),
    ],
)
def test_no_earlier_results(folder, words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write(Path("新/甲.txt"), "云岭镇", RIGHT)
    for name, data in (("坏", "不是数据库" * 100), ("旧版", "")):
        Path(name).mkdir()
        Path(name, FILE_NAME).write_text(data, "utf-8")
    Path("夹", FILE_NAME).mkdir(parents=True)
    assert main(["audit", "新", "-o", "这次", "--previous", folder]) == 2
    err = capsys.readouterr().err
    assert words in err
    assert (err.count("\n"), err.count("。")) == (1, 1)
    assert not Path("这次", "index.html").exists()


@pytest.fixture
def words(tmp_path, monkeypatch, capsys) -> Path:
    """Word reports, two of the same name and two of the same content, and a text; audited with ``--annotate``."""
    monkeypatch.chdir(tmp_path)
    write_word(Path("报告/总结.docx"), "望溪街道", WRONG)
    write_word(Path("报告/乡镇/总结.docx"), "云岭镇", WRONG)
    shutil.copyfile("报告/总结.docx", "报告/总结的副本.docx")
    write_word(Path("报告/没有问题.docx"), "柳桥镇", "吸收预备党员2名。")
    write(Path("报告/文本.txt"), "松涧镇", WRONG)
    write(Path("报告/文本二.txt"), "石湾镇", WRONG)
    main(["audit", "报告", "-o", "结果", "--annotate"])
    return tmp_path / "结果" / FOLDER


def test_copies_with_comments(words, capsys):
    copies = sorted(str(path.relative_to(words)) for path in words.rglob("*") if path.is_file())
    assert copies == ["乡镇/总结.docx", "总结.docx", "总结的副本.docx"]
    document = reportnlp.read(words / "总结.docx")
    assert document.comments[0].text.startswith("PH001")
    assert reportnlp.read("报告/总结.docx").comments == ()
    assert (words / "总结.docx").read_bytes() == (words / "总结的副本.docx").read_bytes()
    out = capsys.readouterr().out
    assert f"带批注的 Word 副本 3 份：结果{os.sep}annotated\n" in out
    assert "2 份有问题的报告没有副本：不是 .docx 文件" in out
    pages = [path.read_text("utf-8") for path in Path("结果/reports").glob("*.html")]
    assert sum("带批注的 Word 副本" in page for page in pages) == 3
    assert 'href="../annotated/%E4%B9%A1%E9%95%87/%E6%80%BB%E7%BB%93.docx"' in "".join(pages)


def test_copies_are_not_made_again_and_follow_their_reports(words, capsys):
    times = {path: path.stat().st_mtime_ns for path in words.rglob("*.docx")}
    main(["audit", "报告", "-o", "结果", "--annotate"])
    assert "本次做了 0 个" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in words.rglob("*.docx")} == times
    (words / "总结.docx").unlink()
    main(["audit", "报告", "-o", "结果", "--annotate"])
    assert "本次做了 1 个" in capsys.readouterr().out
    assert (words / "总结.docx").is_file(), "one that was lost comes again"
    write_word(Path("报告/乡镇/总结.docx"), "云岭镇", "吸收预备党员2名。")
    main(["audit", "报告", "-o", "结果", "--annotate"])
    assert not (words / "乡镇").exists(), "a report that was mended needs none"
    write_word(Path("报告/总结.docx"), "望溪街道", "吸收预备党员2名。")
    mine = words / "我改过的.docx"
    mine.write_bytes(b"mine")
    main(["audit", "报告", "-o", "结果"])
    assert sorted(path.name for path in words.rglob("*")) == ["总结的副本.docx", "我改过的.docx"]


def test_an_audit_without_copies_is_done_again_for_them(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write_word(Path("报告/总结.docx"), "望溪街道", WRONG)
    main(["audit", "报告", "-o", "结果"])
    assert not Path("结果", FOLDER).exists()
    main(["audit", "报告", "-o", "结果", "--annotate"])
    assert Path("结果", FOLDER, "总结.docx").is_file()
    with closing(Store(Path("结果"))) as store:
        assert [row.annotated for row in store.rows()] == ["总结.docx"]


def test_a_copy_that_somebody_changed_is_left_alone(words, capsys):
    capsys.readouterr()
    (words / "总结.docx").write_bytes(b"mine")
    write_word(Path("报告/总结.docx"), "望溪街道", WRONG, count=5)
    for _ in range(2):
        main(["audit", "报告", "-o", "结果", "--annotate"])
        out = capsys.readouterr().out
        assert "本次做了 1 个" in out, "until the way is free"
        assert "副本已被改动，没有覆盖：请移走" in out
    (words / "总结.docx").unlink()
    main(["audit", "报告", "-o", "结果", "--annotate"])
    assert (words / "总结.docx").read_bytes().startswith(b"PK")
    (words / "总结.docx").write_bytes(b"mine")
    write_word(Path("报告/总结.docx"), "望溪街道", RIGHT, count=5)
    main(["audit", "报告", "-o", "结果", "--annotate"])
    assert (words / "总结.docx").read_bytes() == b"mine"


def test_a_name_in_the_database_takes_no_file_away(words):
    Path("结果/别的.docx").write_bytes(b"mine")
    with closing(sqlite3.connect("结果/audit.sqlite")) as base, base:
        base.execute("UPDATE documents SET annotated = '../别的.docx' WHERE name = '总结.docx'")
    Path("报告/总结.docx").unlink()
    main(["audit", "报告", "-o", "结果", "--annotate"])
    assert Path("结果/别的.docx").read_bytes() == b"mine"


def test_copies_come_back_from_a_checking_process(tmp_path, monkeypatch, capsys):
    """It may run on another computer: it writes nothing itself."""
    from reportnlp.batch.runner import one_by_one
    from reportnlp.batch.task import Job
    from reportnlp.config import Settings

    monkeypatch.chdir(tmp_path)
    write_word(Path("报告/总结.docx"), "望溪街道", WRONG)
    before = bytes_in(tmp_path)
    [[outcome]] = one_by_one(["报告/总结.docx"], Job(Settings(), annotate=True))
    assert outcome.copy is not None and outcome.copy.startswith(b"PK")
    assert bytes_in(tmp_path) == before


def test_what_is_in_the_baseline_is_not_shown(tmp_path, monkeypatch, capsys):
    """As in check: each finding as often as it was recorded, here once; pages, copies and counts agree."""
    monkeypatch.chdir(tmp_path)
    write(Path("旧.txt"), "望溪街道", WRONG)
    main(["baseline", "旧.txt", "-o", "基线.json"])
    capsys.readouterr()
    for name in ("一", "二"):
        write_word(Path(f"报告/{name}.docx"), "望溪街道", WRONG, count=len(name) + 3)
    Path("reportnlp.toml").write_text('baseline = "基线.json"\n', "utf-8")
    main(["check", "报告/一.docx", "报告/二.docx", "--format", "json"])
    expected = [
        [row["code"] for row in report["findings"]] for report in json.loads(capsys.readouterr().out)["documents"]
    ]
    assert expected == [[], ["PH001"]]
    for _ in range(2):
        assert main(["audit", "报告", "-o", "结果"]) == 1
        assert "错误 1，警告 0，建议 0；另有 1 处是基线中已有的" in capsys.readouterr().out
        lines = list(map(json.loads, Path("结果/reports.jsonl").read_text("utf-8").splitlines()))
        assert [[row["code"] for row in line["findings"]] for line in lines] == expected
        assert [[row["source"] for row in line["ignored"]] for line in lines] == [["baseline"], []]
        with closing(sqlite3.connect(Path("结果", FILE_NAME))) as base:
            assert base.execute("SELECT path FROM findings").fetchall() == [("报告/二.docx",)]
    assert main(["audit", "报告", "-o", "结果", "--baseline", ""]) == 1
    assert "本次做了 0 个" in (out := capsys.readouterr().out), "nothing has to be checked again for it"
    assert "错误 2" in out and "基线" not in out
    Path("报告/二.docx").unlink()
    assert main(["audit", "报告", "-o", "结果", "--annotate"]) == 0
    assert not list(Path("结果", FOLDER).rglob("*.docx"))
    Path("基线.json").write_text("不是", "utf-8")
    assert main(["audit", "报告", "-o", "又一次"]) == 2
    assert not Path("又一次").exists()


def test_a_copy_is_never_written_over_a_report(words, capsys):
    before = (words / "总结.docx").read_bytes()
    assert main(["audit", str(words / "总结.docx"), "-o", "结果", "--annotate"]) == 2
    assert "正好是要写结果的位置" in capsys.readouterr().err
    assert (words / "总结.docx").read_bytes() == before


def test_what_was_found_across_reports_is_in_every_result(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write(Path("报告/一.txt"), "幸福街道办", RIGHT)
    write(Path("报告/二.txt"), "幸福街道办事处", RIGHT)
    write(Path("报告/三.txt"), "幸福街道办事处", RIGHT, 5)
    main(["audit", "报告", "-o", "结果"])
    lines = {row["path"]: row for row in map(json.loads, Path("结果/reports.jsonl").read_text("utf-8").splitlines())}
    [finding] = lines["报告/一.txt"]["findings"]
    assert (finding["code"], finding["suggestions"], finding["found"]) == ("XD004", ["幸福街道办事处"], "幸福街道办")
    with closing(sqlite3.connect(Path("结果", FILE_NAME))) as base:
        tables = {row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert tables == {"documents", "findings", "claims", "areas", "passages", "runs", "versions", "copies"}
        assert base.execute("SELECT path, code FROM findings").fetchall() == [("报告/一.txt", "XD004")]
        assert base.execute("SELECT name, advice FROM documents ORDER BY path").fetchall() == [
            ("一.txt", 1), ("三.txt", 0), ("二.txt", 0),
        ]  # fmt: skip
        assert base.execute("SELECT code, first_text, second_text FROM passages").fetchall() == [
            ("XD004", "幸福街道办事处", "幸福街道办")
        ]
    Path("报告/一.txt.reportnlp.toml").write_text(
        f'[[ignore]]\nfingerprint = "{finding["fingerprint"]}"\nreason = "就叫这个"\n', "utf-8"
    )
    main(["audit", "报告", "-o", "结果"])
    lines = {row["path"]: row for row in map(json.loads, Path("结果/reports.jsonl").read_text("utf-8").splitlines())}
    row = lines["报告/一.txt"]
    assert (row["findings"], row["unused_ignores"]) == ([], [])
    assert [ignored["reason"] for ignored in row["ignored"]] == ["就叫这个"]
    Path("报告/二.txt").unlink()
    Path("报告/三.txt").unlink()
    main(["audit", "报告", "-o", "结果"])
    with closing(sqlite3.connect(Path("结果", FILE_NAME))) as base:
        assert base.execute("SELECT count(*) FROM passages").fetchone() == (0,)
