import pytest

import reportnlp
from reportnlp import Document

REPORT = """云岭街道2023年度述职报告
各位领导：
2023年，在区委坚强领导下，现将工作报告如下。
一、强化政治建设
（一）抓学习。全年组织读书班4次。
组织宣讲2场。
（二）抓责任
一是压实责任。二是严格考核。
二、存在的问题
学用结合不够。
三、下一步打算
首先，加强学习。
以上报告，请审议。
云岭街道
2023年12月20日
"""


def outline(document: Document) -> list[tuple[str, int, str, str]]:
    return [
        (row.kind, row.level, row.number, row.heading.of(document.text) if row.heading else "")
        for row in document.sections
    ]


def test_the_frame_of_a_report_is_recognised() -> None:
    assert outline(reportnlp.from_text(REPORT)) == [
        ("title", 1, "", "云岭街道2023年度述职报告"),
        ("salutation", 1, "", ""),
        ("preamble", 1, "", ""),
        ("work", 1, "一、", "强化政治建设"),
        ("work", 2, "（一）", "抓学习"),
        ("work", 2, "（二）", "抓责任"),
        ("work", 4, "一是", "压实责任"),
        ("problems", 1, "二、", "存在的问题"),
        ("outlook", 1, "三、", "下一步打算"),
        ("outlook", 3, "首先，", "加强学习"),
        ("closing", 1, "", ""),
        ("signature", 1, "", ""),
    ]


def test_a_run_in_heading_leaves_its_paragraph_body_text() -> None:
    document = reportnlp.from_text(REPORT)
    index = next(i for i, row in enumerate(document.paragraphs) if "读书班" in row.span.of(document.text))
    assert not document.is_heading(index)
    assert [section.number for section in document.section_paths[index]] == ["一、", "（一）"]


def test_paragraphs_join_up_to_the_text_without_line_ends() -> None:
    document = reportnlp.from_text(REPORT)
    assert "\n".join(row.span.of(REPORT) for row in document.paragraphs) == REPORT.strip()


@pytest.mark.parametrize(
    "number", ["一、", "（一）", "(二)", "1.", "1．", "2、", "（3）", "①", "第一，", "一是", "首先，"]
)
def test_every_way_of_numbering_opens_a_section(number: str) -> None:
    document = reportnlp.from_text(f"开头一段话在这里。\n{number}加强学习\n正文一段话。")
    assert [row.number for row in document.sections if row.number] == [number]


def test_a_year_or_a_decimal_is_no_number() -> None:
    document = reportnlp.from_text("2023.5万亩\n2023年工作很多。\n3.5万人参加活动。")
    assert [row.number for row in document.sections if row.number] == []


def test_markdown_heads_give_levels() -> None:
    document = reportnlp.read("# 报告\n\n## 工作\n\n正文。\n\n### 学习\n\n正文。\n".encode(), "a.md")
    assert [(row.kind, row.level, row.heading and row.heading.of(document.text)) for row in document.sections] == [
        ("title", 1, "报告"),
        ("work", 2, "工作"),
        ("work", 3, "学习"),
    ]


def test_a_title_holds_no_section_whatever_its_number() -> None:
    document = reportnlp.from_text("2023年工作总结\n（一）学习\n组织读书班4次。\n（二）支部\n发展党员3名。")
    assert [document.is_heading(index) for index in range(5)] == [True, True, False, True, False]


def test_what_stands_first_under_the_last_heading_is_no_closing() -> None:
    document = reportnlp.from_text("一、工作\n办班4次。\n二、下一步打算\n新的一年，将继续办班。\n新的一年，再接再厉。")
    assert [row.kind for row in document.sections] == ["work", "outlook", "closing"]
