"""Marks in Word files: where they must stand they stand, and nothing else changes."""

import io
import re
import zipfile
from collections import Counter
from datetime import datetime, timedelta, timezone

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from reportnlp.document.readers import read
from reportnlp.document.word.archive import raw_entries
from reportnlp.document.word.editor import Mark, Marked, mark_word
from reportnlp.document.word.proof import prove, reject_own
from reportnlp.document.word.reader import read_word
from reportnlp.findings import finding_mark
from reportnlp.span import Span
from reportnlp.text.edits import apply_edits

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DATE = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=8)))  # Word shows the hour as written
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
BEGIN, SEPARATE, END = (
    f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
)  # fmt: skip


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{properties and f"<w:rPr>{properties}</w:rPr>"}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*content: str) -> str:
    return "<w:p>" + "".join(piece if piece.startswith("<") else run(piece) for piece in content) + "</w:p>"


def code(text: str) -> str:
    return f"{BEGIN}<w:r><w:instrText>{text}</w:instrText></w:r>{SEPARATE}"


def build(body: str, parts: dict[str, str] | None = None, links: str = "", space: str = W) -> bytes:
    names = f'xmlns:w="{space}" xmlns:r="{OFFICE}" xmlns:mc="{MC}"'
    files = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {names}><!-- kept --><w:body>{body}<w:sectPr>"
        + "".join(f'<w:{name}Reference r:id="{name}"/>' for name in ("header",) if f'"{name}"' in links)
        + "</w:sectPr></w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        "media/picture.png": "not really",
    }
    files.update({name: content.replace("NAMES", names) for name, content in (parts or {}).items()})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, (name, content) in enumerate(files.items()):
            info = zipfile.ZipInfo(name, (2001, 2, 3 + number, 4, 5, 6))
            info.compress_type = zipfile.ZIP_STORED if name.endswith("png") else zipfile.ZIP_DEFLATED
            archive.writestr(info, (DECLARATION if name.endswith("xml") else "") + content)
    return buffer.getvalue()


def link(kind: str, target: str) -> str:
    return f'<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def mark(data: bytes, *rows: tuple[str, str | None, str | None], accept: bool = False) -> Marked:
    """Marks by the words that they stand on, all promises checked."""
    document = read(data, "x.docx")
    marks = []
    for words, comment, replacement in rows:
        assert document.text.count(words) == 1
        start = document.text.index(words)
        marks.append(Mark(Span(start, start + len(words)), comment, replacement))
    result = mark_word(data, document, marks, date=DATE, accept=accept)
    proof = prove(data, result.data, document.text, result.changes, accept)
    assert proof.holds
    assert read_word(result.data).text == apply_edits(document.text, result.changes)
    assert_unique_ids(result.data)
    return result


def part(data: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def assert_unique_ids(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found: Counter[str] = Counter()
        for name in archive.namelist():
            if name.startswith("word/") and name.endswith(".xml"):
                kinds = "comment|ins|del|moveFrom|moveTo|bookmarkStart|rPrChange"
                found.update(re.findall(rf'<w:(?:{kinds}) [^>]*?w:id="(\d+)"', archive.read(name).decode()))
    assert not [number for number, count in found.items() if count > 1]


def anchored(data: bytes) -> dict[str, str]:
    """Comment texts → what they stand on: text, with [-deleted-] and [+inserted+]."""
    root = etree.fromstring(part(data).encode())
    texts = {
        node.get(f"{{{W}}}id"): "\n".join("".join(row.itertext()) for row in node.iter(f"{{{W}}}p"))
        for node in etree.fromstring(part(data, "word/comments.xml").encode())
    }
    found: dict[str, str] = {}
    open_ids: list[str] = []
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        name, number = etree.QName(node).localname, node.get(f"{{{W}}}id")
        if name == "commentRangeStart":
            open_ids.append(number)
            found[texts[number]] = ""
        elif name == "commentRangeEnd":
            open_ids.remove(number)
        elif name in ("t", "delText"):
            inserted = any(above.get(f"{{{W}}}author") == "reportnlp" for above in node.iterancestors(f"{{{W}}}ins"))
            text = f"[-{node.text}-]" if name == "delText" else f"[+{node.text}+]" if inserted else node.text
            for number in open_ids:
                found[texts[number]] += text
    return found


def test_comment_on_exact_characters_and_new_comments_part():
    data = build(p("深入学习党的", "二十大", "精神。") + p("第二段"))
    result = mark(data, ("党的二十", "甲\n乙", None), ("二段", "丙", None))
    assert anchored(result.data) == {"甲\n乙": "党的二十", "丙": "二段"}
    assert result.comments == 2 and result.notes == ()
    assert f'PartName="/word/comments.xml" ContentType="{WORD}.comments+xml"' in part(
        result.data, "[Content_Types].xml"
    )
    assert f'Type="{OFFICE}/comments" Target="comments.xml"' in part(result.data, "word/_rels/document.xml.rels")
    assert 'w:author="reportnlp" w:date="2024-01-02T03:04:05Z"' in part(result.data, "word/comments.xml")
    assert part(result.data).startswith(DECLARATION) and "<!-- kept -->" in part(result.data)
    assert [row.text for row in docx.Document(io.BytesIO(result.data)).comments] == ["甲\n乙", "丙"]


def test_strict_files_get_a_strict_relationship():
    result = mark(build(p("甲乙丙"), space=STRICT), ("乙", "丁", None))
    assert "http://purl.oclc.org/ooxml/officeDocument/relationships/comments" in part(
        result.data, "word/_rels/document.xml.rels"
    )
    assert f'xmlns:w="{STRICT}"' in part(result.data, "word/comments.xml")


def test_existing_comments_are_kept_and_ids_stay_unique():
    old = '<w:comments NAMES><w:comment w:id="7" w:author="张"><w:p><w:r><w:t>旧</w:t></w:r></w:p></w:comment></w:comments>'
    body = p('<w:bookmarkStart w:id="9" w:name="b"/>', "甲", '<w:commentRangeStart w:id="7"/>', "乙", '<w:commentRangeEnd w:id="7"/>', '<w:bookmarkEnd w:id="9"/>')  # fmt: skip
    result = mark(build(body, {"word/comments.xml": old}, link("comments", "comments.xml")), ("甲乙", "新", "乙"))
    assert anchored(result.data) == {"旧": "乙", "新": "[-甲-]乙"}
    assert sorted(re.findall(r'w:id="(\d+)"', part(result.data, "word/comments.xml"))) == ["11", "7"]


def test_replacement_is_minimal_and_keeps_formatting():
    data = build(p("学习", run("党的二十精神", "<w:b/>"), "。"))
    result = mark(data, ("党的二十精神", None, "党的二十大精神"))
    assert [edit.replacement for edit in result.changes] == ["大"]
    assert re.search(
        r'<w:ins [^>]*><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">大</w:t></w:r></w:ins>', part(result.data)
    )
    assert "<w:del " not in part(result.data)


def test_replacement_across_runs():
    data = build(p("党的政", run("治体", "<w:i/>"), run("检好", "<w:b/>")))
    result = mark(data, ("政治体检", "注", "政治规矩"))
    assert anchored(result.data) == {"注": "政治[-体-][-检-][+规矩+]"}
    assert '<w:rPr><w:i/></w:rPr><w:t xml:space="preserve">规矩' in part(result.data)


@pytest.mark.parametrize(
    ("words", "new", "shown"), [("的的", "的", "[-的-]"), ("甲", "甲乙", "[+乙+]"), ("丙", "乙丙", "[+乙+]")]
)
def test_pure_insertion_and_deletion(words, new, shown):
    result = mark(build(p("甲的的丙")), (words, "注", new))
    assert shown in anchored(result.data)["注"]


def test_accept_changes_plainly():
    result = mark(build(p("甲", run("乙", "<w:b/>"), "丙")), ("乙", "注", "丁戊"), accept=True)
    assert read_word(result.data).text == "甲丁戊丙"
    assert '<w:rPr><w:b/></w:rPr><w:t xml:space="preserve">丁戊' in part(result.data)
    assert "w:ins" not in part(result.data) and "word/comments.xml" not in raw_entries(result.data)


def test_blanks_tabs_and_line_breaks():
    data = build("<w:p><w:r><w:t> 甲 乙 </w:t><w:tab/><w:t>丙</w:t><w:br/><w:t>丁</w:t></w:r></w:p>")
    result = mark(data, ("甲", "一", None), ("\t丙\v", "二", "，"))
    assert read_word(result.data).text == "甲 乙，丁"


def test_nothing_to_write_gives_the_same_bytes():
    data = build(p("甲"))
    assert mark(data).data is data
    assert mark(data, ("甲", None, "甲")).data is data


def test_untouched_parts_order_and_dates_stay():
    data = build(p("甲乙"))
    result = mark(data, ("甲", "注", "丙"))
    old, new = raw_entries(data), raw_entries(result.data)
    assert list(new) == [*old, "word/comments.xml"]
    assert {name for name in old if old[name] != new[name]} == {"word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(io.BytesIO(result.data)) as after:
        assert after.testzip() is None
        for info in before.infolist():
            other = after.getinfo(info.filename)
            assert (other.date_time, other.compress_type) == (info.date_time, info.compress_type)


def test_second_time_adds_nothing():
    comment = f"TY001 错。\n{finding_mark('TY001', 'a' * 16)}"
    data = mark(build(p("甲乙丙")), ("乙", comment, None)).data
    assert mark(data, ("乙", comment, None)).data is data
    moved = comment.replace("aaaa", "bbbb")  # the clause around it has changed: same rule, same characters
    assert mark(data, ("乙", moved, None)).data is data
    assert mark(data, ("丙", moved, None)).comments == 1
    assert mark(data, ("乙", comment, "丁")).comments == 0
    changed = mark(build(p("甲乙丙")), ("乙", None, "丁")).data
    assert mark(changed, ("丁", "又", "戊")).data is changed  # its own insertion


def test_foreign_insertion_is_split():
    data = build(p("甲", f'<w:ins w:id="5" w:author="张">{run("乙丙丁")}</w:ins>', "戊"))
    result = mark(data, ("乙丙丁", "注", "乙改丁"), ("丙丁戊", "跨", None))
    assert anchored(result.data) == {"注": "乙[-丙-][+改+]丁", "跨": "[-丙-][+改+]丁戊"}
    root = etree.fromstring(part(result.data).encode())
    for node in root.iter(f"{{{W}}}ins"):
        assert next(node.iterancestors(f"{{{W}}}ins"), None) is None
    authors = [node.get(f"{{{W}}}author") for node in root.iter(f"{{{W}}}ins")]
    assert (authors.count("张"), authors.count("reportnlp")) == (3, 1)


@pytest.mark.parametrize(
    "inner",
    [
        ("甲", '<w:del w:id="5" w:author="张"><w:r><w:delText>旧</w:delText></w:r></w:del>', "乙"),
        ("甲", f'<w:ins w:id="5" w:author="张">{run("乙")}</w:ins>'),
        (f'<w:moveTo w:id="5" w:author="张">{run("甲乙")}</w:moveTo>',),
        ("甲", "<w:r><w:drawing/><w:t>乙</w:t></w:r>"),
        (code("REF x") + run("甲乙") + END,),
        (f'<w:fldSimple w:instr="DATE">{run("甲乙")}</w:fldSimple>',),
        (f"<w:sdt><w:sdtPr><w:dataBinding/></w:sdtPr><w:sdtContent>{run('甲乙')}</w:sdtContent></w:sdt>",),
        (f"<w:r><w:ruby><w:rt>{run('yi')}</w:rt><w:rubyBase>{run('甲乙')}</w:rubyBase></w:ruby></w:r>",),
    ],
)
def test_where_a_change_cannot_stand_a_comment_does(inner):
    result = mark(build(p("前", *inner, "后")), ("甲乙", "注", "丙丁"))
    assert result.changes == () and result.comments == 1
    stands_on = anchored(result.data)["注"]
    assert "甲" in stands_on and "前" not in stands_on and "后" not in stands_on
    assert any("没有修改" in zh for zh, _ in result.notes)


def test_marks_in_hyperlinks_lists_and_tables():
    cell = f"<w:tbl><w:tr><w:tc>{p('表格')}</w:tc></w:tr></w:tbl>"
    field = code('HYPERLINK "x"') + run("域链接") + END
    body = p("前", f"<w:hyperlink>{run('链接')}</w:hyperlink>", "后文") + p(field) + cell
    result = mark(
        build(body), ("链接后", "一", None), ("后文", "二", "后面"), ("表格", "三", "表"), ("域链接", "四", "域")
    )
    assert len(result.changes) == 3 and result.notes == ()
    assert anchored(result.data)["二"] == "后[-文-][+面+]"


def test_revised_table_row_gets_comments_only():
    body = f'<w:tbl><w:tr><w:trPr><w:ins w:id="3" w:author="张"/></w:trPr><w:tc>{p("甲乙")}</w:tc></w:tr></w:tbl>'
    result = mark(build(body), ("甲", "注", "丙"))
    assert (result.comments, result.changes) == (1, ())


def test_header_note_and_contents():
    parts = {
        "word/header1.xml": f"<w:hdr NAMES>{p('页眉错字')}</w:hdr>",
        "word/footnotes.xml": f'<w:footnotes NAMES><w:footnote w:id="2">{p("脚注错字")}</w:footnote></w:footnotes>',
    }
    links = link("header", "header1.xml") + link("footnotes", "footnotes.xml")
    toc = p(code("TOC"), "目录一") + p("目录二", END)
    body = toc + p("正文第一段") + p("引", '<w:r><w:footnoteReference w:id="2"/></w:r>', "文")
    result = mark(
        build(body, parts, links),
        ("页眉错字", "一", "页眉"),
        ("脚注错字", "二", "脚注"),
        ("目录二", "三", "目"),
        ("正文", "四", None),
    )
    found = anchored(result.data)
    assert found.pop("四") == "正文" and found.pop("二") == ""
    ((summary, place),) = found.items()
    assert place == "正文第一段" and "（页眉）“页眉错字”：一" in summary and "“目录二”：三" in summary
    assert len(result.changes) == 2 and len(result.notes) == 4
    assert "commentRange" not in part(result.data, "word/header1.xml") + part(result.data, "word/footnotes.xml")
    assert (
        reject_own(result.data) and read_word(reject_own(result.data)).text == read_word(build(body, parts, links)).text
    )


def test_text_box_and_its_copy_change_alike():
    box = f"<w:txbxContent>{p('框里错字')}</w:txbxContent>"
    shape = f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    result = mark(build(p("前", shape, "后")), ("框里错字", "注", "框里字"))
    assert part(result.data).count('<w:delText xml:space="preserve">错</w:delText>') == 2
    root = etree.fromstring(part(result.data).encode())
    assert next(root.iter(f"{{{W}}}commentRangeStart")).getnext().tag == f"{{{W}}}r"
    assert not any(
        True for node in root.iter(f"{{{W}}}commentReference") for _ in node.iterancestors(f"{{{W}}}txbxContent")
    )
    other = shape.replace("框里错字", "别的", 2).replace("别的", "框里错字", 1)
    assert mark(build(p("前", other)), ("框里错字", "注", "框里字")).changes == ()


def test_protected_document_gets_comments_only():
    settings_part = '<w:settings NAMES><w:documentProtection w:edit="readOnly" w:enforcement="1"/></w:settings>'
    result = mark(
        build(p("甲乙"), {"word/settings.xml": settings_part}, link("settings", "settings.xml")), ("甲", "注", "丙")
    )
    assert (result.comments, result.changes) == (1, ())
    assert "文档受保护" in result.notes[0][0]


def test_copied_formatting_revision_gets_its_own_id():
    change = '<w:rPrChange w:id="4" w:author="张"><w:rPr/></w:rPrChange>'
    result = mark(build(p(run("甲乙丙丁", f"<w:b/>{change}"))), ("乙", "注", "戊"))
    assert part(result.data).count("rPrChange w:id") == 3  # two cuts; none on the new text


def test_signed_file_is_said_to_lose_its_signature():
    result = mark(build(p("甲乙"), {"_xmlsignatures/sig1.xml": "<x/>"}), ("甲", "注", None))
    assert "签名" in result.notes[-1][0]


TEXTS = st.lists(st.text("党的二十大精神𠮷，。", min_size=1, max_size=5), min_size=1, max_size=6)
WRAPS = ["", "ins", "hyperlink", "smartTag", "del"]


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_every_other_character_survives(data):
    body = ""
    for texts in data.draw(st.lists(TEXTS, min_size=1, max_size=3)):
        pieces = []
        for text in texts:
            kind = data.draw(st.sampled_from(WRAPS))
            inner = run(text, data.draw(st.sampled_from(["", "<w:b/>"])))
            inner = inner.replace("w:t", "w:delText") if kind == "del" else inner
            author = f' w:id="{len(body) + len(pieces)}" w:author="张"' if kind in ("ins", "del") else ""
            pieces.append(f"<w:{kind}{author}>{inner}</w:{kind}>" if kind else inner)
        body += p(*pieces)
    file = build(body)
    if not read_word(file).text.strip():
        return
    document = read(file, "x.docx")
    marks = []
    for number in range(data.draw(st.integers(0, 8))):
        start = data.draw(st.integers(0, len(document.text)))
        end = data.draw(st.integers(start, min(len(document.text), start + 6)))
        new = data.draw(st.none() | st.text("新字\t", max_size=3))
        marks.append(Mark(Span(start, end), data.draw(st.none() | st.just(f"注{number}")), new))
    for accept in (False, True):
        result = mark_word(file, document, marks, accept=accept)
        assert prove(file, result.data, document.text, result.changes, accept).holds
        assert read_word(result.data).text == apply_edits(document.text, result.changes)
        assert_unique_ids(result.data)
    if read_word(result.data).text.strip():  # the marks may have taken all text away
        again = mark_word(result.data, read(result.data, "x.docx"), [])
        assert again.data is result.data
