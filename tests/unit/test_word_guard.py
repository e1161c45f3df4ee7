"""What is not a sound .docx is refused with one sentence before it is parsed."""

import io
import struct
import zipfile

import pytest
from docx import Document

from reportnlp.document.limits import Limits
from reportnlp.document.word.guard import open_package
from reportnlp.document.word.reader import read_word
from reportnlp.errors import UnreadableError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = f"<w:document {W}><w:body><w:p><w:r><w:t>你好</w:t></w:r></w:p></w:body></w:document>"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
MAIN = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="{{}}"/>'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="main"/></Types>'
)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def parts(body: str | bytes = BODY, **more: str) -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": LINKS.format(MAIN.format("word/document.xml")),
        "word/document.xml": body,
        **more,
    }


def refusal(data: bytes) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        read_word(data)
    assert caught.value.zh.endswith("。")
    assert caught.value.zh.count("。") == 1
    assert caught.value.en.endswith(".")
    return caught.value


@pytest.mark.parametrize(
    ("data", "zh"),
    [
        (b"", "空文件"),
        (b"\0" * 4096, "空文件"),
        (OLE + "WordDocument".encode("utf-16-le"), "旧版 Word"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (OLE + "Workbook".encode("utf-16-le"), "Excel"),
        (OLE, "旧版 Office"),
        (b"{\\rtf1\\ansi hello}", "RTF"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "Git LFS"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html></html>", "HTML"),
        (b"<html xmlns:w='x'></html>", "HTML"),
        ("<!-- 注 -->\n<html></html>".encode(), "HTML"),
        (b"<!---->" * 500 + b"x", "纯文本"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "MHT"),
        (b'<?xml version="1.0"?><pkg:package xmlns:pkg="x"/>', "XML 格式的 Word"),
        (b'<?xml version="1.0"?><w:wordDocument xmlns:w="x"/>', "XML 格式的 Word"),
        (b'<?xml version="1.0"?><other/>', "XML 文件"),
        ("述职报告".encode(), "纯文本"),
        ("述职报告".encode("gb18030"), "纯文本"),
        ("述职报告".encode("utf-16"), "纯文本"),
        ("PK赛上，我们获得第一名".encode(), "纯文本"),
        (b"\x01\x02\x03\x04", "无法识别"),
        (b"PK\x03\x04" + b"\0" * 100, "末尾缺失"),
        (zipped({"xl/workbook.xml": "<a/>", "[Content_Types].xml": TYPES}), "Excel"),
        (zipped({"ppt/presentation.xml": "<a/>"}), "演示文稿"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), "OpenDocument"),
        (zipped({"OFD.xml": "<a/>"}), "OFD"),
        (zipped({"报告.docx": b"PK"}), "解压"),
        (zipped({"a.xml": "<a/>"}), "找不到正文"),
        (zipped({}), "找不到正文"),
    ],
)
def test_other_files_are_named(data: bytes, zh: str):
    assert zh in refusal(data).zh


def test_every_cut_of_a_document_is_refused_or_read():
    data = zipped(parts())
    for size in range(0, len(data), 7):
        with pytest.raises(UnreadableError):
            read_word(data[:size])
    assert read_word(data).text == "你好"


def test_every_changed_byte_is_refused_or_read():
    data = zipped(parts())
    for index in range(0, len(data), 3):
        changed = data[:index] + bytes([data[index] ^ 0x55]) + data[index + 1 :]
        try:
            read_word(changed)
        except UnreadableError as error:
            assert error.zh


def test_main_part_is_found_by_relationship():
    for target in ("/doc/main.xml", "doc/main.xml", "DOC/Main.xml", "doc%2Fmain.xml", ".\\doc\\main.xml"):
        links = LINKS.format(MAIN.format(target))
        assert read_word(zipped({"_rels/.rels": links, "doc/main.xml": BODY})).text == "你好"


def test_missing_or_wrong_main_part():
    assert "找不到正文" in refusal(zipped({**parts(), "_rels/.rels": LINKS.format(MAIN.format("NULL"))})).zh
    external = MAIN.format("http://example.invalid/x").replace("/>", ' TargetMode="External"/>')
    assert "找不到正文" in refusal(zipped({**parts(), "_rels/.rels": LINKS.format(external)})).zh
    assert "不是 Word 正文" in refusal(zipped(parts("<a/>"))).zh
    assert "不是 Word 正文" in refusal(zipped(parts(f"<w:document {W}/>"))).zh


def test_dangling_relationships_are_ignored():
    links = LINKS.format(f'<Relationship Id="r2" Type="{OFFICE}/image" Target="NULL"/><Relationship Id="r3"/>')
    assert read_word(zipped({**parts(), "word/_rels/document.xml.rels": links})).text == "你好"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("body", ["&a;", "你好"])
def test_doctype_is_refused_in_any_encoding(encoding: str, body: str):
    declaration = "" if encoding == "utf-8" else f'<?xml version="1.0" encoding="{encoding}"?>'
    if encoding in ("utf-16-le", "utf-16-be"):
        declaration = "\ufeff" + declaration.replace(encoding, "utf-16")
    document = declaration + '<!DOCTYPE d [<!ENTITY a "b">]>' + BODY.replace("你好", body)
    found = refusal(zipped(parts(document.encode(encoding)))).zh
    assert "DOCTYPE" in found or "无法读取" in found


def test_doctype_is_refused_in_other_parts():
    links = LINKS.format(f'<Relationship Id="r2" Type="{OFFICE}/styles" Target="styles.xml"/>')
    more = {"word/_rels/document.xml.rels": links, "word/styles.xml": "<!DOCTYPE d><d/>"}
    assert "word/styles.xml" in refusal(zipped({**parts(), **more})).zh


def test_utf16_part_is_read():
    body = '<?xml version="1.0" encoding="UTF-16"?>' + BODY
    assert read_word(zipped(parts(body.encode("utf-16")))).text == "你好"


def test_damaged_xml():
    for body in (BODY[:-3], b"\xff\xfe\xff", BODY.replace("你好", "\x01"), "<w:p>" * 100_000):
        assert "无法读取" in refusal(zipped(parts(body))).zh


def test_unsafe_entries():
    assert "路径" in refusal(zipped({**parts(), "../../evil.xml": "<a/>"})).zh
    assert "路径" in refusal(zipped({**parts(), "..\\evil.xml": "<a/>"})).zh
    assert "路径" in refusal(zipped({**parts(), "C:/evil.xml": "<a/>"})).zh
    assert "重名" in refusal(zipped({**parts(), "WORD/Document.xml": "<a/>"})).zh


def test_encrypted_entry():
    data = bytearray(zipped(parts()))
    place = data.rfind(b"PK\x01\x02")
    data[place + 8] |= 1
    assert "加密" in refusal(bytes(data)).zh


def test_overlapping_entries():
    data = bytearray(zipped(parts()))
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 4)
    struct.pack_into("<I", data, second + 42, 4)
    assert "重叠" in refusal(bytes(data)).zh


def test_wrong_checksum():
    data = bytearray(zipped(parts()))
    place = data.find(b"PK\x01\x02", data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 4) + 4)
    data[place + 16] ^= 0xFF
    assert "word/document.xml" in refusal(bytes(data)).zh


@pytest.mark.parametrize("name", ["file_bytes", "entries", "part_bytes", "total_bytes", "xml_marks", "characters"])
def test_limits(name: str):
    data = zipped(parts())
    limit = {"file_bytes": 100, "entries": 2, "part_bytes": 150, "total_bytes": 200, "xml_marks": 5, "characters": 1}
    with pytest.raises(UnreadableError, match="超过"):
        read_word(data, Limits()._replace(**{name: limit[name]}))
    assert read_word(data).text == "你好"


def test_marks_of_all_parts_count_together():
    links = LINKS.format(f'<Relationship Id="r2" Type="{OFFICE}/styles" Target="styles.xml"/>')
    styles = f"<w:styles {W}>" + "<w:style/>" * 300 + "</w:styles>"
    data = zipped({**parts(), "word/_rels/document.xml.rels": links, "word/styles.xml": styles})
    assert read_word(data, Limits(xml_marks=400)).text == "你好"
    with pytest.raises(UnreadableError, match="超过"):
        read_word(data, Limits(xml_marks=310))


def test_an_encoding_that_hides_elements_is_refused():
    hidden = '<?xml version="1.0" encoding="UTF-7"?>' + BODY.replace("<w:p>", "+ADw-w:p+AD4-")
    assert "无法读取" in refusal(zipped(parts(hidden.encode()))).zh
    assert "无法读取" in refusal(zipped(parts(BODY.replace("你好", "a").encode("cp037")))).zh


def test_a_lock_file_is_known_by_its_content():
    data = bytes([5]) + b"admin".ljust(53) + bytes([5, 0]) + "admin".encode("utf-16-le").ljust(106)
    assert len(data) == 162
    assert "锁文件" in refusal(data).zh


def test_bomb_with_a_lying_size():
    data = bytearray(zipped(parts(BODY.replace("你好", "好" * 100_000))))
    place = data.find(b"PK\x01\x02", data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 4) + 4)
    struct.pack_into("<I", data, place + 24, 100)
    assert "无法读取" in refusal(bytes(data)).zh


def test_package_gives_parts():
    buffer = io.BytesIO()
    Document().save(buffer)
    package = open_package(buffer.getvalue())
    assert package.main == "word/document.xml"
    assert package.content_type(package.main).endswith("document.main+xml")
    assert package.find("WORD/Styles.xml") == "word/styles.xml"
    assert package.read("word/styles.xml").startswith(b"<?xml")
    kinds = {link.kind: link for link in package.relationships(package.main)}
    assert kinds["styles"].target == "word/styles.xml"
    assert package.relationships("word/styles.xml") == ()


def test_content_types():
    package = open_package(zipped(parts()))
    assert [package.content_type(name) for name in ("word/document.xml", "a.XML", "a.png")] == [
        "main",
        "application/xml",
        "",
    ]
