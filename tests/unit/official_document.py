"""Makes a Word report laid out by GB/T 9704—2012, for tests to check and to spoil."""

from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

TEXT = "全年发展党员12名，培训党员三期，走访群众三百户，办成实事二十件。"


def official() -> WordDocument:
    """The report; every format is set on the runs and paragraphs themselves."""
    document = Document()
    _page(document)
    line(document, "云岭街道2023年度工作总结", "方正小标宋简体", size=22, alignment="center", indent=0)
    line(document, "2023年，街道党工委抓班子、强基层，现将有关情况总结如下。")
    line(document, "一、强化组织建设", "黑体")
    line(document, "（一）建强支部", "楷体_GB2312")
    line(document, TEXT)
    run_in = line(document, "（二）育强队伍。", "楷体_GB2312")
    add(run_in, TEXT, "仿宋_GB2312", 16)
    line(document, "1.抓培训")
    line(document, TEXT)
    line(document, "二、强化作风建设", "黑体")
    line(document, TEXT)
    line(document, "附件：1.2023年度重点任务清单")
    line(document, "云岭街道办事处", alignment="right", indent=0, right=400)
    line(document, "2024年1月5日", alignment="right", indent=0, right=400)
    return document


def saved(document: WordDocument) -> bytes:
    """The bytes of the .docx."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def line(
    document: WordDocument,
    text: str,
    font: str = "仿宋_GB2312",
    size: float = 16,
    alignment: str = "both",
    indent: int = 200,
    right: int = 0,
) -> Paragraph:
    """A paragraph of one run; indents are hundredths of a character."""
    paragraph = document.add_paragraph()
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:spacing {nsdecls("w")} w:before="0" w:after="0" w:line="579" w:lineRule="exact"/>')
    )
    properties.append(
        parse_xml(
            f'<w:ind {nsdecls("w")} w:firstLineChars="{indent}" w:firstLine="{indent * 16 // 5}" w:rightChars="{right}"/>'
        )
    )
    properties.append(parse_xml(f'<w:jc {nsdecls("w")} w:val="{alignment}"/>'))
    add(paragraph, text, font, size)
    return paragraph


def add(paragraph: Paragraph, text: str, font: str, size: float) -> Run:
    """A run with its font in the eastAsia slot only."""
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run._r.get_or_add_rPr().insert(0, parse_xml(f'<w:rFonts {nsdecls("w")} w:eastAsia="{font}"/>'))
    return run


def field(paragraph: Paragraph, code: str = " PAGE ") -> None:
    """— 1 — as a complex field, in 宋体."""
    for piece in ("— ", None, " —"):
        run = paragraph.add_run(piece or "")
        run.font.size = Pt(14)
        run.font.name = "宋体"
        if piece is None:
            for kind in ("begin", "code", "separate", "result", "end"):
                if kind in ("code", "result"):
                    run = paragraph.add_run()
                    run.font.size, run.font.name = Pt(14), "宋体"
                    node = OxmlElement("w:instrText" if kind == "code" else "w:t")
                    node.text = code if kind == "code" else "1"
                else:
                    node = OxmlElement("w:fldChar")
                    node.set(qn("w:fldCharType"), kind)
                run._r.append(node)


def _page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        section._sectPr.remove(grid)
    section._sectPr.append(
        parse_xml(f'<w:docGrid {nsdecls("w")} w:type="linesAndChars" w:linePitch="579" w:charSpace="19663"/>')
    )
    document.settings.odd_and_even_pages_header_footer = True
    for footer, alignment in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH[alignment]
        field(paragraph)
