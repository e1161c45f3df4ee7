"""``reportnlp audit``: the results for people, killing and going on, several workers."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from reportnlp.batch.store import FILE_NAME, Store
from reportnlp.cli.main import main

TEXT = "{unit}2023年工作总结\n一、组织建设\n2023年发展党员{count}名，学习贯彻党的二十精神。\n二、服务大局\n{service}\n"
SERVICE = (
    "聚焦老旧小区改造，街道班子成员分片包干，逐户听取意见，先后协调解决漏水、停车和加装电梯等难题，把矛盾化解在楼道里，"
    "把服务送到家门口，居民的满意度比上年明显提高，相关做法在全区推广。"
)


def make_reports(folder: Path, count: int) -> None:
    """So many reports of different units, two of which share a passage, and one that is no report."""
    folder.mkdir()
    for number in range(count):
        service = (
            SERVICE if number in (1, 3) else f"服务企业{number + 3}家，第{number + 1}季度完成投资{number + 2}亿元。"
        )
        unit = "云桥溪塘岭川湖江河山林原坪湾港洲"[number % 16] + "安宁平和顺康泰丰"[number // 16 % 8] + "街道"
        text = TEXT.format(unit=unit, count=number + 2, service=service)
        (folder / f"{number:03}.txt").write_text(text, "utf-8")
    (folder / "坏的.docx").write_bytes(b"PK\x03\x04 broken")


def rows(out: Path) -> list[tuple[str, str]]:
    """Path and status of every file."""
    with closing(Store(out)) as store:
        return [(row.path, row.status) for row in store.rows()]


# distributed leaves sockets and loops to the collector; ``leftovers`` collects them.
_DASK = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")


@pytest.fixture
def audited(tmp_path, monkeypatch, capsys):
    """Six reports and the results of their audit."""
    monkeypatch.chdir(tmp_path)
    make_reports(tmp_path / "报告", 6)
    code = main(["audit", "报告", "-o", "结果"])
    return code, capsys.readouterr(), tmp_path / "结果"


def test_the_summary_says_what_was_done(audited):
    code, shown, _ = audited
    assert code == 2, "a file could not be read"
    assert "共 7 个文件：已检查 6 份，未检查 1 个" in shown.out
    assert "审查 7/7，未检查 1" in shown.err


def test_json_lines_hold_every_file(audited):
    _, _, out = audited
    lines = [json.loads(line) for line in (out / "reports.jsonl").read_text("utf-8").splitlines()]
    assert [line["path"] for line in lines] == [*(f"报告/{number:03}.txt" for number in range(6)), "报告/坏的.docx"]
    assert lines[-1]["why"].endswith("。")


def test_the_workbook(audited):
    openpyxl = pytest.importorskip("openpyxl")
    _, _, out = audited
    with closing(openpyxl.load_workbook(out / "总览.xlsx")) as book:
        assert book.sheetnames == ["总览", "单位与领域", "问题", "数据", "离群数据", "报告之间", "未检查的文件"]
        first = book["总览"]
        assert (first.freeze_panes, first.auto_filter.ref) == ("A2", "A1:J7")
        assert [cell.value for cell in first[1]][:5] == ["名次", "文件", "单位", "年度", "错误"]
        assert isinstance(first["E2"].value, int)
        assert book["报告之间"].max_row == 2
        assert book["未检查的文件"]["A2"].value == "坏的.docx"


def test_pages(audited):
    _, _, out = audited
    index = (out / "index.html").read_text("utf-8")
    assert index.count('<a href="reports/') >= 6
    assert "的报告一字不差，请核对是否抄用。" in index
    assert "http" not in index.replace("http-equiv", ""), "nothing from the network"
    page = next(path for path in (out / "reports").glob("*.html") if "000.txt" in path.read_text("utf-8"))
    assert "unsafe" not in index + page.read_text("utf-8"), "no script or style but those that the page has a sum of"
    assert '<mark class="error" title="PH001' in page.read_text("utf-8")


def test_names_and_texts_are_no_markup(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    name = "<script>alert(1)<-script>.txt"
    Path(name).write_text("</script><script>alert(2)</script>工作总结\n=1+1的党的二十精神<b>粗</b>\n", "utf-8")
    main(["audit", name, "-o", "结果"])
    for page in Path("结果").rglob("*.html"):
        assert page.read_text("utf-8").lower().count("<script") == (page.name == "index.html")
    assert not any("<b>粗" in page.read_text("utf-8") for page in Path("结果").rglob("*.html"))


def test_same_input_same_bytes(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    make_reports(tmp_path / "报告", 6)
    found = []
    for out in ("一", "二"):
        main(["audit", "报告", "-o", out])
        pages = sorted(path for path in Path(out).rglob("*") if path.suffix in (".html", ".jsonl"))
        found.append([(path.name, path.read_bytes()) for path in pages])
    assert found[0] == found[1]


def test_pages_of_files_that_are_gone_go_too(audited, tmp_path):
    _, _, out = audited
    (out / "reports" / "我的.html").write_text("mine", "utf-8")
    (tmp_path / "报告" / "005.txt").unlink()
    main(["audit", "报告", "-o", "结果"])
    assert len(list((out / "reports").glob("*.html"))) == 5 + 1, "what no audit wrote stays"


@pytest.mark.parametrize("words", [["--jobs", "0"], ["--jobs", "两"], ["--time-limit", "-1"]])
def test_numbers_that_are_none(words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("甲.txt").write_text("工作总结", "utf-8")
    assert main(["audit", "甲.txt", "-o", "结果", *words]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_rule_that_is_none_is_told_before_anything_is_checked(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("甲.txt").write_text("工作总结", "utf-8")
    assert main(["audit", "甲.txt", "-o", "结果", "--select", "PH9"]) == 2
    assert "没有规则“PH9”" in capsys.readouterr().err
    assert not Path("结果").exists()


def start(folder: Path, out: Path, *words: str) -> subprocess.Popen[bytes]:
    """An audit in a process group of its own."""
    command = [sys.executable, "-c", "import sys; from reportnlp.cli.main import main; sys.exit(main())"]
    return subprocess.Popen(
        [*command, "audit", str(folder), "-o", str(out), *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def wait_for_rows(out: Path, least: int) -> None:
    """Wait until an audit that runs has written so many rows."""
    import sqlite3

    for _ in range(3000):  # a busy machine takes its time
        with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{out / FILE_NAME}?mode=ro", uri=True)) as base:
            if base.execute("SELECT count(*) FROM documents").fetchone()[0] >= least:
                return
        time.sleep(0.05)
    raise AssertionError("no rows")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_killed_and_run_again(tmp_path, capsys):
    make_reports(tmp_path / "报告", 60)
    process = start(tmp_path / "报告", tmp_path / "结果")
    wait_for_rows(tmp_path / "结果", 3)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    main(["audit", str(tmp_path / "报告"), "-o", str(tmp_path / "结果")])
    main(["audit", str(tmp_path / "报告"), "-o", str(tmp_path / "不停")])
    assert rows(tmp_path / "结果") == rows(tmp_path / "不停")
    assert len(rows(tmp_path / "结果")) == 61
    both = [(tmp_path / out / "reports.jsonl").read_bytes() for out in ("结果", "不停")]
    assert both[0] == both[1]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_interrupted_says_how_to_go_on(tmp_path, capsys):
    make_reports(tmp_path / "报告", 500)
    process = start(tmp_path / "报告", tmp_path / "结果")
    wait_for_rows(tmp_path / "结果", 3)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(300) == 130
    assert 3 <= len(rows(tmp_path / "结果")) < 501


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the process in /proc")
def test_a_checking_process_that_is_killed_loses_nothing(tmp_path):
    make_reports(tmp_path / "报告", 120)
    process = start(tmp_path / "报告", tmp_path / "结果", "--jobs", "2")
    wait_for_rows(tmp_path / "结果", 3)
    child = next(
        int(path.name)
        for path in Path("/proc").iterdir()
        if path.name.isdigit() and _session(path) == process.pid and b"batch.child" in (path / "cmdline").read_bytes()
    )
    os.kill(child, signal.SIGKILL)
    assert process.wait(300) == 2
    assert len(rows(tmp_path / "结果")) == 121
    assert [status for _, status in rows(tmp_path / "结果")].count("checked") == 120


@_DASK
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_worker_that_is_killed_loses_nothing(tmp_path):
    distributed = pytest.importorskip("distributed")
    make_reports(tmp_path / "报告", 120)
    options = {"n_workers": 2, "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as client:
        process = start(tmp_path / "报告", tmp_path / "结果", "--scheduler", cluster.scheduler_address)
        wait_for_rows(tmp_path / "结果", 3)
        os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
        assert process.wait(300) == 2
    assert [status for _, status in rows(tmp_path / "结果")].count("checked") == 120


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_interrupted_with_two_jobs(tmp_path):
    make_reports(tmp_path / "报告", 500)
    process = start(tmp_path / "报告", tmp_path / "结果", "--jobs", "2")
    wait_for_rows(tmp_path / "结果", 3)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(300) == 130
    assert 3 <= len(rows(tmp_path / "结果")) < 501


def _session(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[3])
    except OSError:
        return -1


@_DASK
def test_a_scheduler_that_runs_already(tmp_path, capsys):
    distributed = pytest.importorskip("distributed")
    make_reports(tmp_path / "报告", 12)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as cluster:
        words = [
            "audit",
            str(tmp_path / "报告"),
            "-o",
            str(tmp_path / "结果"),
            "--scheduler",
            cluster.scheduler_address,
        ]
        assert main(words) == 2
    main(["audit", str(tmp_path / "报告"), "-o", str(tmp_path / "单机")])
    assert rows(tmp_path / "结果") == rows(tmp_path / "单机")


@_DASK
def test_no_scheduler_answers(tmp_path, capsys):
    pytest.importorskip("distributed")
    make_reports(tmp_path / "报告", 1)
    words = ["audit", str(tmp_path / "报告"), "-o", str(tmp_path / "结果"), "--scheduler", "tcp://127.0.0.1:9"]
    assert main(words) == 2
    assert "连不上调度器" in capsys.readouterr().err
