"""What became of last year's plans, and a unit's own table of expected figures."""

import json
from pathlib import Path

import pytest

import reportnlp
from reportnlp.analysis.context import Context
from reportnlp.analysis.measures import load_measures
from reportnlp.analysis.plans import planned_items
from reportnlp.cli.main import main
from reportnlp.config import Settings
from reportnlp.errors import SettingsError

LAST = """柏溪镇2022年工作总结
一、抓组织建设
发展党员12名。
二、下一步打算
（一）改造背街小巷。
（二）办好老年食堂，让老人吃上热饭。
（三）建设智慧停车场。
（四）加强工作创新。
"""
NOW = """柏溪镇2023年工作总结
一、抓民生服务
改造背街小巷8条，群众满意。
我们把老年食堂办到了家门口，群众都说好。
二、下一步打算
建设智慧停车场2处。
"""
SECTION = """柏溪镇2023年党建工作述职报告
一、正风肃纪
我们开展警示教育，筑牢拒腐防变的思想防线，党员干部受到警醒，作风有了明显好转。
"""


def test_each_planned_item_has_an_outcome_and_common_words_none() -> None:
    last, now = reportnlp.from_text(LAST), reportnlp.from_text(NOW)
    items = planned_items(Context(now), Context(last))
    assert [(row.label, row.outcome) for row in items] == [
        ("改造背街小巷", "delivered"),
        ("办好老年食堂", "mentioned"),
        ("建设智慧停车场", "dropped"),
    ]


def test_check_takes_the_report_of_last_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    last, now = tmp_path / "去年.txt", tmp_path / "今年.txt"
    last.write_text(LAST, "utf-8")
    now.write_text(NOW, "utf-8")
    select = ["--select", "MD010,MD011", "--format", "json"]
    assert main(["check", str(now), *select]) == 0
    assert json.loads(capsys.readouterr().out)["documents"][0]["findings"] == []
    assert main(["check", str(now), "--previous", str(last), *select]) == 1
    rows = json.loads(capsys.readouterr().out)["documents"][0]["findings"]
    assert [(row["code"], row["found"]) for row in rows] == [
        ("MD010", "柏溪镇2023年工作总结"),
        ("MD011", "我们把老年食堂办到了家门口，群众都说好。"),
    ]
    assert "智慧停车场" in rows[0]["message"]
    assert [row["note"] for row in rows[0]["evidence"]] == [
        "改造背街小巷：有数据",
        "办好老年食堂：提到了，没有数据",
        "建设智慧停车场：没有写到",
    ]


def test_a_missing_report_of_last_year_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now = tmp_path / "今年.txt"
    now.write_text(NOW, "utf-8")
    assert main(["check", str(now), "--previous", str(tmp_path / "没有.txt")]) == 2
    assert "没有.txt" in capsys.readouterr().err


def test_a_unit_replaces_the_measures_of_an_area(tmp_path: Path) -> None:
    own = tmp_path / "数据项.tsv"
    own.write_text("# 本单位\n正风肃纪\t家访\t户\t警示\n", "utf-8")
    checker = reportnlp.Checker(Settings(select=("MD001",), measures=str(own)))
    (finding,) = checker.check(reportnlp.from_text(SECTION)).findings
    assert "家访（户）" in finding.message
    assert load_measures(str(own))["政治建设"] == load_measures()["政治建设"]


@pytest.mark.parametrize("row", ["正风肃记\t家访\t户", "正风肃纪\t家访", "正风肃纪\t\t户"])
def test_a_wrong_row_is_named_with_its_line(tmp_path: Path, row: str) -> None:
    own = tmp_path / "数据项.tsv"
    own.write_text(f"政治建设\t党课\t次\t党课\n{row}\n", "utf-8")
    with pytest.raises(SettingsError, match=":2"):
        reportnlp.Checker(Settings(measures=str(own)))
