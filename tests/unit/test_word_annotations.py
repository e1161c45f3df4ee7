"""Comments, tracked changes, hidden text, tables of contents and what is not read."""

import pytest
from test_word_reader import OFFICE, TRANSITIONAL, docx, link, p, read, run

import reportnlp
from reportnlp.document.model import Comment, Revision
from reportnlp.span import Span

W = f'xmlns:w="{TRANSITIONAL}"'
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
W15 = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
MAIN_TYPE = "application/vnd.ms-word.{}.macroEnabled.main+xml"


def start(key: int) -> str:
    return f'<w:commentRangeStart w:id="{key}"/>'


def end(key: int) -> str:
    return f'<w:commentRangeEnd w:id="{key}"/><w:r><w:commentReference w:id="{key}"/></w:r>'


def comment(key: int, author: str, *words: str) -> str:
    lines = "".join(f'<w:p w14:paraId="{key}{index}">{run(line)}</w:p>' for index, line in enumerate(words))
    return f'<w:comment w:id="{key}" w:author="{author}">{lines}</w:comment>'


def test_comments_with_replies_and_state():
    body = p("甲", start(1) + run("乙"), run("丙") + end(1)) + start(2) + p("丁") + p("戊") + end(2) + p("己", end(3))
    parts = {
        "word/comments.xml": f"<w:comments {W} {W14}>{comment(1, '张三', '改', '重写')}{comment(2, '李四', '好')}"
        f"{comment(3, '王五', '忽略：原因')}{comment(4, '赵六', '无处')}</w:comments>",
        "word/extended.xml": f'<w15:commentsEx {W15}><w15:commentEx w15:paraId="11" w15:done="1"/>'
        '<w15:commentEx w15:paraId="30" w15:paraIdParent="11" w15:done="1"/></w15:commentsEx>',
    }
    word = read(body, parts, link(1, "comments", "comments.xml") + link(2, "commentsExtended", "extended.xml"))
    assert word.text == "甲乙丙\n丁\n戊\n己"
    reply = Comment("王五", "忽略：原因", Span(9, 9), True)
    assert word.comments == (
        Comment("张三", "改\n重写", Span(1, 3), True, (reply,)),
        Comment("李四", "好", Span(4, 7)),
        Comment("赵六", "无处", None),
    )


def test_revisions_are_told():
    def change(kind: str, inner: str) -> str:
        return f'<w:{kind} w:author="甲">{inner}</w:{kind}>'

    deleted = "<w:r><w:delText>旧</w:delText></w:r>"
    body = p(
        "一", change("del", deleted), change("ins", run("新")), change("ins", run("增")), change("moveFrom", run("移"))
    ) + p(change("moveTo", run("移")), "。")
    word = read(body)
    assert word.text == "一新增\n移。"
    assert word.revisions == (
        Revision("deletion", "甲", Span(1, 1), "旧"),
        Revision("insertion", "甲", Span(1, 3), ""),
        Revision("move", "甲", Span(3, 3), "移"),
        Revision("move", "甲", Span(4, 5), ""),
    )


def test_a_deleted_row_is_a_revision():
    rows = (
        "<w:tr><w:trPr><w:del w:author='甲'/></w:trPr><w:tc>"
        + p("旧")
        + "</w:tc></w:tr><w:tr><w:tc>"
        + p("新")
        + "</w:tc></w:tr>"
    )
    word = read(f"<w:tbl>{rows}</w:tbl>")
    assert word.text == "新"
    assert word.revisions == (Revision("deletion", "甲", Span(0, 0), "旧"),)


def hidden(style: str, inner: str = "", value: str = "") -> str:
    return f'<w:style w:type="{inner or "character"}" w:styleId="{style}"><w:rPr><w:vanish{value}/></w:rPr></w:style>'


def test_hidden_text_is_read_and_marked():
    def styled(text: str, properties: str) -> str:
        return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"

    styles = f'<w:styles {W}>{hidden("a")}{hidden("p", "paragraph")}<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    body = p("甲", styled("乙", "<w:vanish/>"), styled("丙", '<w:rStyle w:val="b"/>'), "丁") + p(
        "戊",
        styled("己", '<w:rStyle w:val="b"/>'),
        styled("庚", '<w:vanish w:val="0"/>'),
        properties='<w:pStyle w:val="p"/>',
    )
    word = read(body, {"word/styles.xml": styles}, link(1, "styles", "styles.xml"))
    assert word.text == "甲乙丙丁\n戊己庚"
    assert [span.of(word.text) for span in word.hidden] == ["乙丙", "戊"]


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def test_lines_of_a_table_of_contents_are_no_headings():
    code = field("begin") + "<w:r><w:instrText> TOC \\o </w:instrText></w:r>" + field("separate")
    styles = f'<w:styles {W}><w:style w:styleId="T"><w:name w:val="toc 1"/></w:style></w:styles>'
    contents = p(code, "一、组织建设\t1") + p("二、作风建设\t2") + p(field("end"))
    styled = p("三、纪律建设\t3", properties='<w:pStyle w:val="T"/>')
    control = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{p('目录')}</w:sdtContent></w:sdt>"
    )
    body = control + contents + styled + p("一、组织建设") + p("全年发展党员12名。")
    data = docx(body, {"word/styles.xml": styles}, link(1, "styles", "styles.xml"))
    document = reportnlp.read(data, "a.docx")
    assert [row.part for row in document.paragraphs] == ["contents"] * 4 + ["body"] * 2
    assert [section.number for section in document.sections] == ["一、"]
    report = reportnlp.Checker().check(document)
    assert report.to_dict()["paragraphs"][0]["part"] == "contents"


@pytest.mark.parametrize(
    ("body", "links", "words"),
    [
        ("", link(1, "aFChunk", "document.xml"), "altChunk"),
        ("", link(1, "chart", "document.xml"), "图表"),
        ("", link(1, "diagramData", "document.xml"), "SmartArt"),
        ("", link(1, "oleObject", "document.xml"), "对象"),
        ("", link(1, "vbaProject", "document.xml"), "宏没有运行"),
        (
            "",
            f'<Relationship Id="r1" Type="{OFFICE}/image" Target="http://x.invalid/" TargetMode="External"/>',
            "没有打开",
        ),
        ('<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"/></w:p>', "", "公式"),
        ('<w:p><w:r><w:pict><v:textpath string="密"/></w:pict></w:r></w:p>', "", "艺术字"),
        (p(field("begin") + "<w:r><w:instrText>DDEAUTO cmd</w:instrText></w:r>" + field("end")), "", "没有运行"),
    ],
)
def test_what_is_not_read_is_told(body: str, links: str, words: str):
    [sentence] = read(p("甲") + body, links=links).unread
    assert words in sentence
    assert sentence.endswith("。")
    document = reportnlp.read(docx(p("甲") + body, links=links), "a.docx")
    report = reportnlp.Checker().check(document)
    assert report.to_dict()["read"]["unread"] == [sentence]


def test_macro_files_and_templates_are_named():
    for kind, words in (("document", "启用宏"), ("template", "模板")):
        types = (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/word/document.xml" ContentType="{MAIN_TYPE.format(kind)}"/></Types>'
        )
        assert words in "".join(read(p("甲"), {"[Content_Types].xml": types}).unread)
