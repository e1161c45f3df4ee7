"""Automatic numbers of five whole documents, as written here and as LibreOffice shows them."""

import shutil
import subprocess
from pathlib import Path

import pytest
from test_word_numbering import definition, level, num, override
from test_word_reader import docx, link, p

from reportnlp.document.word.reader import read_word

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/numbering.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>'
    "</Types>"
).format("styles")


def prefixed(tag: str, body: str) -> str:
    for name in ("abstractNumId", "numId", "ilvl", "styleId", "type", "default", "val"):
        body = body.replace(f" {name}=", f" w:{name}=")
    return f'<w:{tag} xmlns:w="{NAMESPACE}">{body.replace("<", "<w:").replace("<w:/", "</w:")}</w:{tag}>'


def item(text: str, number: int | None = None, index: int = 0, style: str = "") -> str:
    own = f'<w:numPr><w:ilvl w:val="{index}"/><w:numId w:val="{number}"/></w:numPr>' if number is not None else ""
    return p(text, properties=(f'<w:pStyle w:val="{style}"/>' if style else "") + own)


def document(body: str, numbering: str, styles: str = "") -> bytes:
    parts = {"[Content_Types].xml": TYPES, "word/numbering.xml": prefixed("numbering", numbering)}
    parts["word/styles.xml"] = prefixed("styles", styles)
    return docx(body, parts, link(1, "numbering", "numbering.xml") + link(2, "styles", "styles.xml"))


def style(key: str, name: str, inner: str) -> str:
    return f'<style type="paragraph" styleId="{key}"><name val="{name}"/>{inner}</style>'


REPORT = (
    level(0, "chineseCounting", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimal", "（%4）"),
    level(4, "decimalEnclosedCircle", "%5"),
)
DEEP = document(
    "".join(item("文", 1, index) for index in (0, 1, 2, 3, 4, 4, 3, 2, 1, 2, 0, 1, 1, 0, 1)), definition(0, *REPORT) + num(1, 0)
)  # fmt: skip
RESTARTED = document(
    "".join(item("文", number) for number in (1, 1, 2, 2, 1, 3, 3)) + item("文", 3, 1) + item("文", 3),
    definition(0, *REPORT) + definition(1, *REPORT) + num(1, 0) + num(2, 1) + num(3, 0, override(0, 5)),
)
OVERRIDDEN = document(
    "".join(item("文", 1, index) for index in (0, 1, 1, 0, 1)) + "".join(item("文", 2, index) for index in (0, 1, 1)),
    definition(0, level(0, "decimal", "%1.", start=3), level(1, "decimal", "%1.%2"))
    + num(1, 0)
    + num(2, 0, f'<lvlOverride ilvl="1">{level(1, "upperLetter", "%2)", start=2)}</lvlOverride>'),
)
LINKED = document(
    "".join(item("文", style=key) for key in ("A", "B", "B", "C", "A", "B")) + item("文", 0, style="A") + item("文", style="A"),
    definition(
        0,
        level(0, "chineseCountingThousand", "第%1部分", '<pStyle val="A"/>'),
        level(1, "chineseCounting", "%2、", '<pStyle val="B"/>'),
        level(2, "decimal", "%3.", '<pStyle val="C"/>'),
    )
    + num(1, 0),
    style("A", "甲级", '<pPr><numPr><numId val="1"/></numPr></pPr>')
    + style("B", "乙级", '<pPr><numPr><ilvl val="1"/><numId val="1"/></numPr></pPr>')
    + style("C", "丙级", '<basedOn val="B"/><pPr><numPr><ilvl val="2"/></numPr></pPr>'),
)  # fmt: skip
MIXED = document(
    "".join(item("文", 1, index) for index in (0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 6)) + item("文") + item("文", 1),
    definition(
        0,
        level(0, "upperRoman", "%1."),
        level(1, "lowerLetter", "%2)"),
        level(2, "ideographTraditional", "%3、"),
        level(3, "chineseLegalSimplified", "%4、", start=9),
        level(4, "decimalZero", "%5"),
        level(5, "decimalFullWidth", "%6．"),
        level(6, "decimal", "%1.%2.%7"),
    )
    + num(1, 0),
)
CASES = {
    "deep": (DEEP, "一、 （一） 1. （1） ① ② （2） 2. （二） 1. 二、 （一） （二） 三、 （一）"),
    "restarted": (RESTARTED, "一、 二、 一、 二、 三、 五、 六、 （一） 七、"),
    "overridden": (OVERRIDDEN, "3. 3.1 3.2 4. 4.1 5. B) C)"),
    "linked": (LINKED, "第一部分 一、 二、 1. 第二部分 一、 - 第三部分"),
    "mixed": (MIXED, "I. II. a) b) 甲、 乙、 玖、 壹拾、 01 １． II.b.1 II.b.2 - III."),
}


@pytest.mark.parametrize("name", CASES)
def test_labels_of_a_document(name: str) -> None:
    data, labels = CASES[name]
    assert [row.label or "-" for row in read_word(data).paragraphs] == labels.split()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_labels_are_those_of_libreoffice(tmp_path: Path) -> None:
    for name, (data, _) in CASES.items():
        (tmp_path / f"{name}.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    sources = [str(tmp_path / f"{name}.docx") for name in CASES]
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    subprocess.run([*command, *sources], check=True, capture_output=True, timeout=120)
    for name, (data, _) in CASES.items():
        shown = (tmp_path / f"{name}.txt").read_text("utf-8-sig").splitlines()
        ours = [row.label for row in read_word(data).paragraphs]
        assert ours == [line.removesuffix("文").strip() for line in shown], name
