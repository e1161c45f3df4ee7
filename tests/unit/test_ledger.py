"""The claim ledger in its formats."""

import csv
import io
import json
from contextlib import closing

import pytest

import reportnlp
from reportnlp.engine import analyse
from reportnlp.formats import ledger
from reportnlp.formats.word import marks_of
from reportnlp.formats.workbook import Sheet, render_workbook

TEXT = """云岭街道2023年工作总结
一、组织建设
全年发展党员12名，培训党员300余人次。
二、服务大局
=SUM(A1)走访企业40家，帮助居民23名就业，投入资金120.5万元，又投入资金30万元。2024年将走访企业60家。
"""


@pytest.fixture(scope="module")
def report():
    return analyse(reportnlp.from_text(TEXT))


def cells(report):
    """The rows of the CSV as dictionaries."""
    return list(csv.DictReader(io.StringIO(ledger.render_csv(report).removeprefix("\ufeff"))))


def test_a_row_says_what_is_known_of_a_figure(report):
    row = cells(report)[0]
    assert (row["领域"], row["章节"], row["原文"], row["数值"], row["单位"]) == (
        "组织建设", "一、组织建设", "12名", "12.0", "名",
    )  # fmt: skip
    assert row["句子"] == "全年发展党员12名，培训党员300余人次。"
    assert row["编号"] == report.claims[0].id


def test_excel_reads_the_csv_as_text(report):
    content = ledger.render_csv(report)
    assert content.startswith("\ufeff编号,")
    assert cells(report)[2]["句子"].startswith("'=SUM(A1)")


def test_totals_add_only_what_may_be_added(report):
    rows = {(row.area, row.unit): (row.claims, row.total) for row in ledger.totals(report)}
    assert rows["组织建设", "人次"] == (1, None), "300余 is no exact figure"
    assert rows["服务大局", "家"] == (2, 40), "planned figures are none yet"
    assert rows["服务大局", "元"] == (2, 1_505_000)
    assert rows["服务大局", "名"] == (1, 23)


def test_density_by_section(report):
    one, other = ledger.densities(report)[-2:]
    assert (one.section, one.claims, one.characters) == (("一、组织建设",), 2, 21)
    assert other.claims == 5
    assert one.density == pytest.approx(2000 / 21)


def test_json_has_totals_and_sections(report):
    [document] = json.loads(ledger.render_json(report))["documents"]
    assert [claim["id"] for claim in document["claims"]] == [claim.id for claim in report.claims]
    assert {"area": "服务大局", "unit": "元", "claims": 2, "total": 1505000.0} in document["totals"]
    assert document["sections"][-1]["section"] == ["二、服务大局"]


def test_ids_survive_edits_elsewhere(report):
    moved = analyse(reportnlp.from_text(TEXT.replace("一、组织建设\n", "一、组织建设\n今年工作很多。\n")))
    assert [claim.id for claim in moved.claims] == [claim.id for claim in report.claims]


def test_the_workbook(report):
    openpyxl = pytest.importorskip("openpyxl")
    data = render_workbook(ledger.sheets_of(report))
    with closing(openpyxl.load_workbook(io.BytesIO(data))) as book:
        assert book.sheetnames == ["数据台账", "领域合计", "各节密度"]
        sheet = book["数据台账"]
        assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:Q{len(report.claims) + 1}")
        heads = [cell.value for cell in sheet[1]]
        rows = [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)]
        assert [row["数值"] for row in rows][:3] == [12, 300, 40]
        assert rows[2]["句子"].startswith("=SUM(A1)")
        assert {cell.data_type for cell in sheet["Q"]} == {"s"}, "no formula"


def test_odd_text_in_a_workbook():
    openpyxl = pytest.importorskip("openpyxl")
    data = render_workbook([Sheet("表", ("头",), [("a\x00\x0bb\ud800" + "长" * 40_000,), (None,), (1.5,)])])
    with closing(openpyxl.load_workbook(io.BytesIO(data))) as book:
        values = [cell.value for cell in book["表"]["A"]]
    assert values[1].startswith("ab?长")
    assert values[2:] == [None, 1.5]


def test_a_report_without_figures():
    empty = analyse(reportnlp.from_text("工作总结\n"))
    assert ledger.totals(empty) == []
    assert cells(empty) == []


def test_a_comment_names_the_figures_that_it_is_about():
    text = "工作总结\n一、组织建设\n现有后备干部6人，其中35岁及以下11人。学习贯彻党的二十精神。\n"
    report = reportnlp.Checker().check(reportnlp.from_text(text))
    comments = {mark.comment.split()[0]: mark.comment for mark in marks_of(report) if mark.comment}
    wrong = next(comment for code, comment in comments.items() if code.startswith("AR"))
    part = next(claim.id for claim in report.claims if claim.quantity.value == 11)
    assert "数据编号：" in wrong and part in wrong
    assert "数据编号" not in comments["PH001"]
