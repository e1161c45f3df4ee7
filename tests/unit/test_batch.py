"""Auditing many files: every one gets its row, whatever it does to its process, and nothing is done twice."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Thread

import pytest

from reportnlp.batch.child import Child
from reportnlp.batch.files import find_files
from reportnlp.batch.results import own_results
from reportnlp.batch.runner import audit, side_by_side
from reportnlp.batch.store import FILE_NAME, Store
from reportnlp.batch.task import Job
from reportnlp.cli.main import main
from reportnlp.config import Settings
from reportnlp.errors import ReportnlpError, SettingsError

JOB = Job(Settings())
TEXT = "云岭镇2023年工作总结\n一、组织建设\n2023年发展党员12名，学习贯彻党的二十精神。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three reports in two folders, a lock file, a hidden one, a picture and an empty file."""
    place = tmp_path / "报告"
    (place / "乡镇").mkdir(parents=True)
    for number, name in enumerate(("甲.txt", "乡镇/乙.txt", "乡镇/丙.md")):
        (place / name).write_text(TEXT.replace("12", str(12 + number)), "utf-8")
    (place / "~$甲.docx").write_bytes(b"lock")
    (place / ".隐藏.txt").write_text(TEXT, "utf-8")
    (place / "照片.jpg").write_bytes(b"\xff\xd8\xff\xe0\0\0")
    (place / "空.docx").write_bytes(b"")
    return place


def statuses(out: Path) -> dict[str, str]:
    """File name → status of every row."""
    with closing(Store(out)) as store:
        return {Path(row.path).name: row.status for row in store.rows()}


def test_folders_globs_and_files(folder):
    found = find_files([str(folder), str(folder / "*.txt"), str(folder / "甲.txt")])
    assert [Path(path).name for path in found.files] == ["丙.md", "乙.txt", "照片.jpg", "甲.txt", "空.docx"]
    assert [Path(path).name for path in found.skipped] == [".隐藏.txt", "~$甲.docx"]


def test_a_file_that_is_named_is_never_passed_over(folder):
    assert find_files([str(folder / ".隐藏.txt")]).files == (str(folder / ".隐藏.txt"),)


def test_the_results_are_no_input(folder):
    out = folder / "结果"
    audit([str(folder)], out, JOB)
    for place in (str(folder), f"{folder}/**/*.*", f"{folder}/**/*"):
        found = find_files([place], out).files
        assert found
        assert not any("结果" in path for path in found)


@pytest.mark.parametrize("inside", [False, True])
def test_results_among_the_reports_are_no_reports(inside, folder):
    """OUT is the folder itself, or one of the folders of reports lies in OUT."""
    out = folder.parent if inside else folder
    (folder / "reports").mkdir()
    (folder / "reports" / "丁.txt").write_text(TEXT, "utf-8")
    before = find_files([str(folder)]).files
    for _ in range(2):
        main(["audit", str(folder), "-o", str(out)])
        assert (out / "index.html").is_file()
        with closing(Store(out)) as store:
            assert tuple(row.path for row in store.rows()) == before
    assert bool(find_files([str(folder)], out, own_results(out)).own) is not inside


def test_no_file_of_the_reports_is_written_over(folder, capsys):
    (folder / "总览.xlsx").write_bytes(b"mine")
    assert main(["audit", str(folder), "-o", str(folder)]) == 2
    assert "正好是要写结果的位置" in capsys.readouterr().err
    assert (folder / "总览.xlsx").read_bytes() == b"mine"


@pytest.mark.parametrize("place", ["没有这个文件夹", "没有*.docx"])
def test_a_place_without_files_is_said(place, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError):
        find_files([place])


@pytest.mark.skipif(sys.platform != "linux", reason="such names can be made on Linux")
def test_a_name_that_is_no_unicode_has_its_row_too(tmp_path):
    place = tmp_path / "报告"
    place.mkdir()
    (place / "甲.txt").write_text(TEXT, "utf-8")
    Path(os.fsdecode(bytes(place) + b"/\xff.txt")).write_text(TEXT, "utf-8")
    audit([str(place)], tmp_path / "out", JOB)
    assert statuses(tmp_path / "out") == {"甲.txt": "checked", "\\xff.txt": "unreadable"}


def test_names_are_told_from_the_folder_given(folder, tmp_path):
    other = tmp_path / "另一处"
    other.mkdir()
    (other / "甲.txt").write_text(TEXT, "utf-8")
    one = {"甲.txt", "乡镇/乙.txt", "乡镇/丙.md", "照片.jpg", "空.docx"}
    assert set(find_files([str(folder)]).names.values()) == one
    again = find_files([str(folder), f"{folder}/./甲.txt", f"{folder}/乡镇/../甲.txt"])
    assert set(again.names.values()) == one, "a file that is given twice is one file"
    two = find_files([str(folder), str(other)])
    assert set(two.names.values()) == {f"报告/{name}" for name in one} | {"另一处/甲.txt"}
    (other / "报告").mkdir()
    (other / "报告" / "甲.txt").write_text(TEXT, "utf-8")
    alike = find_files([str(folder), str(other / "报告")])
    assert all(name == path for path, name in alike.names.items()), "two folders of one name: as given"


def test_every_file_has_its_row(folder, tmp_path):
    audit([str(folder)], tmp_path / "out", JOB)
    assert statuses(tmp_path / "out") == {
        "甲.txt": "checked", "乙.txt": "checked", "丙.md": "checked", "照片.jpg": "unreadable", "空.docx": "unreadable",
    }  # fmt: skip


def test_rows_say_what_was_found(folder, tmp_path):
    audit([str(folder)], tmp_path / "out", JOB)
    with closing(sqlite3.connect(tmp_path / "out" / FILE_NAME)) as base:
        assert base.execute("SELECT count(*) FROM findings WHERE code = 'PH001'").fetchone() == (3,)
        assert base.execute("SELECT text, value, unit, area FROM claims ORDER BY text").fetchall() == [
            (f"{number}名", float(number), "名", "组织建设") for number in (12, 13, 14)
        ]
        reasons = [row[0] for row in base.execute("SELECT reason FROM documents WHERE status = 'unreadable'")]
    assert all(reason.endswith("。") for reason in reasons)


def test_what_is_done_is_not_done_again(folder, tmp_path):
    out = tmp_path / "out"
    assert audit([str(folder)], out, JOB).done == 5
    assert audit([str(folder)], out, JOB)[1:] == (0, 5, 0)
    (folder / "甲.txt").write_text(TEXT + "另走访群众30户。\n", "utf-8")
    (folder / "乡镇" / "乙.txt").unlink()
    assert audit([str(folder)], out, JOB)[1:] == (1, 3, 1)
    assert audit([str(folder)], out, Job(Settings(select=("PH",)))).done == 4, "other settings, other results"


def test_same_content_is_checked_once(folder, tmp_path):
    (folder / "甲的副本.txt").write_bytes((folder / "甲.txt").read_bytes())
    checked: list[str] = []

    def check(paths, job):
        from reportnlp.batch.runner import one_by_one

        for outcomes in one_by_one(paths, job):
            checked.extend(Path(outcome.path).name for outcome in outcomes)
            yield outcomes

    audit([str(folder)], tmp_path / "out", JOB, check)
    assert len({"甲.txt", "甲的副本.txt"} & set(checked)) == 1
    with closing(Store(tmp_path / "out")) as store:
        one, other = (store.report(str(folder / name)) for name in ("甲.txt", "甲的副本.txt"))
    assert one is not None
    assert other == {**one, "path": str(folder / "甲的副本.txt")}


def test_a_sidecar_file_makes_it_another_file(folder, tmp_path):
    out = tmp_path / "out"
    audit([str(folder)], out, JOB)
    with closing(Store(out)) as store:
        report = store.report(str(folder / "甲.txt"))
    assert report is not None
    mark = report["findings"][0]["fingerprint"]
    sidecar = folder / "甲.txt.reportnlp.toml"
    sidecar.write_text(f'[[ignore]]\nfingerprint = "{mark}"\nreason = "原文如此"\n', "utf-8")
    assert audit([str(folder)], out, JOB).done == 1
    with closing(Store(out)) as store:
        report = store.report(str(folder / "甲.txt"))
    assert report is not None
    assert [row["fingerprint"] for row in report["ignored"]] == [mark]


def test_what_was_done_before_a_stop_stays(folder, tmp_path):
    out = tmp_path / "out"

    def interrupted(paths, job):
        from reportnlp.batch.runner import one_by_one

        for number, outcomes in enumerate(one_by_one(paths, job)):
            if number == 2:
                raise KeyboardInterrupt
            yield outcomes

    with pytest.raises(KeyboardInterrupt):
        audit([str(folder)], out, JOB, interrupted)
    with closing(Store(out)) as store:
        assert all(row.name == row.path.removeprefix(f"{folder}/") for row in store.rows()), "--previous goes by names"
    assert audit([str(folder)], out, JOB)[1:] == (3, 2, 0)


def test_two_audits_of_one_folder(folder, tmp_path):
    with closing(Store(tmp_path / "out")), pytest.raises(SettingsError, match="另一个审查正在写"):
        audit([str(folder)], tmp_path / "out", JOB)


def test_another_program_has_locked_the_results(tmp_path):
    with closing(Store(tmp_path)) as store, closing(sqlite3.connect(tmp_path / FILE_NAME)) as other:
        store._base.execute("PRAGMA busy_timeout = 0")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(SettingsError, match="写不了审查结果"):
            store.keep_only([])


def test_a_file_that_is_no_result(tmp_path):
    (tmp_path / FILE_NAME).write_text("这不是数据库" * 100, "utf-8")
    with pytest.raises(SettingsError, match="不是审查结果"):
        Store(tmp_path)


def test_results_of_another_version(tmp_path):
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as base:
        base.execute("CREATE TABLE documents (path TEXT PRIMARY KEY)")
    with pytest.raises(SettingsError, match="由另一个版本写成"):
        Store(tmp_path)


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    """A file that lets its reader wait for ever."""
    path = tmp_path / "永远.txt"
    path.write_text("永远", "utf-8")
    return path


TRAPS = """
import os, sys, time
from reportnlp import Checker, from_text
from reportnlp.batch import child, task
whole = task.examine
def examine(path, job, checker):
    if "永远" in path:
        time.sleep(600)
    if "内存" in path:
        raise MemoryError
    if "崩溃" in path:
        os.kill(os.getpid(), 11)
    return whole(path, job, checker)
task.examine = examine
Checker().check(from_text("全年走访群众30户。"))  # what is loaded on first use takes none of a file's seconds
child.main()
"""


@pytest.fixture
def trapped(monkeypatch, tmp_path):
    """Checking processes in which a file hangs, eats memory or crashes if its name says so."""
    script = tmp_path / "traps.py"
    script.write_text(TRAPS, "utf-8")
    start = subprocess.Popen

    def instead(command, **options):
        return start([sys.executable, str(script)] if "reportnlp.batch.child" in command else command, **options)

    monkeypatch.setattr("reportnlp.batch.child.subprocess.Popen", instead)


@pytest.mark.parametrize(
    ("name", "reason"), [("永远.txt", "超过 5 秒"), ("内存.txt", "超过 1000 MB"), ("崩溃.txt", "意外结束（信号 11）")]
)
def test_a_file_that_brings_its_process_down(name, reason, folder, tmp_path, trapped):
    (folder / name).write_text(TEXT, "utf-8")
    audit([str(folder)], tmp_path / "out", Job(Settings(), seconds=5.0))
    assert statuses(tmp_path / "out") == {
        "甲.txt": "checked", "乙.txt": "checked", "丙.md": "checked", "照片.jpg": "unreadable", "空.docx": "unreadable",
        name: "quarantined",
    }  # fmt: skip
    with closing(Store(tmp_path / "out")) as store:
        [row] = [row for row in store.rows() if row.status == "quarantined"]
    assert reason in row.reason
    assert row.sha256
    assert audit([str(folder)], tmp_path / "out", Job(Settings(), seconds=5.0)).done == 0
    if name == "崩溃.txt":  # which takes no time
        assert audit([str(folder)], tmp_path / "out", Job(Settings(), seconds=6.0)).done == 1, "as the reason advises"


@pytest.mark.skipif(sys.platform != "linux", reason="the limit on memory is Linux's")
def test_the_limit_on_memory_holds(tmp_path):
    code = (
        "from reportnlp.batch.serving import limit_memory; limit_memory(200_000_000); b = bytearray(100_000_000)\n"
        "try:\n    bytearray(400_000_000)\nexcept MemoryError:\n    print('stopped')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "stopped\n"


def test_a_child_that_was_killed_starts_again(folder):
    child = Child(JOB)
    try:
        assert child.examine(str(folder / "甲.txt")).status == "checked"
        assert child._process is not None
        child._process.kill()
        assert child.examine(str(folder / "乡镇" / "乙.txt")).status == "checked"
    finally:
        child.close()


def test_a_child_that_is_ended_while_its_process_starts_is_not_waited_for(folder):
    child = Child(JOB)
    child.end()
    assert child.examine(str(folder / "甲.txt")).status == "quarantined"
    child = Child(JOB)
    child.examine(str(folder / "甲.txt"))
    child.ended = True  # as another thread leaves it that found no process to end yet
    worker = Thread(target=child.examine, args=(str(folder / "甲.txt"),), daemon=True)
    worker.start()
    worker.join(120)
    assert not worker.is_alive()
    assert child._process is None


def test_no_file_is_blamed_for_a_process_that_does_not_start(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("reportnlp.batch.child.sys.executable", str(tmp_path / "no-such-python"))
    with pytest.raises(ReportnlpError, match="启动不了"):
        audit([str(folder)], tmp_path / "out", JOB)
    with pytest.raises(ReportnlpError, match="启动不了"):
        audit([str(folder)], tmp_path / "out", JOB, partial(side_by_side, jobs=2))
    monkeypatch.undo()
    assert statuses(tmp_path / "out") == {}
    assert audit([str(folder)], tmp_path / "out", JOB).done == 5


def outcomes_by(jobs: int, folder: Path, out: Path) -> list[tuple[str, str]]:
    """Path and report of all rows after an audit with so many jobs."""
    audit([str(folder)], out, JOB, partial(side_by_side, jobs=jobs) if jobs > 1 else None)
    with closing(Store(out)) as store:
        return [(row.path, str(store.report(row.path))) for row in store.rows()]


def test_two_workers_find_the_same(folder, tmp_path):
    assert outcomes_by(2, folder, tmp_path / "two") == outcomes_by(1, folder, tmp_path / "one")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1_805_000_000, "18.05亿"), (4_620_000, "462万"), (170_000, "17万"), (1971, "1,971"), (2.5, "2.5")],
)
def test_amounts_as_a_report_writes_them(value, shown):
    from reportnlp.batch.pages import _amount

    assert _amount(value) == shown


def test_without_the_extra_one_sentence_before_anything_is_checked(folder: Path, tmp_path: Path) -> None:
    code = "import sys; sys.modules['jinja2'] = None; from reportnlp.cli.main import main; sys.exit(main(sys.argv[1:]))"
    out = tmp_path / "结果"
    words = [sys.executable, "-c", code, "audit", str(folder), "-o", str(out)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, out.exists()) == (2, "", False)
    assert done.stderr == '错误：写网页要先安装：pip install "reportnlp[batch]"。\n'


def test_another_model_means_another_check(tmp_path: Path) -> None:
    (tmp_path / "areas").mkdir()
    seen = set()
    for learnt in (1, 2):
        (tmp_path / "areas/manifest.json").write_text(f'{{"learnt": {learnt}, "files": {{}}}}', "utf-8")
        seen.add(Job(Settings(models=str(tmp_path))).version)
    assert len(seen) == 2
    assert Job(Settings()).version == Job(Settings()).version
