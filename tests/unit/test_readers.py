import codecs
import pickle
from pathlib import Path

import pytest

import reportnlp
from reportnlp.document.limits import Limits
from reportnlp.errors import UnreadableError

TEXT = "一、组织建设\n全年发展党员12名，培训3期，𠮷家湾社区参加。\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_the_encoding_is_found_and_told(data: bytes, encoding: str) -> None:
    document = reportnlp.read(data, "报告.txt")
    assert (document.text, document.encoding) == (TEXT, encoding)


def test_line_ends_of_a_file_become_newlines() -> None:
    assert reportnlp.read(TEXT.replace("\n", "\r\n").encode(), "a.txt").text == TEXT


def test_from_text_keeps_the_string_as_it_is() -> None:
    assert reportnlp.from_text("甲。\r\n乙。").text == "甲。\r\n乙。"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空文件"),
        (b" \n\t", "空文件"),
        ("\u3000\n".encode(), "空白"),
        (bytes(range(256)) * 40, "二进制"),
        (b"\xff\xfe\xfd\x80\x81" * 50, "编码"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04 broken", "损坏"),
    ],
)
def test_what_cannot_be_read_gets_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        reportnlp.read(data, "报告")
    assert words in caught.value.zh
    assert caught.value.zh.count("。") == 1
    assert "\n" not in caught.value.zh


def test_a_missing_file_a_folder_and_a_huge_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="找不到文件"):
        reportnlp.read(tmp_path / "无.txt")
    with pytest.raises(UnreadableError, match="是文件夹"):
        reportnlp.read(tmp_path)
    (tmp_path / "大.txt").write_text(TEXT, "utf-8")
    with pytest.raises(UnreadableError, match="上限"):
        reportnlp.read(tmp_path / "大.txt", limits=Limits(file_bytes=10))


@pytest.mark.parametrize("name", ["~$述职报告.docx", ".~lock.述职报告.docx#"])
def test_a_lock_file_is_known_by_its_name(name: str) -> None:
    with pytest.raises(UnreadableError, match="锁文件"):
        reportnlp.read(b"\x05admin", f"/报告/{name}")


def test_a_document_can_be_pickled() -> None:
    document = reportnlp.from_text(TEXT, period="2023")
    assert pickle.loads(pickle.dumps(document)) == document
