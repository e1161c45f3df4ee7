"""Word files: every story is read once, in order, with runs that join up to the text."""

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from reportnlp.document.limits import Limits
from reportnlp.document.word.reader import WordText, read_word
from reportnlp.errors import UnreadableError

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{TRANSITIONAL}" xmlns:r="{OFFICE}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*content: str, properties: str = "") -> str:
    inner = "".join(piece if piece.startswith("<") else run(piece) for piece in content)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def cell(*content: str, properties: str = "") -> str:
    blocks = "".join(piece if piece.startswith("<") else p(piece) for piece in content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{blocks}</w:tc>"


def table(*rows: tuple[str, ...]) -> str:
    inner = "".join("<w:tr>" + "".join(row) + "</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/>{inner}</w:tbl>"


def docx(body: str, parts: dict[str, str] | None = None, links: str = "") -> bytes:
    """A document with the body, and parts by name; ``links`` are the relationships of the main part."""
    files = {
        "_rels/.rels": f'<Relationship Id="r0" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>',
        "word/_rels/document.xml.rels": links,
    }
    files = {name: f'<Relationships xmlns="{PACKAGE}">{inner}</Relationships>' for name, inner in files.items()}
    files["word/document.xml"] = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    files.update(parts or {})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def link(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def read(body: str, parts: dict[str, str] | None = None, links: str = "") -> WordText:
    word = read_word(docx(body, parts, links))
    for paragraph in word.paragraphs:
        text = paragraph.span.of(word.text)
        assert "\n" not in text
        assert "".join(found.span.of(word.text) for found in paragraph.runs) == text
        assert all(found.span.length for found in paragraph.runs)
    return word


def texts(word: WordText) -> list[str]:
    return [paragraph.span.of(word.text) for paragraph in word.paragraphs]


def places(word: WordText) -> list[tuple[int, int]]:
    return [(found.paragraph, found.run) for paragraph in word.paragraphs for found in paragraph.runs]


def test_paragraphs_and_runs():
    word = read(p("深入", "学习") + p() + p("好"))
    assert word.text == "深入学习\n\n好"
    assert [paragraph.span for paragraph in word.paragraphs] == [(0, 4), (5, 5), (6, 7)]
    assert places(word) == [(0, 0), (0, 1), (2, 0)]
    assert {found.part for paragraph in word.paragraphs for found in paragraph.runs} == {"word/document.xml"}
    assert {paragraph.part for paragraph in word.paragraphs} == {"body"}


def test_characters_of_a_run():
    inner = (
        '<w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:cr/><w:noBreakHyphen/><w:softHyphen/><w:br w:type="page"/>'
        '<w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="宋体" w:char="2611"/><w:sym w:char="zz"/>'
        "<w:lastRenderedPageBreak/><w:drawing/><w:t>𠮷</w:t>"
    )
    word = read(f"<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:rPr><w:b/></w:rPr>{inner}</w:r></w:p>")
    assert word.text == "甲\t乙\v丙\v-☑𠮷"
    assert len(word.paragraphs[0].runs) == 1


def test_blanks_of_a_text_element():
    assert read("<w:p><w:r><w:t> 甲\n乙 </w:t></w:r></w:p>").text == "甲 乙"
    assert read('<w:p xml:space="preserve"><w:r><w:t> 甲</w:t></w:r></w:p>').text == " 甲"


def test_containers_are_read_through():
    for opening, closing in (
        ('<w:hyperlink r:id="r9">', "</w:hyperlink>"),
        ("<w:ins>", "</w:ins>"),
        ("<w:moveTo>", "</w:moveTo>"),
        ("<w:smartTag>", "</w:smartTag>"),
        ("<w:customXml>", "</w:customXml>"),
        ("<w:sdt><w:sdtPr/><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        ('<w:fldSimple w:instr="PAGE">', "</w:fldSimple>"),
        ("<w:bdo>", "</w:bdo>"),
    ):
        assert places(read(p("甲", opening + run("乙") + closing, "丙"))) == [(0, 0), (0, 1), (0, 2)]
        assert read(p("甲", opening + run("乙") + closing, "丙")).text == "甲乙丙"
    assert (
        read(f"<w:sdt><w:sdtContent>{p('甲')}<w:customXml>{p('乙')}</w:customXml></w:sdtContent></w:sdt>").text
        == "甲\n乙"
    )


def test_deleted_text_is_not_read_but_its_runs_count():
    word = read(
        p("甲", "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>", f"<w:moveFrom>{run('走')}</w:moveFrom>", "乙")
    )
    assert word.text == "甲乙"
    assert places(word) == [(0, 0), (0, 3)]


def test_paragraph_with_a_deleted_end_goes_on():
    deleted = "<w:rPr><w:del/></w:rPr>"
    word = read(p("甲", properties=deleted) + p("乙") + p("丙", properties=deleted) + table((cell("丁"),)))
    assert texts(word) == ["甲乙", "丙", "丁"]
    assert places(word) == [(0, 0), (1, 0), (2, 0), (3, 0)]


def test_ruby_base_is_read():
    ruby = f"<w:r><w:ruby><w:rt>{run('bei')}</w:rt><w:rubyBase>{run('北')}</w:rubyBase></w:ruby></w:r>"
    word = read(p("在", ruby, "京"))
    assert word.text == "在北京"
    assert places(word) == [(0, 0), (0, 3), (0, 4)]


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def test_fields_show_their_result():
    code = "<w:r><w:instrText> PAGE </w:instrText></w:r>"
    assert read(p("第", mark("begin"), code, mark("separate"), "3", mark("end"), "页")).text == "第3页"
    assert read(p("第", mark("begin"), code, "码", mark("end"), "页")).text == "第页"
    inner = mark("begin") + code + mark("separate") + run("内") + mark("end")
    assert read(p(mark("begin"), inner, mark("separate"), "外", inner, mark("end"))).text == "外内"
    assert (
        read(p(mark("begin"), code) + p(mark("separate"), "目录") + p("一", mark("end"), "后")).text == "\n目录\n一后"
    )


def test_field_without_end_hides_nothing():
    assert read(p("甲", mark("begin"), "乙") + p("丙")).text == "甲乙\n丙"
    assert read(p(mark("end"), "甲", mark("separate"), "乙")).text == "甲乙"


def box(content: str, number: int = 1) -> str:
    shape = f"<v:shape><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape>"
    choice = f'<mc:Choice Requires="wps"><w:drawing>{shape}</w:drawing></mc:Choice>'
    fallback = f"<mc:Fallback><w:pict>{shape}</w:pict></mc:Fallback>"
    return f"<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>" * number


def test_text_box_follows_its_paragraph_once():
    word = read(p("甲", box(p("框") + p("内")), "乙") + p("丙"))
    assert texts(word) == ["甲乙", "框", "内", "丙"]
    assert [paragraph.part for paragraph in word.paragraphs] == ["body", "textbox", "textbox", "body"]
    assert places(word) == [(0, 0), (0, 2), (1, 0), (2, 0), (3, 0)]


def test_text_box_in_vml_nested_and_with_table():
    pict = f"<w:r><w:pict><v:textbox><w:txbxContent>{p('外', box(p('里')))}{table((cell('格'),))}</w:txbxContent></v:textbox></w:pict></w:r>"
    word = read(p("甲", pict))
    assert texts(word) == ["甲", "外", "里", "格"]
    assert [paragraph.part for paragraph in word.paragraphs] == ["body", "textbox", "textbox", "table"]


def test_deleted_text_box_is_not_read():
    assert texts(read(p("甲", f"<w:del>{box(p('框'))}</w:del>") + p("乙"))) == ["甲", "乙"]


def test_table_text_and_cells():
    word = read(p("前") + table((cell("指标"), cell("数量")), (cell("党课", "集体"), cell("4次"))) + p("后"))
    assert word.text == "前\n指标\t数量\n党课\n集体\t4次\n后"
    assert word.tables == 1
    found = [(paragraph.part, paragraph.cell) for paragraph in word.paragraphs]
    assert found[1:-1] == [
        ("table", (0, 0, 0)),
        ("table", (0, 0, 1)),
        ("table", (0, 1, 0)),
        ("table", (0, 1, 0)),
        ("table", (0, 1, 1)),
    ]
    assert found[0] == found[-1] == ("body", None)


def test_merged_cells_are_read_once():
    start, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    word = read(
        table(
            (cell("宽", properties='<w:gridSpan w:val="2"/>'), cell("高", properties=start)),
            (cell("甲"), cell("乙"), cell("藏", properties=on)),
            (cell("丙"), cell("丁"), cell("戊")),
            (cell("己"), cell("庚"), cell("孤", properties=on)),
        )
    )
    assert word.text == "宽\t高\n甲\t乙\n丙\t丁\t戊\n己\t庚\t孤"
    assert word.paragraphs[1].cell == (0, 0, 2)
    assert places(word)[-1] == (10, 0)  # the hidden paragraph counts in the part


def test_nested_table_and_deleted_row():
    deleted = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('删')}</w:tr>"
    inner = table((cell("内"), cell("表")))
    word = read(f"<w:tbl>{deleted}<w:tr>{cell(p('外'), inner, p())}{cell('右')}</w:tr></w:tbl>")
    assert word.text == "外\n内\t表\n\t右"
    assert word.tables == 2
    assert [paragraph.cell for paragraph in word.paragraphs] == [(0, 0, 0), (1, 0, 0), (1, 0, 1), (0, 0, 0), (0, 0, 1)]


def story(tag: str, inner: str) -> str:
    return f"<w:{tag} {NAMESPACES}>{inner}</w:{tag}>"


def test_headers_footers_and_notes():
    notes = "".join(
        f'<w:footnote w:id="{i}"{kind}>{p(text)}</w:footnote>'
        for i, kind, text in (
            (-1, ' w:type="separator"', "线"),
            (0, ' w:type="continuationSeparator"', "线"),
            (1, "", "脚注"),
        )
    )
    parts = {
        "word/h.xml": story("hdr", p("眉") + table((cell("格"),))),
        "word/unused.xml": story("hdr", p("无")),
        "word/f.xml": story("ftr", p("脚", box(p("框")))),
        "other/notes.xml": story("footnotes", notes),
        "word/e.xml": story("endnotes", f'<w:endnote w:id="1">{p("尾注")}</w:endnote>'),
        "word/c.xml": story("comments", f'<w:comment w:id="1">{p("批注")}</w:comment>'),
    }
    links = "".join(
        (
            link(1, "header", "h.xml"),
            link(2, "header", "unused.xml"),
            link(3, "footer", "f.xml"),
            link(4, "footnotes", "/other/notes.xml"),
            link(5, "endnotes", "e.xml"),
            link(6, "comments", "c.xml"),
        )
    )
    references = '<w:headerReference r:id="r1"/><w:footerReference r:id="r3"/><w:headerReference r:id="r9"/>'
    section = f"<w:sectPr>{references}</w:sectPr>"
    word = read(p("甲", properties=section) + p("乙") + section, parts, links)
    assert word.text == "甲\n乙\n眉\n格\n脚\n框\n脚注\n尾注"
    assert [paragraph.part for paragraph in word.paragraphs] == [
        *("body", "body", "header", "header", "footer", "footer", "footnote", "endnote"),
    ]
    assert [paragraph.runs[0].part for paragraph in word.paragraphs][2:] == [
        *("word/h.xml", "word/h.xml", "word/f.xml", "word/f.xml", "other/notes.xml", "word/e.xml"),
    ]
    assert word.paragraphs[6].runs[0].paragraph == 2


LEVELS = "".join(
    f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="{text}"/></w:lvl>'
    for index, text in enumerate(("%1、", "（%2）"))
)
NUMBERING = story(
    "numbering",
    f'<w:abstractNum w:abstractNumId="0">{LEVELS}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
)
STYLES = story(
    "styles",
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="3"><w:name w:val="我的标题"/><w:basedOn w:val="2"/></w:style>',
)
STYLED = {"word/numbering.xml": NUMBERING, "word/styles.xml": STYLES}
STYLED_LINKS = link(1, "numbering", "numbering.xml") + link(2, "styles", "styles.xml")


def test_labels_and_heading_levels():
    body = (
        p("总", properties='<w:pStyle w:val="2"/>')
        + p("分", properties='<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="2"/>')
        + p("删", properties='<w:pStyle w:val="2"/><w:rPr><w:del/></w:rPr>')
        + p("又", properties='<w:pStyle w:val="3"/>')
        + p("文", properties='<w:pStyle w:val="2"/><w:numPr><w:numId w:val="0"/></w:numPr><w:outlineLvl w:val="9"/>')
    )
    word = read(body, STYLED, STYLED_LINKS)
    assert [(paragraph.label, paragraph.style) for paragraph in word.paragraphs] == [
        ("一、", 1),
        ("（一）", 3),
        ("二、", 1),
        ("", 0),
    ]
    assert texts(word) == ["总", "分", "删又", "文"]


def test_old_properties_of_a_tracked_change_do_not_count():
    old = '<w:pPrChange><w:pPr><w:pStyle w:val="2"/><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:pPrChange>'
    word = read(p("文", properties=old), STYLED, STYLED_LINKS)
    assert (word.paragraphs[0].label, word.paragraphs[0].style) == ("", 0)


def test_strict_document():
    data = docx(p("一", box(p("框"))) + table((cell("格"),)), STYLED, STYLED_LINKS)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode().replace(TRANSITIONAL, STRICT)
            target.writestr(name, text.replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships"))
    assert read_word(buffer.getvalue()) == read_word(data)
    assert read_word(data).text == "一\n框\n格"


def test_too_many_paragraphs():
    assert read_word(docx(p("甲") * 3), Limits(paragraphs=3)).text == "甲\n甲\n甲"
    with pytest.raises(UnreadableError, match="段落"):
        read_word(docx(p("甲") * 4), Limits(paragraphs=3))


def test_deep_nesting():
    deep = p("底")
    for _ in range(60):
        deep = table((cell(deep),))
    assert read(deep).tables == 60
    deep = p("底")
    for _ in range(45):
        deep = p("<w:r><w:pict><w:txbxContent>" + deep + "</w:txbxContent></w:pict></w:r>")
    assert texts(read(deep)) == [""] * 45 + ["底"]


def test_document_of_python_docx():
    document = Document()
    document.add_heading("述职报告", 0)
    document.add_heading("一、总体情况", 1)
    paragraph = document.add_paragraph("全年开展")
    paragraph.add_run("主题党日12次").bold = True
    paragraph.add_run().add_break()
    inserted = OxmlElement("w:ins")
    inserted.append(paragraph.add_run("，成效明显。")._r)
    paragraph._p.append(inserted)
    grid = document.add_table(2, 2)
    for index, found in enumerate(found for row in grid.rows for found in row.cells):
        found.text = str(index)
    grid.cell(0, 0).merge(grid.cell(0, 1))
    document.sections[0].header.paragraphs[0].text = "页眉"
    buffer = io.BytesIO()
    document.save(buffer)
    word = read_word(buffer.getvalue())
    assert word.text == "述职报告\n一、总体情况\n全年开展主题党日12次\v，成效明显。\n0\n1\n2\t3\n页眉"
    assert [paragraph.style for paragraph in word.paragraphs[:3]] == [0, 1, 0]
    found = word.paragraphs[2].runs[-1]
    own = list(paragraph._p.iter(qn("w:r")))
    assert (found.paragraph, own[found.run].text) == (2, "，成效明显。")
