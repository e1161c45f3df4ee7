"""check --watch as a person uses it: a process, files that are saved, Ctrl-C."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportnlp.cli.main import main

GOOD = "全年发展党员12名。\n"
SLIP = "学习党的二十精神。\n"
SECONDS = 180  # only a hang takes so long
# A file that is saved may be gone for longer than on a machine that is not busy with other tests.
PATIENT = """
import sys
from reportnlp.cli import main, watching
watching._PATIENCE = 60
sys.exit(main.main())
"""


class Watching:
    """The process, and the lines that it has written so far."""

    def __init__(self, *words: object) -> None:
        command = [sys.executable, "-c", PATIENT, "check", "--watch", *map(str, words)]
        variables = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=variables)
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.decode().rstrip("\n"))

    def until(self, mark: str) -> str:
        """What is written up to the line that holds ``mark``."""
        read: list[str] = []
        end = time.monotonic() + SECONDS
        while not read or mark not in read[-1]:
            try:
                read.append(self.lines.get(timeout=max(0.1, end - time.monotonic())))
            except queue.Empty:
                raise AssertionError(f"no {mark!r} in {read}") from None
        return "\n".join(read)

    def interrupted(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(SECONDS)


@pytest.fixture
def watching(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Watching]]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    started: list[Watching] = []

    def start(*words: object) -> Watching:
        started.append(Watching(*words))
        return started[-1]

    yield start
    for row in started:
        if row.process.poll() is None:
            row.process.kill()
        row.process.wait()
        assert row.process.stdout is not None
        row.process.stdout.close()


def test_what_is_saved_is_checked_again(watching: Callable[..., Watching]) -> None:
    first, second = Path("甲.txt"), Path("乙.txt")
    first.write_text(GOOD, "utf-8")
    second.write_text(GOOD, "utf-8")
    run = watching("甲.txt", "乙.txt")
    assert "PH001" not in run.until("等待保存")
    # As Word saves: the old file goes away, a new one takes its place.
    Path("~$甲.txt").write_text("x", "utf-8")
    first.unlink()
    time.sleep(0.5)
    save(first, GOOD + SLIP)
    shown = run.until("已检查")
    assert "甲.txt有改动" in shown and "PH001" in shown and "乙.txt" not in shown and "找不到" not in shown
    # Only what was saved is checked, and the sidecar file belongs to its report.
    save(second, GOOD + SLIP + SLIP)
    assert run.until("已检查").count("PH001") == 2
    fingerprint = json.loads(_json(first))["documents"][0]["findings"][0]["fingerprint"]
    assert main(["check", "甲.txt", "--add-ignore", fingerprint, "--reason", "原话"]) == 0
    assert "已忽略" in run.until("已检查")
    assert run.interrupted() == 0
    assert run.until("已结束。").splitlines()[-1] == "已结束。"
    assert first.read_text("utf-8") == GOOD + SLIP


def save(path: Path, text: str) -> None:
    """Whole at once: a look between emptying and writing would see two changes."""
    new = path.with_name(".新")
    new.write_text(text, "utf-8")
    new.replace(path)


def _json(path: Path) -> bytes:
    words = [sys.executable, "-m", "reportnlp", "check", "--format", "json", str(path)]
    return subprocess.run(words, capture_output=True, check=False).stdout


def test_a_folder_is_watched_and_its_output_is_no_report(watching: Callable[..., Watching]) -> None:
    folder = Path("报告")
    folder.mkdir()
    (folder / "甲.txt").write_text(GOOD, "utf-8")
    (folder / ".隐.txt").write_text(SLIP, "utf-8")
    (folder / "图.png").write_bytes(b"\x89PNG")
    settings = Path("reportnlp.toml")
    settings.write_text('ignore = ["TY"]', "utf-8")
    target = folder / "结果.txt"
    run = watching(folder, "-o", target)
    run.until("等待保存")
    assert "共" not in target.read_text("utf-8")  # one report
    save(folder / "乙.txt", SLIP)
    assert "乙.txt有改动" in run.until("重新检查")
    _wait(lambda: "共 2 份报告：错误 1" in target.read_text("utf-8"))
    save(settings, "ignroe = 1")
    assert "设置或台账有改动" in run.until("是不是 ignore")
    save(settings, 'ignore = ["PH", "TY"]')
    run.until("重新检查")
    assert "结果.txt" in run.until("已写入")
    assert "共 2 份报告：没有发现问题" in target.read_text("utf-8")
    time.sleep(1)
    assert run.lines.empty()  # its own output and the hidden file start nothing
    assert run.interrupted() == 0


def _wait(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["-"], "标准输入"),
        (["~$甲.txt"], "没有可以等待的报告"),
        (["空"], "没有可以等待的报告"),
        (["甲.txt", "--select", "ZZ9"], "没有规则"),
        (["甲.txt", "--add-ignore", "a", "--reason", "b"], "只能写一个"),
    ],
)
def test_what_cannot_be_watched_is_said_at_once(
    words: list[str], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("甲.txt").write_text(GOOD, "utf-8")
    Path("空").mkdir()
    assert main(["check", "--watch", *words]) == 2
    assert expected in capsys.readouterr().err
