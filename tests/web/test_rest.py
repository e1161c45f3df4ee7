"""REST: the same findings as the command line, every answer in one shape, hostile files and crowds answered."""

import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import docx
import httpx
import psutil
import pytest

import reportnlp
from reportnlp.cli.main import main
from reportnlp.cli.serve_command import _listening
from reportnlp.document.word.proof import reject_own
from reportnlp.document.word.reader import read_word
from reportnlp.findings import fingerprint_in

from .conftest import CORPORA, Server

REPORTS = sorted(path for path in CORPORA.iterdir() if path.suffix in (".txt", ".docx"))
STREET = CORPORA / "street_2023.docx"
LEDGER = CORPORA / "records" / "street_2023.csv"
SLIPS = "一、强化组织建设\n全年发展党员12名，学习党的二十精神。\n深入推进的的工作。\n"


def upload(path: Path) -> tuple[str, bytes]:
    return path.name, path.read_bytes()


def word_file(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def failure(answer: httpx.Response, status: int) -> str:
    """The sentence of a failure, which has one shape only."""
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert set(answer.json()) == {"error"} and set(error) == {"code", "message"}
    assert error["message"].endswith("。") and "Traceback" not in answer.text
    return str(error["message"])


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.name)
def test_check_is_what_the_command_line_gives(server: Server, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(path), "--format", "json"])
    [printed] = json.loads(capsys.readouterr().out)["documents"]
    answer = server.post("check", file=upload(path)).json()
    assert answer.pop("schema") == "reportnlp/1"
    assert answer.pop("path") == path.name and printed.pop("path") == str(path)
    assert answer == printed


def test_stream_tells_first_findings_then_progress_then_the_report(server: Server) -> None:
    lines = [json.loads(line) for line in server.post("check/stream", file=upload(STREET)).text.splitlines()]
    assert [row["event"] for row in lines[:2]] == ["first", "progress"] and lines[-1]["event"] == "report"
    assert [row["done"] for row in lines[1:-1]] == list(range(1, lines[1]["total"] + 1))
    report = server.post("check", file=upload(STREET)).json()
    assert lines[-1]["report"] == report
    first = lines[0]["report"]
    assert first["text"] == report["text"] and "claims" not in first
    known = {row["fingerprint"] for row in report["findings"]}
    assert first["findings"] and {row["fingerprint"] for row in first["findings"]} <= known


def test_stream_ends_with_the_error(server: Server) -> None:
    [line] = server.post("check/stream", file=("坏.docx", b"PK\3\4")).text.splitlines()
    assert json.loads(line)["event"] == "error" and json.loads(line)["error"]["message"].startswith("“坏.docx”")


def test_options_of_check(server: Server) -> None:
    codes = {row["code"] for row in server.post("check", text=SLIPS, select=["PH", "TY"]).json()["findings"]}
    assert codes and all(code[:2] in ("PH", "TY") for code in codes)
    report = server.post("check", text=SLIPS, period="2023").json()
    assert report["period"] == "2023"
    one = report["findings"][0]["fingerprint"]
    again = server.post("check", text=SLIPS, period="2023", ignored=json.dumps({one: "原文如此"})).json()
    assert one not in {row["fingerprint"] for row in again["findings"]}
    assert [(row["fingerprint"], row["reason"]) for row in again["ignored"]] == [(one, "原文如此")]
    assert any(
        row["code"].startswith("EV")
        for row in server.post("check", file=upload(STREET), records=upload(LEDGER)).json()["findings"]
    )
    assert any(
        row["code"].startswith("LA")
        for row in server.post("check", file=upload(STREET), layout="true").json()["findings"]
    )


def test_claims_areas_correct(server: Server) -> None:
    text = {"text": SLIPS}
    [claims] = server.post("claims", **text).json()["documents"]
    assert [row["noun"] for row in claims["claims"]] == ["党员"]
    [areas] = server.post("areas", **text).json()["documents"]
    assert {row["area"] for row in areas["areas"]} == {"组织建设"}
    corrected = server.post("correct", **text).json()
    assert corrected["corrected"] == reportnlp.correct(SLIPS) != SLIPS
    for path in ("claims", "check"):
        answer = server.post(path, **text, format="xlsx")
        assert answer.content.startswith(b"PK") and answer.headers["content-disposition"].endswith(".xlsx")


def test_annotate_writes_what_was_chosen(server: Server) -> None:
    data = word_file(*SLIPS.splitlines())
    findings = server.post("check", file=("报告.docx", data)).json()["findings"]
    chosen = next(row for row in findings if row["code"] == "PH001")
    ignored = next(row for row in findings if row is not chosen)
    answer = server.post(
        "annotate",
        file=("报告.docx", data),
        chosen=json.dumps({chosen["fingerprint"]: "党的二十大的精神"}),
        ignored=json.dumps({ignored["fingerprint"]: "原文如此"}),
    )
    written = answer.content
    assert read_word(reject_own(written)).text == read_word(data).text
    assert "学习党的二十大的精神。" in read_word(written).text and "的的" in read_word(written).text
    marks = {fingerprint_in(row.text) for row in docx.Document(io.BytesIO(written)).comments}
    assert chosen["fingerprint"] in marks and ignored["fingerprint"] not in marks


def test_annotate_as_the_command_line_does(server: Server, tmp_path: Path) -> None:
    (tmp_path / "报告.docx").write_bytes(word_file(*SLIPS.splitlines()))
    assert main(["annotate", str(tmp_path / "报告.docx"), "-o", str(tmp_path / "新.docx")]) == 0
    written = server.post("annotate", file=upload(tmp_path / "报告.docx")).content
    assert read_word(written).text == read_word((tmp_path / "新.docx").read_bytes()).text
    one, other = (
        [row.text for row in docx.Document(place).comments]
        for place in (io.BytesIO(written), str(tmp_path / "新.docx"))
    )
    assert one == other


def test_a_text_file_comes_back_edited_and_otherwise_the_same_bytes(server: Server) -> None:
    data = SLIPS.replace("\n", "\r\n").encode("gb18030")
    findings = server.post("check", file=("报告.txt", data)).json()["findings"]
    chosen = next(row for row in findings if row["code"] == "PH001")
    choice = json.dumps({chosen["fingerprint"]: chosen["suggestions"][0]})
    answer = server.post("annotate", file=("报告.txt", data), chosen=choice)
    assert answer.content == data.replace("二十".encode("gb18030"), "二十大".encode("gb18030"))
    unknown = server.post("annotate", file=("报告.txt", data), chosen='{"0000000000000000": "x"}')
    assert "找不到" in failure(unknown, 422)


def test_reconcile_and_draft(server: Server) -> None:
    result = server.post("reconcile", file=upload(STREET), records=upload(LEDGER)).json()
    expected = reportnlp.reconcile(reportnlp.read(STREET), reportnlp.read_records(LEDGER))
    assert result == json.loads(json.dumps(expected.to_dict()))
    draft = server.post("draft", records=upload(LEDGER)).json()
    assert draft["schema"] == "reportnlp-draft/1"
    assert draft["text"] == reportnlp.draft_report(reportnlp.read_records(LEDGER)).text
    figure = next(row for row in draft["figures"] if row["records"])
    assert draft["text"][figure["start"] : figure["end"]]
    assert server.post("draft", records=upload(LEDGER), format="md").text.startswith("# ")
    assert docx.Document(io.BytesIO(server.post("draft", records=upload(LEDGER), format="docx").content)).paragraphs
    assert server.post("reconcile", file=upload(STREET), records=upload(LEDGER), format="xlsx").content.startswith(
        b"PK"
    )


def test_rules(server: Server) -> None:
    rules = server.client.get("/api/v1/rules").json()
    assert {row["code"] for row in rules} >= {"PH001", "TY001"}
    card = server.client.get("/api/v1/rules/PH001").json()
    assert card["basis"] and card["examples"]["bad"] and card["family"] == "提法"
    assert "PH014" in failure(server.client.get("/api/v1/rules/PH01x"), 404)


@pytest.mark.parametrize(
    ("path", "fields", "says"),
    [
        ("check", {"period": "2023"}, "没有报告"),
        ("check", {"file": ("空.docx", b"")}, "空文件"),
        ("check", {"text": "好。", "period": "去年"}, "四位数"),
        ("check", {"text": "好。", "select": "ZZ999"}, "没有规则"),
        ("check", {"text": "好。", "ignored": "[1]"}, "ignored"),
        ("annotate", {"text": "好。", "chosen": '{"905ea99e1aea9000": "\\ud800"}'}, "chosen"),
        ("check", {"text": "好。", "format": "exe"}, "format"),
        ("check", {"text": "好。", "min_confidence": "7"}, "min_confidence"),
        ("check", {"file": ("图.png", b"\x89PNG\r\n\x1a\n" + bytes(100))}, "图"),
        ("check", {"text": "好。", "perid": "2023"}, "没有“perid”这一项：可能要写 period。"),
        ("check/stream", {"text": "好。", "format": "xlsx"}, "没有“format”这一项"),
        ("areas", {"text": "好。", "台账": ("台账.csv", b"1")}, "没有“台账”这一项：可以写 file、password、period、text。"),
        ("reconcile", {"text": "好。"}, "records"),
        ("reconcile", {"text": "好。", "records": ("台账.xlsx", b"PK\3\4zzzz")}, "台账.xlsx"),
        ("draft", {"records": ("台账.csv", "甲,乙\n1,2\n".encode())}, "没有认出活动记录"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_one_sentence(server: Server, path: str, fields: dict[str, Any], says: str) -> None:
    assert says in failure(server.post(path, **fields), 422)


def test_no_such_address(server: Server) -> None:
    for name in ("/api/v1/nothing", "/static/../../../etc/passwd", "/static/%2e%2e/app.py", "/docs"):
        failure(server.client.get(name), 404)
    failure(server.client.put("/api/v1/check"), 405)


def test_too_much_that_was_not_announced_has_the_code_of_what_was(server: Server) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.docx"\r\n\r\n'
    pieces = (head if number == 0 else bytes(1_000_000) for number in range(60))
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = server.client.post("/api/v1/check", content=pieces, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_a_long_text_is_told_its_limit(server: Server) -> None:
    answer = server.client.post("/api/v1/areas", files={"text": (None, "好。" * 200_000)})
    assert "超过 1 MB" in failure(answer, 413) and answer.json()["error"]["code"] == "too_large"


def test_an_encrypted_file_asks_for_its_password(server: Server) -> None:
    msoffcrypto = pytest.importorskip("msoffcrypto.format.ooxml")
    locked = io.BytesIO()
    msoffcrypto.OOXMLFile(io.BytesIO(word_file(*SLIPS.splitlines()))).encrypt("密码123", locked)
    file = ("报告.docx", locked.getvalue())
    for fields in ({}, {"password": "不对"}):
        answer = server.post("check", file=file, **fields)
        assert failure(answer, 422) and answer.json()["error"]["code"] == "password"
    assert server.post("check", file=file, password="密码123").json()["findings"]
    assert "党的二十大精神" in read_word(server.post("annotate", file=file, password="密码123").content).text


def test_a_name_is_only_a_label(server: Server) -> None:
    for name in ("/etc/passwd", "..\\..\\a\x00b.txt", "<script>alert(1)</script>.txt", "C:\\报告\\总结.txt"):
        report = server.post("check", file=(name, SLIPS.encode())).json()
        assert report["text"] == SLIPS and "/" not in report["path"] and "\\" not in report["path"]


def hostile_files() -> list[tuple[str, bytes]]:
    """Broken and hostile uploads of many kinds."""
    good = word_file("正文。" * 50)

    def with_part(name: str, content: bytes) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
            for row in old.namelist():
                new.writestr(row, content if row == name else old.read(row))
            if name not in old.namelist():
                new.writestr(name, content)
        return buffer.getvalue()

    main_part = "word/document.xml"
    head = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    laughs = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + head
    files = [
        ("空.docx", b""),
        ("零.docx", bytes(4096)),
        ("截断.docx", good[: len(good) // 2]),
        ("少尾.docx", good[:-30]),
        ("只有头.docx", b"PK\3\4"),
        ("炸弹.docx", with_part(main_part, bytes(90_000_000))),
        ("实体.docx", with_part(main_part, laughs)),
        ("深.docx", with_part(main_part, head + b"<w:p>" * 100_000)),
        ("坏标记.docx", with_part(main_part, head + b"<w:p><w:r></w:p>")),
        ("坏字节.docx", with_part(main_part, head + b"<w:p>\xff\xfe</w:p></w:body></w:document>")),
        ("无正文.docx", with_part("[Content_Types].xml", b"<Types/>")),
        ("越界.docx", with_part("../../etc/passwd", b"x")),
        ("老.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("加密.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")),
        ("图.docx", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("页.docx", b"<html><body>x</body></html>"),
        ("文.pdf", b"%PDF-1.7\n"),
        ("包.docx", b"Rar!\x1a\x07\x00"),
        ("乱.txt", bytes(range(256)) * 20),
        ("白.txt", b" \n\t " * 100),
        ("改.docx", bytes(byte ^ 0x55 if 100 < index < 160 else byte for index, byte in enumerate(good))),
    ]
    assert len(files) > 20
    return files


def test_fifty_at_once_among_them_hostile_ones_are_all_answered(server: Server) -> None:
    server.post("check", file=upload(STREET))
    before = server.memory()
    good = [(f"报告{number}.txt", SLIPS.encode()) for number in range(29)]
    files = [*hostile_files(), *good]
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda file: server.post("check", file=file), files))
    assert len(files) == 50
    for (name, _), answer in zip(files, answers, strict=True):
        if name.startswith("报告"):
            assert answer.status_code == 200 and answer.json()["text"] == SLIPS
        elif answer.status_code != 200:  # lxml and Word forgive some of what is wrong
            assert failure(answer, 422)
    refused = sum(answer.status_code == 422 for answer in answers)
    assert refused >= 19
    assert server.memory() < before + 400


def test_what_takes_too_long_is_given_up_and_the_next_is_checked() -> None:
    server = Server("--time-limit", "8", "--jobs", "1")
    try:
        assert server.post("check", text=SLIPS).status_code == 200
        endless = ("长.txt", "全年开展主题党日12次，发展党员3名。\n".encode() * 200_000)
        assert "超过 8 秒" in failure(server.post("check", file=endless), 422)
        assert server.post("check", text=SLIPS).status_code == 200
    finally:
        server.close()


def test_who_comes_before_the_server_is_up_is_not_refused() -> None:
    with _listening("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname(), timeout=60):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("wait", [0.3, 1.5])
def test_ctrl_c_while_its_processes_start_is_quiet(wait: float) -> None:
    command = [sys.executable, "-m", "reportnlp", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stderr is not None and process.stderr.readline()
        time.sleep(wait)  # whatever they are at by then
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
        assert process.communicate(timeout=120)[1] == ""
        assert process.returncode == 0


def test_it_ends_with_all_its_processes_when_it_is_interrupted() -> None:
    server = Server("--jobs", "1")
    assert server.post("check", text=SLIPS).status_code == 200
    children = psutil.Process(server.process.pid).children(recursive=True)
    assert children
    server.client.close()
    server.process.send_signal(signal.SIGINT)
    _, err = server.process.communicate(timeout=120)
    assert (server.process.returncode, err) == (0, "")
    assert psutil.wait_procs(children, timeout=60)[1] == []
