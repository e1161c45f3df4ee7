"""A draft from the ledger: bound to its records, checked, laid out by the standard, worded by templates."""

import io
from pathlib import Path

import pytest
from docx import Document as WordDocument

import reportnlp
from reportnlp import Checker, Settings
from reportnlp.document.readers import from_text
from reportnlp.draft.compose import Wish
from reportnlp.draft.drafting import DraftError, draft_report
from reportnlp.draft.writing import to_markdown, to_word
from reportnlp.errors import SettingsError
from reportnlp.records.ledger import Ledger, records_from
from reportnlp.records.reconcile import reconcile

EXAMPLE = Path(__file__).parents[2] / "corpora" / "records" / "street_2023.xlsx"
ROWS = [
    {
        "日期": "2023.3.1",
        "活动名称": "植绿护绿主题党日",
        "类别": "主题党日",
        "地点": "青禾公园",
        "参加人数": 20,
        "成效": "收到建议3条",
    },
    {
        "日期": "4月1日",
        "活动名称": "清洁家园主题党日",
        "类别": "主题党日",
        "地点": "文化礼堂",
        "参加人数": 25,
        "成效": "收到建议4条",
    },
    {
        "日期": "4月1日",
        "活动名称": "清洁家园主题党日",
        "类别": "主题党日",
        "地点": "文化礼堂",
        "参加人数": 25,
        "成效": "收到建议4条",
    },
    {"日期": "5月9日", "活动名称": "走访云帆科技", "类别": "走访企业", "参加人数": 3, "成效": "解决问题2个"},
    {"日期": "6月2日", "活动名称": "燃气安全检查", "类别": "安全检查", "成效": "整改隐患7处"},
    {"日期": "7月8日", "活动名称": "工地安全检查", "类别": "安全检查", "参加人数": 4, "成效": "整改隐患5处"},
]


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return records_from(ROWS, "2023")


@pytest.fixture(scope="module")
def example() -> Ledger:
    return reportnlp.read_records(EXAMPLE)


def test_what_the_draft_says(ledger: Ledger) -> None:
    text = draft_report(ledger, Wish(kind="工作总结", unit="柳溪街道")).text
    assert text.startswith("柳溪街道2023年工作总结\n")
    assert "全年共开展各类活动5次" in text
    assert "开展主题党日2次，45人次参加，收到建议7条。" in text
    assert "5月9日" in text
    assert "走访云帆科技，解决问题2个。" in text
    assert "开展安全检查2次，出动【待补：参加人数】人次，整改隐患12处。" in text
    assert "【待补：正风肃纪工作情况】" in text


def test_every_figure_names_its_rows(ledger: Ledger) -> None:
    draft = draft_report(ledger, Wish(kind="工作总结", unit="柳溪街道"))
    bound = {span.of(draft.text): [row.row for row in source.rows] for span, source in draft.figures}
    assert bound["45人次"] == bound["7条"] == [1, 2]
    assert bound["12处"] == [5, 6]
    assert bound["【待补：参加人数】"] == []


def test_the_example_passes_its_own_check(example: Ledger) -> None:
    draft = draft_report(example)
    assert len(draft.text) >= 1800
    document = from_text(draft.text, "2023")
    assert {row.verdict for row in reconcile(document, example).claims} == {"supported"}
    errors = [row for row in Checker(records=example).check(document).findings if row.severity != "advice"]
    assert {row.code for row in errors} == {"MD004"}
    assert all("【待补" in row.found for row in errors)


def test_two_seeds_differ_in_wording_only(example: Ledger) -> None:
    first, second = (draft_report(example, Wish(seed=seed)) for seed in (1, 2))
    assert first.text != second.text
    counted = [
        sorted(span.of(draft.text) for span, source in draft.figures if source.note == "记录计数")
        for draft in (first, second)
    ]
    assert counted[0] == counted[1]
    assert draft_report(example, Wish(seed=1)).text == first.text


def test_broken_rows_are_named_and_the_draft_is_written() -> None:
    broken = [
        {"日期": "13月40日", "活动名称": "义诊"},
        {"日期": "2023.5.1", "参加人数": 9},
        {"日期": "8月1日", "活动名称": "春季义诊", "参加人数": "若干"},
    ]
    draft = draft_report(records_from([*ROWS, *broken], "2023"), Wish(unit="柳溪街道"))
    notes = "\n".join(draft.notes)
    assert "第 7 行日期“13月40日”看不懂" in notes
    assert "第 8 行没有活动名称" in notes
    assert "第 9 行参加人数“若干”看不懂" in notes
    assert "开展主题党日2次" in draft.text


def test_what_the_check_does_not_bear_out_is_left_out_and_told() -> None:
    odd = {"日期": "9月1日", "活动名称": "学习党的二十精神座谈会", "类别": "座谈会", "参加人数": 30}
    draft = draft_report(records_from([*ROWS, odd], "2023"), Wish(unit="柳溪街道"))
    assert "二十精神" not in draft.text
    assert any("二十精神" in note and "PH001" in note for note in draft.notes)


def test_a_year_without_records_gives_no_draft(ledger: Ledger) -> None:
    with pytest.raises(DraftError, match="没有报告年度的记录"):
        draft_report(ledger, Wish(period="2019"))


def test_one_area_and_the_outline(ledger: Ledger) -> None:
    text = draft_report(ledger, Wish(only=("组织建设",), outline=True)).text
    heading, line = text.split("\n")
    assert heading.startswith("一、")
    assert line == "开展主题党日2次，45人次参加，收到建议7条。"


def test_last_years_promises_are_taken_up(ledger: Ledger) -> None:
    previous = from_text(
        "柳溪街道2022年工作总结\n一、主要工作\n开展主题党日5次。\n二、下一步打算\n一是力争走访企业10家次。二是加强阵地管理。"
    )
    text = draft_report(ledger, Wish(unit="柳溪街道"), previous=previous).text
    assert "上年度提出“力争走访企业10家次”。本年走访企业1家次。上年度提出“加强阵地管理”。【待补：落实情况】。" in text


def test_a_unit_overrides_wording_key_by_key(tmp_path: Path, ledger: Ledger) -> None:
    own = tmp_path / "ours.yaml"
    own.write_text("kind: 工作总结\nareas: {组织建设: [抓支部强堡垒]}\n", "utf-8")
    text = draft_report(ledger, Wish(kind="工作总结", unit="柳溪街道"), templates=str(tmp_path)).text
    assert "、抓支部强堡垒\n" in text
    assert "柳溪街道2023年工作总结" in text
    for content, words in (
        ("kind: 工作总结\ntitel: [x]", "没有“titel”这个键"), ("kind: 句式\ngroup: ['{numer}']", "没有 {numer} 这个字段"), ("title: [x]", "要写明 kind"),
        ("kind: [", "不是合法的 YAML"), ("kind: 工作总结\ntitle: 3", "应是一列文字"),
    ):  # fmt: skip
        own.write_text(content, "utf-8")
        with pytest.raises(SettingsError, match=words.replace("{", r"\{")):
            draft_report(ledger, Wish(), templates=str(tmp_path))
    with pytest.raises(SettingsError, match="没有“讲话稿”的模板，有 述职报告、工作总结"):
        draft_report(ledger, Wish(kind="讲话稿"))


def test_a_template_with_a_figure_of_its_own_never_gets_into_a_draft(tmp_path: Path, ledger: Ledger) -> None:
    (tmp_path / "ours.yaml").write_text("kind: 句式\ngroup: ['{did}{count}，惠及群众300人次']\n", "utf-8")
    draft = draft_report(ledger, Wish(unit="柳溪街道"), templates=str(tmp_path))
    assert "300" not in draft.text
    assert any("300人次" in note and "没有台账依据" in note for note in draft.notes)


def test_markdown_has_footnotes_and_word_has_comments(ledger: Ledger) -> None:
    draft = draft_report(ledger, Wish(kind="工作总结", unit="柳溪街道"))
    markdown = to_markdown(draft)
    assert "# 柳溪街道2023年工作总结" in markdown
    assert "活动类别、记录计数、参加人数合计、收到建议合计：第1—2行" in markdown
    assert "[^" not in to_markdown(draft, clean=True)
    data = to_word(draft)
    comments = [comment.text for comment in WordDocument(io.BytesIO(data)).comments]
    assert "活动类别、记录计数、参加人数合计、收到建议合计：第1—2行" in comments
    assert "第5行没有填参加人数" in comments
    assert list(WordDocument(io.BytesIO(to_word(draft, clean=True))).comments) == []
    assert reportnlp.read(data, "草稿.docx").text.split("\n")[:8] == draft.text.split("\n")[:8]


@pytest.mark.parametrize("kind", ["述职报告", "工作总结"])
def test_the_layout_follows_the_standard(example: Ledger, kind: str) -> None:
    data = to_word(draft_report(example, Wish(kind=kind)))
    document = reportnlp.read(data, "草稿.docx", layout=True)
    assert Checker(Settings(select=("LA",), layout=True)).check(document).findings == ()
