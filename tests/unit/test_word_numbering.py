"""Automatic numbers: formats, levels, restarts, styles, links."""

import pytest
from lxml import etree

from reportnlp.document.word.number_formats import format_number
from reportnlp.document.word.numbering import Numbering
from reportnlp.document.word.styles import Styles

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ATTRIBUTES = ("abstractNumId", "numId", "ilvl", "styleId", "type", "default", "val")


def xml(tag: str, body: str) -> etree._Element:
    for name in ATTRIBUTES:
        body = body.replace(f" {name}=", f" w:{name}=")
    body = body.replace("<", "<w:").replace("<w:/", "</w:")
    return etree.fromstring(f'<w:{tag} xmlns:w="{NAMESPACE}">{body}</w:{tag}>')


def level(index: int, number_format: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<lvl ilvl="{index}"><start val="{start}"/><numFmt val="{number_format}"/>{more}<lvlText val="{text}"/></lvl>'
    )


def definition(number: int, *levels: str) -> str:
    return f'<abstractNum abstractNumId="{number}">{"".join(levels)}</abstractNum>'


def num(number: int, abstract: int, overrides: str = "") -> str:
    return f'<num numId="{number}"><abstractNumId val="{abstract}"/>{overrides}</num>'


def override(index: int, start: int) -> str:
    return f'<lvlOverride ilvl="{index}"><startOverride val="{start}"/></lvlOverride>'


def numbering(body: str, styles: str = "") -> Numbering:
    return Numbering(xml("numbering", body), Styles(xml("styles", styles) if styles else None))


def labels(given: Numbering, *paragraphs: tuple[int, int]) -> list[str]:
    return [given.label("body", None, paragraph) for paragraph in paragraphs]


REPORT = definition(
    0,
    level(0, "chineseCounting", "%1、"),
    level(1, "chineseCountingThousand", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimalEnclosedCircleChinese", "%4"),
)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (21, "chineseCounting", "二十一"),
        (11, "chineseCountingThousand", "十一"),
        (101, "chineseCountingThousand", "一百零一"),
        (110, "chineseCountingThousand", "一百一十"),
        (10_010, "chineseCountingThousand", "一万零一十"),
        (19, "taiwaneseCounting", "十九"),
        (12, "japaneseCounting", "十二"),
        (110, "japaneseCounting", "百十"),
        (10, "ideographDigital", "一〇"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (3, "ideographLegalTraditional", "參"),
        (12, "decimal", "12"),
        (7, "decimalZero", "07"),
        (12, "decimalFullWidth", "１２"),
        (3, "decimalEnclosedCircle", "③"),
        (20, "decimalEnclosedCircleChinese", "⑳"),
        (21, "decimalEnclosedCircleChinese", "21"),
        (2, "decimalEnclosedParen", "⑵"),
        (2, "decimalEnclosedFullstop", "⒉"),
        (14, "upperRoman", "XIV"),
        (9, "lowerRoman", "ix"),
        (27, "upperLetter", "AA"),
        (2, "lowerLetter", "b"),
        (11, "ideographTraditional", "11"),
        (1, "ideographTraditional", "甲"),
        (13, "ideographZodiacTraditional", "丙子"),
        (22, "ordinal", "22nd"),
        (0, "decimal", "0"),
        (5, "aFormatOfTheFuture", "5"),
        (5, "bullet", ""),
        (5, "none", ""),
    ],
)
def test_formats(value: int, number_format: str, text: str):
    assert format_number(value, number_format) == text


def test_levels_of_a_report():
    given = numbering(REPORT + num(1, 0))
    assert labels(given, (1, 0), (1, 1), (1, 1), (1, 2), (1, 3), (1, 0), (1, 1)) == [
        "一、",
        "（一）",
        "（二）",
        "1.",
        "①",
        "二、",
        "（一）",
    ]


def test_lists_of_one_definition_share_counters():
    given = numbering(REPORT + num(1, 0) + num(2, 0))
    assert labels(given, (1, 0), (2, 0), (1, 0)) == ["一、", "二、", "三、"]


def test_stories_count_apart():
    given = numbering(REPORT + num(1, 0))
    assert [given.label(story, None, (1, 0)) for story in ("body", "footnote", "body")] == ["一、", "一、", "二、"]


def test_start_override_restarts_once():
    given = numbering(REPORT + num(1, 0) + num(2, 0, override(0, 1)) + num(3, 0, override(0, 5)))
    assert labels(given, (1, 0), (1, 0), (2, 0), (2, 0), (3, 0)) == ["一、", "二、", "一、", "二、", "五、"]


def test_level_override_replaces_the_level():
    given = numbering(
        REPORT + num(1, 0, f'<lvlOverride ilvl="0">{level(0, "upperLetter", "%1)", start=2)}</lvlOverride>')
    )
    assert labels(given, (1, 0), (1, 0)) == ["B)", "C)"]


def test_higher_levels_are_shown_and_then_count_as_used():
    given = numbering(definition(0, level(0, "decimal", "%1", start=3), level(1, "decimal", "%1.%2")) + num(1, 0))
    assert labels(given, (1, 1), (1, 0), (1, 1)) == ["3.1", "4", "4.1"]


def test_legal_levels_show_decimals():
    given = numbering(
        definition(0, level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<isLgl/>")) + num(1, 0)
    )
    assert labels(given, (1, 0), (1, 1)) == ["第一章", "1.1"]


def test_levels_without_restart():
    given = numbering(
        definition(0, level(0, "decimal", "%1"), level(1, "decimal", "%2)", '<lvlRestart val="0"/>')) + num(1, 0)
    )
    assert labels(given, (1, 0), (1, 1), (1, 0), (1, 1)) == ["1", "1)", "2", "2)"]


def test_bullets_none_and_unknown_lists_have_no_label():
    given = numbering(definition(0, level(0, "bullet", "●"), level(1, "none", "")) + num(1, 0) + num(2, 9))
    assert labels(given, (1, 0), (1, 1), (0, 0), (2, 0), (7, 0), (1, 8)) == [""] * 6


HEADINGS = (
    '<style styleId="1" type="paragraph"><name val="heading 1"/><pPr><numPr><numId val="1"/></numPr></pPr></style>'
    '<style styleId="2" type="paragraph"><name val="heading 2"/><pPr><numPr><numId val="1"/></numPr></pPr></style>'
    '<style styleId="own" type="paragraph"><name val="小标题"/><basedOn val="2"/></style>'
    '<style styleId="off" type="paragraph"><basedOn val="1"/><pPr><numPr><numId val="0"/></numPr></pPr></style>'
    '<style styleId="a" type="paragraph"><name val="a"/><basedOn val="b"/></style>'
    '<style styleId="b" type="paragraph"><name val="b"/><basedOn val="a"/></style>'
    '<style styleId="list" type="numbering"><pPr><numPr><numId val="1"/></numPr></pPr></style>'
)
LINKED = definition(
    0,
    level(0, "chineseCounting", "%1、", '<pStyle val="1"/>'),
    level(1, "chineseCounting", "（%2）", '<pStyle val="2"/>'),
)


def test_styles_bring_numbers_and_levels():
    given = numbering(LINKED + num(1, 0), HEADINGS)
    found = [given.label("body", style) for style in ("1", "2", "own", "off", "a", None, "missing", "1")]
    assert found == ["一、", "（一）", "（二）", "", "", "", "", "二、"]


def test_own_settings_beat_the_style():
    given = numbering(LINKED + num(1, 0), HEADINGS)
    assert given.label("body", "1", (0, None)) == ""
    assert given.label("body", "1", (1, 1)) == "（一）"
    assert given.label("body", "1", (None, 1)) == "（二）"


def test_list_style_links():
    body = LINKED + '<abstractNum abstractNumId="5"><numStyleLink val="list"/></abstractNum>' + num(1, 0) + num(2, 5)
    given = numbering(body, HEADINGS)
    assert labels(given, (2, 0), (1, 0)) == ["一、", "二、"]


def test_circular_links_end():
    body = '<abstractNum abstractNumId="5"><numStyleLink val="list"/></abstractNum>' + num(1, 5)
    assert numbering(body, HEADINGS).label("body", None, (1, 0)) == ""


def test_without_numbering_part():
    assert Numbering(None, Styles(None)).label("body", "1", (1, 0)) == ""


def test_heading_levels():
    styles = Styles(
        xml(
            "styles",
            HEADINGS
            + '<style styleId="t" type="paragraph"><name val="Title"/><pPr><outlineLvl val="0"/></pPr></style>'
            + '<style styleId="o" type="paragraph"><name val="附"/><pPr><outlineLvl val="3"/></pPr></style>'
            + '<style styleId="c" type="paragraph"><name val="标题 3"/></style>'
            + '<style styleId="n" type="paragraph" default="1"><name val="Normal"/></style>',
        )
    )
    found = [styles.heading_level(key) for key in ("1", "2", "own", "t", "o", "c", "n", "a", None, "missing")]
    assert found == [1, 2, 2, 0, 4, 3, 0, 0, 0, 0]
