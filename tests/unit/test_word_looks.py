"""Leaving out how runs look changes nothing of what is read."""

import pytest
from lxml import etree

from reportnlp.document.word.looks import without_looks

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LOOKS = '<w:rPr><w:rFonts w:ascii="仿宋" w:hint="eastAsia"/><w:b/><w:sz w:val="32"/></w:rPr>'


def part(body: str, root: str = f'<w:document xmlns:w="{W}">') -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>{root}<w:body>{body}</w:body></w:document>'.encode()


def run(properties: str) -> str:
    return f"<w:p><w:r>{properties}<w:t>走访23户</w:t></w:r></w:p>"


@pytest.mark.parametrize("properties", [LOOKS, "<w:rPr></w:rPr>", '<w:rPr><w:color w:val="FF0000"/></w:rPr>'])
def test_looks_are_left_out(properties):
    assert without_looks(part(run(properties))) == part(run(""))


@pytest.mark.parametrize(
    "properties",
    [
        "<w:rPr><w:b/><w:vanish/></w:rPr>",
        '<w:rPr><w:rStyle w:val="a"/><w:b/></w:rPr>',
        '<w:rPr><w:del w:id="1" w:author="a"/></w:rPr>',
        "<w:rPr><w:b w:val=1/></w:rPr>",
        '<w:rPr><w:b w:val="&x;"/></w:rPr>',
        "<w:rPr><w:b></w:rPr>",
    ],
)
def test_what_says_more_stays(properties):
    assert without_looks(part(run(properties))) == part(run(properties))


@pytest.mark.parametrize(
    "data",
    [
        part(f"<!-- {LOOKS} -->"),
        part(f"<w:p><w:r><w:t><![CDATA[{LOOKS}]]></w:t></w:r></w:p>"),
        part(f"<?note {LOOKS}?>"),
        part(run(LOOKS), '<w:document xmlns:w="urn:another">'),
        part(f'<w:p xmlns:w="urn:another">{LOOKS}</w:p>', f'<w:document xmlns:w="{W}">'),
        part(run(LOOKS)).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    ],
)
def test_a_tag_that_may_be_none_stays(data):
    assert without_looks(data) == data


def test_quoted_tags_are_text():
    body = "<w:p><w:r><w:t>&lt;w:rPr&gt;&lt;/w:rPr&gt;</w:t></w:r></w:p>"
    root = etree.fromstring(without_looks(part(body + run(LOOKS))))
    assert [node.text for node in root.iter(f"{{{W}}}t")] == ["<w:rPr></w:rPr>", "走访23户"]
