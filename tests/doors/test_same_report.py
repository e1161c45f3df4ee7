"""A report gives the same findings as a text file and as a Word file, its numbers typed or automatic."""

import io
import re
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

import reportnlp

CORPORA = Path(__file__).parents[2] / "corpora"
LEVELS = ((re.compile("[一二三四五六七八九十]+、"), "%1、"), (re.compile("（[一二三四五六七八九十]+）"), "（%2）"))


def word_file(text: str, automatic: bool) -> bytes:
    """The lines of a text as paragraphs; automatic numbers instead of typed ones where these follow one another."""
    document: Any = docx.Document()
    numbers = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="{shown}"/></w:lvl>'
        for index, (_, shown) in enumerate(LEVELS)
    )
    first = numbers.find(numbers.tag.replace("numbering", "num"))
    first.addprevious(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'))
    numbers.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for line in text.splitlines():
        found = next(((index, row.match(line)) for index, (row, _) in enumerate(LEVELS) if row.match(line)), None)
        if not automatic or found is None or found[1] is None:
            document.add_paragraph(line)
            continue
        paragraph = document.add_paragraph(line[found[1].end() :])
        settings = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{found[0]}"/><w:numId w:val="90"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(settings))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def findings(document: reportnlp.Document) -> list[tuple[str, str, str, tuple[str, ...]]]:
    report = reportnlp.Checker().check(document)
    return [(row.code, row.found, row.message, row.suggestions) for row in report.findings]


@pytest.mark.parametrize("path", sorted(CORPORA.glob("*.txt")), ids=lambda path: path.name)
def test_typed_numbers(path: Path) -> None:
    text = "\n".join(line for line in reportnlp.read(path).text.splitlines() if line.strip())
    document = reportnlp.read(word_file(text, automatic=False), "a.docx")
    assert document.text == text
    assert findings(document) == findings(reportnlp.from_text(text))


def test_automatic_numbers() -> None:
    lines = (
        "云岭街道2023年度工作总结", "一、强化组织建设", "（一）发展党员", "全年发展党员12名,学习党的二十精神。",
        "（二）教育培训", "培训3期，参加120人次,完成率达到98％。", "二、改进工作作风", "（一）督查", "开展督查2次，，整改问题5个。",
    )  # fmt: skip
    text = "\n".join(lines)
    document = reportnlp.read(word_file(text, automatic=True), "a.docx")
    plain = reportnlp.from_text(text)
    assert [row.label for row in document.paragraphs if row.label] == ["一、", "（一）", "（二）", "二、", "（一）"]
    assert [(row.number, row.kind, row.level) for row in document.sections] == [
        (row.number, row.kind, row.level) for row in plain.sections
    ]
    assert len(findings(plain)) >= 3
    assert findings(document) == findings(plain)
