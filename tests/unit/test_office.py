"""Encrypted files and older formats: read with the right program and password, one sentence without."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from docx import Document

import reportnlp
from reportnlp.batch.child import Child
from reportnlp.batch.task import Job
from reportnlp.cli.main import main
from reportnlp.config import Settings
from reportnlp.document import office
from reportnlp.errors import UnreadableError

TEXT = "一、组织建设\n全年发展党员12名。"
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")


def word_file() -> bytes:
    document = Document()
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def encrypted() -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    target = BytesIO()
    OOXMLFile(BytesIO(word_file())).encrypt("秘密", target)
    return target.getvalue()


def refusal(data: bytes, name: str, **more: str) -> str:
    with pytest.raises(UnreadableError) as caught:
        reportnlp.read(data, name, **more)
    assert caught.value.zh.endswith("。")
    assert caught.value.zh.count("。") == 1
    return caught.value.zh


def test_passwords(encrypted: bytes, monkeypatch: pytest.MonkeyPatch):
    assert reportnlp.read(encrypted, "a.docx", password="秘密").text == TEXT
    assert "密码不对" in refusal(encrypted, "a.docx", password="公开")
    assert "--password" in refusal(encrypted, "a.docx")
    monkeypatch.setitem(sys.modules, "msoffcrypto", None)
    assert "reportnlp[word]" in refusal(encrypted, "a.docx", password="秘密")


def test_every_cut_of_an_encrypted_file_gets_a_sentence(encrypted: bytes):
    for size in range(600, len(encrypted), 997):
        refusal(encrypted[:size], "a.docx", password="秘密")


def test_the_command_takes_a_password(encrypted: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "a.docx"
    path.write_bytes(encrypted)
    assert main(["check", str(path), "--password", "秘密"]) in (0, 1)
    assert main(["check", str(path)]) == 2
    assert "密码" in capsys.readouterr().err


def test_without_libreoffice_the_file_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert "安装 LibreOffice" in refusal(b"{\\rtf1 a}", "a.rtf")
    assert "旧版 Word" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "a.doc")


@needs_office
@pytest.mark.parametrize("ending", ["doc", "rtf", "odt"])
def test_older_formats_are_read_as_converted_copies(ending: str, tmp_path: Path):
    source = tmp_path / "a.docx"
    source.write_bytes(word_file())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    document = reportnlp.read(tmp_path / f"a.{ending}")
    assert document.text == TEXT
    assert document.unread == (office.CONVERTED,)


@needs_office
def test_a_damaged_old_file_gets_a_sentence():
    assert "没能转换" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") * 99, "a.doc")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for LibreOffice")
def test_a_conversion_that_hangs_is_ended_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 300 &\nsleep 300\n")
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(program))
    monkeypatch.setattr(office, "CONVERSION_SECONDS", 0.3)
    started = time.monotonic()
    assert "没有完成" in refusal(b"{\\rtf1 a}", "a.rtf")
    assert time.monotonic() - started < 120  # its children sleep 300 s


@pytest.fixture
def endless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A LibreOffice that never ends, with a child, and an old file; the file ``pids`` has the numbers of both."""
    program, pids = tmp_path / "bin" / "soffice", tmp_path / "pids"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nsleep 300 &\necho $$ $! > {pids}.new\nmv {pids}.new {pids}\nsleep 300\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "旧.rtf").write_bytes(b"{\\rtf1 a}")
    return pids


def runs(number: str) -> bool:
    """Whether there is a process of that number that is not merely waiting to be buried."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(happened: Callable[[], bool]) -> bool:
    end = time.monotonic() + 30
    while not happened() and time.monotonic() < end:
        time.sleep(0.05)
    return happened()


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_conversion_ends_with_the_process_that_asked_for_it(endless: Path, tmp_path: Path):
    child = Child(Job(Settings(), seconds=60.0))
    worker = Thread(target=child.examine, args=(str(tmp_path / "旧.rtf"),), daemon=True)
    try:
        worker.start()
        assert until(endless.exists)
        numbers = endless.read_text().split()
        assert all(map(runs, numbers))
        child.end()
        assert until(lambda: not any(map(runs, numbers)))
    finally:
        child.end()
        worker.join(30)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for LibreOffice")
def test_a_conversion_is_given_up_before_its_process_is(endless: Path, tmp_path: Path):
    child = Child(Job(Settings(), seconds=5.0))
    try:
        outcome = child.examine(str(tmp_path / "旧.rtf"))
    finally:
        child.close()
    assert (outcome.status, "超过 4 秒没有完成" in outcome.reason) == ("unreadable", True)
