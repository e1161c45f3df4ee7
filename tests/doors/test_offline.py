"""No door talks to anyone: each command runs where every connection but to this computer is refused and noted."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import docx
import openpyxl
import pytest

# Runs before the program in every process that it starts. An audit hook sees connections made from C as well.
GUARD = """
import os, sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if address is None or isinstance(address, (str, bytes)) or str(address[0]) in ("127.0.0.1", "::1", "localhost"):
            return
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        address = arguments[0]
        if address in (None, "", "127.0.0.1", "::1", "localhost", b"localhost"):
            return
    else:
        return
    with open(os.environ["REFUSED_LOG"], "a") as log:
        log.write(f"{event} {address}\\n")
    raise OSError(101, "refused by the test")

sys.addaudithook(refuse)
"""
REPORT = "云岭街道2023年度工作总结\n一、强化组织建设\n全年发展党员12名，学习党的二十精神。\n"
COMMANDS = {
    "check": ["check", "报告.docx", "报告.txt", "--layout"],
    "check with a ledger": ["check", "报告.txt", "--records", "台账.xlsx", "--format", "sarif"],
    "annotate": ["annotate", "报告.docx", "-o", "批注.docx"],
    "fix": ["fix", "报告.docx", "-o", "改.docx"],
    "claims": ["claims", "报告.txt"],
    "areas": ["areas", "报告.txt"],
    "correct": ["correct", "报告.txt"],
    "reconcile": ["reconcile", "报告.txt", "--records", "台账.xlsx"],
    "draft": ["draft", "台账.xlsx", "--period", "2023", "-o", "草稿.docx"],
    "audit": ["audit", "报告.docx", "报告.txt", "-o", "结果"],
    "audit on two processes": ["audit", "报告.docx", "报告.txt", "-o", "结果", "--jobs", "2"],
    "doctor": ["doctor"],
    "lsp": ["lsp"],
}
# Commands that run until Ctrl-C, each with what it writes when it is ready.
UNTIL_STOPPED = {
    "check --watch": (["check", "--watch", "报告.txt"], "等待保存"),
    "serve": (["serve", "--port", "0"], "已启动"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD, "utf-8")
    work = tmp_path / "work"
    work.mkdir()
    (work / "报告.txt").write_text(REPORT, "utf-8")
    document = docx.Document()
    for line in REPORT.splitlines():
        document.add_paragraph(line)
    document.save(str(work / "报告.docx"))
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (("日期", "活动名称", "人数", "领域"), ("2023-05-04", "主题党日", 30, "组织建设")):
        book.active.append(row)
    book.save(work / "台账.xlsx")
    return work


def guarded(folder: Path) -> tuple[dict[str, str], Path]:
    """The environment that forbids connections, and the file in which they are noted."""
    log = folder.parent / "refused.txt"
    log.write_text("", "utf-8")
    path = os.pathsep.join(filter(None, (str(folder.parent / "guard"), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path, "REFUSED_LOG": str(log), "PYTHONIOENCODING": "utf-8"}, log


def run(folder: Path, *words: str) -> tuple[subprocess.CompletedProcess[str], str]:
    """The finished process, and the connections that it tried to make."""
    variables, log = guarded(folder)
    command = [sys.executable, *words]
    done = subprocess.run(command, cwd=folder, env=variables, input="", capture_output=True, text=True, check=False)
    return done, log.read_text("utf-8")


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS.keys())
def test_a_command_reaches_no_one(folder: Path, words: list[str]) -> None:
    if words[0] == "lsp":
        pytest.importorskip("pygls")
    done, refused = run(folder, "-m", "reportnlp", *words)
    assert (done.returncode in (0, 1), refused) == (True, ""), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("words", "ready"), UNTIL_STOPPED.values(), ids=UNTIL_STOPPED.keys())
def test_a_command_that_stays_reaches_no_one(folder: Path, words: list[str], ready: str) -> None:
    variables, log = guarded(folder)
    command = [sys.executable, "-m", "reportnlp", *words]
    options = {"cwd": folder, "env": variables, "text": True}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options) as process:  # type: ignore[call-overload]
        assert any(ready in line for line in process.stdout)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    assert log.read_text("utf-8") == ""


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80), 1)",
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'a', ('192.0.2.1', 53))",
        "import urllib.request; urllib.request.urlopen('http://192.0.2.1/')",
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import socket; socket.gethostbyname(\"a.example\")'])",
    ],
)
def test_the_guard_would_notice(folder: Path, code: str) -> None:
    assert run(folder, "-c", code)[1]


def test_the_guard_would_notice_what_the_program_asks_for(folder: Path) -> None:
    (folder / "reportnlp.toml").write_text('polish-url = "http://192.0.2.1/v1"\n', "utf-8")
    _, refused = run(folder, "-m", "reportnlp", "draft", "台账.xlsx", "--period", "2023", "-o", "草稿.docx", "--polish")
    assert "192.0.2.1" in refused


def test_serve_reaches_no_one(folder: Path) -> None:
    pytest.importorskip("uvicorn")
    import httpx

    log = folder.parent / "refused.txt"
    log.write_text("", "utf-8")
    path = os.pathsep.join(filter(None, (str(folder.parent / "guard"), os.environ.get("PYTHONPATH"))))
    variables = {**os.environ, "PYTHONPATH": path, "REFUSED_LOG": str(log), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "reportnlp", "serve", "--port", "0", "--jobs", "1"]
    server = subprocess.Popen(command, cwd=folder, env=variables, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        assert server.stderr is not None
        address = server.stderr.readline().partition("http://")[2].partition("/")[0]
        file = {"file": ("报告.docx", (folder / "报告.docx").read_bytes())}
        answer = httpx.post(f"http://{address}/api/v1/check", files=file, timeout=120, trust_env=False)
        assert answer.json()["findings"]
        assert "<main>" in httpx.get(f"http://{address}/", trust_env=False).text
    finally:
        server.terminate()
        server.communicate(timeout=20)
    assert log.read_text("utf-8") == ""
