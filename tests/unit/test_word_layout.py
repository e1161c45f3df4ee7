"""Effective formatting of Word files, and the LA rules on documents made for it."""

import pickle
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from official_document import TEXT, add, field, line, official, saved

import reportnlp
from reportnlp import Settings
from reportnlp.document.layout import Indent, Layout, ParagraphLayout, Stretch
from reportnlp.document.model import Document
from reportnlp.document.word.formatting import twips
from reportnlp.engine import Checker
from reportnlp.errors import SettingsError

CORPORA = sorted((Path(__file__).parents[2] / "corpora").glob("*.docx"))
FONTS = f'<w:rFonts {nsdecls("w")} w:eastAsia="{{}}"/>'


def read(document) -> Document:
    return reportnlp.read(saved(document), "报告.docx", layout=True)


def layout_of(document) -> Layout:
    layout = read(document).layout
    assert layout is not None
    return layout


def paragraph(document, index: int = 0) -> ParagraphLayout:
    row = layout_of(document).paragraphs[index]
    assert row is not None
    return row


def stretch(document, index: int = 0) -> Stretch:
    return paragraph(document, index).stretches[0]


def codes(document, **settings) -> list[str]:
    checker = Checker(Settings(select=("LA",), **settings))
    report = checker.check(read(document))
    assert report.skipped_rules == ()
    return [finding.code for finding in report.findings]


def test_a_document_by_the_standard_gives_no_finding() -> None:
    assert codes(official()) == []


def test_layout_is_read_only_when_asked_and_can_be_pickled() -> None:
    data = saved(official())
    assert reportnlp.read(data, "报告.docx").layout is None
    document = reportnlp.read(data, "报告.docx", layout=True)
    assert pickle.loads(pickle.dumps(document)) == document
    assert reportnlp.from_text("正文。").layout is None


def test_page_and_grid() -> None:
    [page] = layout_of(official()).pages
    assert (page.first, page.grid, page.line_pitch) == (0, "linesAndChars", 579)
    assert [round(side / 56.693) for side in (page.width, page.height, page.top, page.left)] == [210, 297, 37, 28]
    assert (round(page.text_width / 56.693), round(page.text_height / 56.693)) == (156, 225)


def test_fonts_come_down_the_style_chain_by_the_east_asian_slot() -> None:
    document = docx.Document()
    base = document.styles.add_style("Base", WD_STYLE_TYPE.PARAGRAPH)
    base.element.get_or_add_rPr().append(parse_xml(FONTS.format("楷体")))
    base.font.size = Pt(15)
    child = document.styles.add_style("Child", WD_STYLE_TYPE.PARAGRAPH)
    child.base_style = base
    child.font.name = "Arial"  # the Latin slot says nothing about Han characters
    mark = document.styles.add_style("Mark", WD_STYLE_TYPE.CHARACTER)
    mark.element.get_or_add_rPr().append(parse_xml(FONTS.format("黑体")))
    row = document.add_paragraph("样式链", "Child")
    row.add_run("字符样式", "Mark")
    add(row, "直接格式", "仿宋", 16)
    found = [(stretch.font, stretch.size) for stretch in paragraph(document).stretches]
    assert found == [("楷体", 30), ("黑体", 30), ("仿宋", 32)]


def test_defaults_of_the_document_and_of_the_program() -> None:
    document = docx.Document()
    document.add_paragraph("默认")
    styles = document.styles.element
    fonts = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    normal = document.styles["Normal"].element
    for name in ("w:rFonts", "w:sz"):
        for parent in (fonts, normal.find(qn("w:rPr"))):
            for node in [] if parent is None else parent.findall(qn(name)):
                parent.remove(node)
    assert stretch(document)[1:3] == (None, 20)
    fonts.append(parse_xml(FONTS.format("等线")))
    fonts.append(parse_xml(f'<w:sz {nsdecls("w")} w:val="21"/>'))
    assert stretch(document)[1:3] == ("等线", 21)


def test_theme_fonts_by_the_language_of_the_document() -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run("主题字体")
    run._r.get_or_add_rPr().append(
        parse_xml(f'<w:rFonts {nsdecls("w")} w:eastAsiaTheme="minorEastAsia" w:eastAsia="仿宋"/>')
    )
    language = document.settings.element.find(qn("w:themeFontLang"))
    found = []
    for name in ("zh-CN", "ja-JP"):
        language.set(qn("w:eastAsia"), name)
        found.append(stretch(document).font)
    assert found == ["宋体", "ＭＳ 明朝"]


def test_bold_styles_toggle_and_colours_are_read() -> None:
    document = docx.Document()
    document.styles["Heading 1"].font.bold = True
    mark = document.styles.add_style("Mark", WD_STYLE_TYPE.CHARACTER)
    mark.font.bold = True
    row = document.add_paragraph("粗", "Heading 1")
    row.add_run("不粗", "Mark")
    row.add_run("红").font.color.rgb = RGBColor(255, 0, 0)
    assert [row.bold for row in paragraph(document).stretches] == [True, False, True]
    assert paragraph(document).stretches[2].color == "FF0000"


def test_indents_in_characters_win_and_zero_leaves_it_to_the_length() -> None:
    assert Indent(first=100, first_characters=200).first_line(32) == 2
    assert Indent(first=640, first_characters=0).first_line(32) == 2
    assert Indent(first=-640, left=640).first_line(32) == 0


@pytest.mark.parametrize(
    ("text", "value"), [("579.5", 580), ("2.54cm", 1440), ("28pt", 560), ("x", None), (None, None)]
)
def test_lengths(text: str | None, value: int | None) -> None:
    assert twips(text) == value


def test_what_wps_writes() -> None:
    document = docx.Document()
    row = document.add_paragraph()
    spacing = f'<w:spacing {nsdecls("w")} w:line="578.5" w:lineRule="exact"/>'
    row._p.get_or_add_pPr().append(parse_xml(spacing))
    row._p.pPr.append(parse_xml(f'<w:ind {nsdecls("w")} w:leftChars="0" w:firstLine="640" w:firstLineChars="200"/>'))
    run = row.add_run("正文“引号”")
    run._r.get_or_add_rPr().append(
        parse_xml(f'<w:rFonts {nsdecls("w")} w:hint="eastAsia" w:ascii="仿宋" w:eastAsia="仿宋" w:cs="仿宋"/>')
    )
    found = paragraph(document)
    assert (found.line, found.line_rule, found.indent.first_line(32)) == (578, "exact", 2)
    assert found.stretches[0].font == "仿宋"


def test_sections_and_their_paragraphs() -> None:
    document = docx.Document()
    document.add_paragraph("第一节")
    document.add_section().page_width = Mm(297)
    document.add_paragraph("第二节")
    layout = layout_of(document)
    assert [page.first for page in layout.pages] == [0, 1]
    assert [row.page for row in layout.paragraphs if row] == [0, 1]


def test_tables_headers_and_automatic_runs_have_no_layout() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.add_table(1, 1).cell(0, 0).text = "格"
    document.add_paragraph("正文")
    parts = read(document)
    assert [row is None for row in layout_of(document).paragraphs] == [row.part != "body" for row in parts.paragraphs]


def test_page_numbers_in_simple_fields_frames_and_text_boxes() -> None:
    document = docx.Document()
    footer = document.sections[0].footer
    space = nsdecls("w")
    frame = '<w:pPr><w:framePr w:xAlign="outside"/></w:pPr><w:fldSimple w:instr="PAGE \\* MERGEFORMAT"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    footer._element.append(parse_xml(f"<w:p {space}>{frame}</w:p>"))
    box = (
        '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" style="mso-position-horizontal:center"><v:textbox>'
        '<w:txbxContent><w:p><w:r><w:t>- </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t> -</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>'
    )
    footer._element.append(parse_xml(f"<w:p {space}>{box}</w:p>"))
    field(footer.add_paragraph("共"), " NUMPAGES ")
    document.add_paragraph("正文")
    found = [(row.alignment, row.before, row.after) for row in layout_of(document).page_numbers]
    assert found == [("outside", "", ""), ("center", "- ", " -")]


def without_page_numbers(document) -> None:
    for footer in (document.sections[0].footer, document.sections[0].even_page_footer):
        footer._element.remove(footer.paragraphs[0]._p)
        footer.add_paragraph()


SPOILED = {
    "LA001": lambda d: setattr(d.sections[0], "page_width", Mm(216)),
    "LA002": lambda d: setattr(d.sections[0], "left_margin", Mm(32)),
    "LA003": lambda d: line(d, TEXT, "宋体"),
    "LA004": lambda d: setattr(d.paragraphs[4].runs[0].font, "size", Pt(15)),
    "LA005": lambda d: setattr(d.paragraphs[4].runs[0].font.color, "rgb", RGBColor(255, 0, 0)),
    "LA007": lambda d: setattr(d.paragraphs[0].runs[0].font, "size", Pt(18)),
    "LA008": lambda d: setattr(d.paragraphs[0], "alignment", 0),
    "LA009": lambda d: setattr(d.paragraphs[0].runs[0].font, "bold", True),
    "LA010": lambda d: d.paragraphs[2].runs[0]._r.rPr.rFonts.set(qn("w:eastAsia"), "宋体"),
    "LA011": lambda d: d.paragraphs[5].runs[0]._r.rPr.rFonts.set(qn("w:eastAsia"), "宋体"),
    "LA012": lambda d: d.paragraphs[6].runs[0]._r.rPr.rFonts.set(qn("w:eastAsia"), "宋体"),
    "LA013": lambda d: setattr(d.paragraphs[2].runs[0].font, "size", Pt(18)),
    "LA014": lambda d: setattr(d.paragraphs[4].paragraph_format, "line_spacing", Pt(24)),
    "LA016": lambda d: d.paragraphs[4]._p.pPr.remove(d.paragraphs[4]._p.pPr.find(qn("w:ind"))),
    "LA017": without_page_numbers,
    "LA018": lambda d: [setattr(run.font, "size", Pt(9)) for run in d.sections[0].footer.paragraphs[0].runs],
    "LA019": lambda d: setattr(d.sections[0].footer.paragraphs[0].runs[0], "text", "- "),
    "LA020": lambda d: setattr(d.sections[0].footer.paragraphs[0], "alignment", 1),
    "LA021": lambda d: d.paragraphs[-1]._p.pPr.find(qn("w:ind")).set(qn("w:rightChars"), "0"),
    "LA022": lambda d: setattr(d.paragraphs[-1].runs[0], "text", "2024年01月05日"),
    "LA023": lambda d: setattr(d.paragraphs[-3].runs[0], "text", "附件:1.任务清单。"),
}


@pytest.mark.parametrize("code", SPOILED)
def test_one_thing_spoiled_gives_its_one_finding(code: str) -> None:
    document = official()
    SPOILED[code](document)
    if code == "LA003":  # a line after the date is not text: put it before the attachment line
        document.paragraphs[-4]._p.addnext(document.paragraphs[-1]._p)
    found = codes(document)
    # Other paper or margins leave another number of characters a line; that is said too.
    assert [row for row in found if row != "LA015" or code not in ("LA001", "LA002")] == [code]


def test_all_places_of_a_kind_are_one_finding_with_their_number() -> None:
    document = official()
    for row in document.paragraphs:
        if row.text == TEXT:
            row.runs[0].font.size = Pt(15)
    report = Checker(Settings(select=("LA004",))).check(read(document))
    [finding] = report.findings
    assert "全文共3处用了小三" in finding.message
    assert [row.span is not None for row in finding.evidence] == [False, True, True]


def test_layout_rules_are_off_unless_asked() -> None:
    def families(**settings) -> set[str]:
        return {rule.card.family for rule in Checker(Settings(**settings)).rules}

    assert "LA" not in families() and "LA" not in families(select=("PH",))
    assert "LA" in families(layout=True) and families(select=("LA003",)) == {"LA"}
    assert families(select=("PH",), layout=True) == {"PH", "LA"}
    assert "LA" not in families(layout=True, ignore=("LA",))


def test_a_text_file_says_why_its_layout_was_not_checked() -> None:
    report = Checker(Settings(select=("LA003",))).check(reportnlp.from_text("正文。"))
    [(code, why)] = report.skipped_rules
    assert code == "LA003" and "没有版式可查" in why


def test_a_profile_overrides_single_figures(tmp_path: Path) -> None:
    profile = tmp_path / "版式.yaml"
    profile.write_text("body:\n  fonts: [宋体]\n", "utf-8")
    assert codes(official(), profile=str(profile)) == ["LA003"]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("bdy:\n  size: 16\n", 1, "是不是 body"),
        ("body:\n  szie: 16\n", 2, "是不是 size"),
        ("page:\n  width: 210\nbody:\n  size: 三号\n", 4, "body.size 应是不小于 0 的数"),
        ("body:\n  fonts: 仿宋\n", 2, "一列文字"),
        ("title: {bold: 1}\n", 1, "true 或 false"),
        ("body: 3\n", 1, "一组"),
        ("- 1\n", 1, "一组"),
        ("body: [\n", 2, "YAML"),
    ],
)
def test_a_wrong_profile_is_an_error_with_file_and_line(tmp_path: Path, content: str, line: int, words: str) -> None:
    profile = tmp_path / "版式.yaml"
    profile.write_text(content, "utf-8")
    with pytest.raises(SettingsError) as caught:
        Checker(Settings(layout=True, profile=str(profile)))
    assert f"{profile}:{line}：" in caught.value.zh and words in caught.value.zh


def test_a_missing_profile_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="读不了版式文件"):
        Checker(Settings(layout=True, profile=str(tmp_path / "无.yaml")))


@pytest.mark.parametrize("path", CORPORA, ids=lambda path: path.name)
def test_the_sample_reports(path: Path) -> None:
    report = Checker(Settings(select=("LA",))).check(reportnlp.read(path, layout=True))
    assert report.skipped_rules == ()
    assert {finding.code for finding in report.findings} <= {
        "LA011",
        "LA017",
        "LA021",
    }  # a heading （一） in 仿宋, no page numbers, the date at the edge
