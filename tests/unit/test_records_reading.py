"""Ledgers are read from any file an office keeps them in, and what is not understood is said."""

import io
import json
import sqlite3
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

import reportnlp
from reportnlp.document.limits import LIMITS
from reportnlp.errors import SettingsError, UnreadableError
from reportnlp.findings import ActivityRecord
from reportnlp.records.dates import period_days, read_days
from reportnlp.records.figures import read_figures, read_people
from reportnlp.records.ledger import Ledger, read_records, records_from
from reportnlp.records.workbook import read_workbook

HEAD = ["日期", "活动名称", "类别", "地点", "参加人数", "负责人", "成效"]
ROW = ["2023.6.3", "植绿护绿主题党日", "主题党日", "青禾公园", "22人", "沈立言", "收到建议5条"]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2023.6.3", "2023-06-03", "2023-06-03"),
        ("2023年6月3日（周六）", "2023-06-03", "2023-06-03"),
        ("2023-06-03 14:30", "2023-06-03", "2023-06-03"),
        ("20230603", "2023-06-03", "2023-06-03"),
        ("二〇二三年六月三日", "2023-06-03", "2023-06-03"),
        (45080, "2023-06-03", "2023-06-03"),
        ("45080", "2023-06-03", "2023-06-03"),
        (6.3, "2023-06-03", "2023-06-03"),
        (datetime(2023, 6, 3, 9), "2023-06-03", "2023-06-03"),
        ("6月3日", "2023-06-03", "2023-06-03"),
        ("6月上旬", "2023-06-01", "2023-06-10"),
        ("2月下旬", "2023-02-21", "2023-02-28"),
        ("2023年6月", "2023-06-01", "2023-06-30"),
        ("第二季度", "2023-04-01", "2023-06-30"),
        ("2022年二季度", "2022-04-01", "2022-06-30"),
        ("下半年", "2023-07-01", "2023-12-31"),
        ("6月3日-5日", "2023-06-03", "2023-06-05"),
        ("2023.6.3—2023.7.1", "2023-06-03", "2023-07-01"),
        ("3-5月", "2023-03-01", "2023-05-31"),
        ("12月28日至1月3日", "2023-12-28", "2024-01-03"),
        ("2023年", "2023-01-01", "2023-12-31"),
    ],
)
def test_dates_in_every_office_habit(cell: object, first: str, last: str) -> None:
    assert read_days(cell, 2023) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("cell", ["2月30日", "13月1日", "待定", "—", "", None, "22人", 3, True, "6月5日-3日"])
def test_what_is_no_date_is_none(cell: object) -> None:
    assert read_days(cell, 2023) is None


def test_a_claims_period_becomes_days() -> None:
    assert period_days("2023-Q2") == (date(2023, 4, 1), date(2023, 6, 30))
    assert period_days("2023-02/--03") == (date(2023, 2, 1), date(2023, 3, 31))
    assert period_days("2023-02-30") is period_days("--06") is period_days(None) is None


@pytest.mark.parametrize(
    ("words", "value", "unit", "bound"),
    [
        ("22人", 22, "人", "exact"), ("4 名", 4, "人", "exact"), ("86", 86, "人", "exact"), ("约50人", 50, "人", "about"),
        ("30余人", 30, "人", "over"), ("党员20人、群众30人", 50, "人", "exact"), ("35人（其中党员20人）", 35, "人", "exact"),
        ("120人次", 120, "人次", "exact"), ("1,200", 1200, "人", "exact"),
    ],
)  # fmt: skip
def test_head_counts(words: str, value: float, unit: str, bound: str) -> None:
    people = read_people(words, "人")
    assert people is not None
    assert (people.value, people.unit, people.bound) == (value, unit, bound)


def test_what_is_no_head_count_is_none() -> None:
    assert read_people("若干", "人") is read_people("全体党员", "人") is None


def test_figures_with_units_out_of_text() -> None:
    figures = read_figures("发放资料1.2万份、解答咨询30余人次；12户困难群众受益，达成意向84人")
    assert [(row.label, row.value, row.unit, row.bound) for row in figures] == [
        ("发放资料", 12000, "份", "exact"), ("解答咨询", 30, "人次", "over"), ("困难群众受益", 12, "户", "exact"), ("达成意向", 84, "人", "exact"),
    ]  # fmt: skip


def book(*sheets: tuple[str, list[list[object]]], merged: tuple[str, ...] = ()) -> bytes:
    workbook = Workbook()
    for place, (name, rows) in enumerate(sheets):
        sheet = workbook.active if place == 0 else workbook.create_sheet()
        assert sheet is not None
        sheet.title = name
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def ledger_in(folder: Path, name: str, data: bytes, **options: object) -> Ledger:
    path = folder / name
    path.write_bytes(data)
    return read_records(path, **options)  # type: ignore[arg-type]


def only(ledger: Ledger) -> ActivityRecord:
    [record] = ledger.records
    return record


def check(record: ActivityRecord, row: int) -> None:
    assert record.source.row == row
    assert (record.date, record.name, record.kind, record.area) == (
        "2023-06-03",
        "植绿护绿主题党日",
        "主题党日",
        "组织建设",
    )
    assert record.people is not None
    assert (record.people.value, record.place, record.actor, record.outcome) == (
        22,
        "青禾公园",
        "沈立言",
        "收到建议5条",
    )


def test_a_workbook_with_title_merged_header_notes_and_blank_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["柳溪街道2023年活动台账"],
        ["填报单位：党建办", "", "", "", "填报时间：2024年1月5日"],
        ["时间", "活动", "", "地点", "参与情况", "", "成效"],
        ["", "名称", "类别", "", "人数", "负责人", ""],
        [],
        ["6月3日", *ROW[1:]],
        ["合计", "", "", "", "22"],
        ["备注：人数为签到人数"],
    ]
    data = book(
        ("一", rows), ("说明", [["本表由各科室填报"]]), merged=("A1:G1", "A3:A4", "B3:C3", "D3:D4", "E3:F3", "G3:G4")
    )
    ledger = ledger_in(tmp_path, "台账.xlsx", data)
    check(only(ledger), 6)
    assert only(ledger).source == ("台账.xlsx", "一", 6)
    assert ledger.sheets[0].columns is not None
    assert ledger.sheets[0].columns.header == (3, 4)
    assert dict(ledger.sheets[0].passed) == {1: "表头之前", 2: "表头之前", 7: "合计", 8: "说明"}
    assert ledger.sheets[1].columns is None
    assert (ledger.year, ledger.sheets[0].title) == (2023, "柳溪街道2023年活动台账")


def test_cells_merged_downwards_speak_for_the_rows_below(tmp_path: Path) -> None:
    rows = [HEAD, ROW, [None, "清洁家园主题党日", None, *ROW[3:]]]
    ledger = ledger_in(tmp_path, "a.xlsx", book(("一", rows), merged=("A2:A3", "C2:C3")))
    assert [(record.date, record.kind) for record in ledger.records] == [("2023-06-03", "主题党日")] * 2


def test_a_sheet_for_each_month_needs_only_days(tmp_path: Path) -> None:
    months = [(f"{month}月", [HEAD, [day, *ROW[1:]]]) for month, day in ((3, "5日"), (11, 9))]
    data = book(*months, ("2023年说明", [["x"]]))
    ledger = ledger_in(tmp_path, "a.xlsx", data, period="2023")
    assert [record.date for record in ledger.records] == ["2023-03-05", "2023-11-09"]


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("gb18030", "\t"), ("utf-16", "|"), ("gb18030", "，")],
)
def test_text_tables_in_any_encoding_and_with_any_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in (["2023年活动台账"], HEAD, [], ROW))
    check(only(ledger_in(tmp_path, "a.csv", text.encode(encoding))), 4)


def test_a_line_break_inside_quotes_is_one_row(tmp_path: Path) -> None:
    text = ",".join(HEAD) + '\n2023.6.1,宣讲,,,,,"发放资料3份\n解答咨询2次"\n' + ",".join(ROW)
    assert [record.source.row for record in ledger_in(tmp_path, "a.csv", text.encode()).records] == [2, 3]


def test_json_json_lines_and_sqlite(tmp_path: Path) -> None:
    row = dict(zip(HEAD, ROW, strict=True))
    check(only(ledger_in(tmp_path, "a.json", json.dumps({"rows": [row]}).encode())), 1)
    check(only(ledger_in(tmp_path, "a.jsonl", f"\n{json.dumps(row)}\n".encode())), 2)
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE 台账 ({', '.join(HEAD)})")
        connection.execute("CREATE TABLE other (x)")
        connection.execute("INSERT INTO 台账 VALUES (?, ?, ?, ?, ?, ?, ?)", ROW)
    connection.close()
    check(only(read_records(path)), 1)
    check(only(read_records(path, query="SELECT * FROM 台账 WHERE 类别 = '主题党日'")), 1)
    with pytest.raises(UnreadableError, match="没有“没有的表”这张表，有 台账、other"):
        read_records(path, query="没有的表")
    with pytest.raises(UnreadableError, match="SQLite 查询不成"):
        read_records(path, query="WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT max(n) FROM x")
    with pytest.raises(UnreadableError, match="没有“DELETE FROM 台账”这张表"):
        read_records(path, query="DELETE FROM 台账")


def test_columns_are_known_by_content_where_no_head_names_them(tmp_path: Path) -> None:
    text = "2023.6.3,植绿护绿主题党日,22人\n6月9日,春季义诊,40人\n"
    ledger = ledger_in(tmp_path, "a.csv", text.encode())
    assert [(row.date, row.name, row.people and row.people.value) for row in ledger.records] == [
        ("2023-06-03", "植绿护绿主题党日", 22), ("2023-06-09", "春季义诊", 40)
    ]  # fmt: skip


def test_a_column_of_people_is_known_by_content_under_any_head(tmp_path: Path) -> None:
    text = "日期,活动名称,到场,办件量\n2023.6.3,植绿护绿,22人,5\n6月9日,春季义诊,40,6\n"
    ledger = ledger_in(tmp_path, "a.csv", text.encode())
    assert [row.people and row.people.value for row in ledger.records] == [22, 40]


def test_a_mapping_says_what_a_column_holds(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["日子", "干了啥", "来了几个", "发放资料（份）", "化解纠纷数"],
        ["2023.6.3", "植绿护绿", 22, 30, 2],
    ]
    ledger = ledger_in(
        tmp_path, "a.xlsx", book(("一", rows)), mapping={"干了啥": "活动名称", "来了几个": "人数", "A": "日期"}
    )
    record = only(ledger)
    assert (record.date, record.name, record.people and record.people.value) == ("2023-06-03", "植绿护绿", 22)
    assert [(row.label, row.value, row.unit) for row in record.figures] == [("发放资料", 30, "份"), ("化解纠纷", 2, "")]
    with pytest.raises(SettingsError, match=r"没有“人数目”这一项，可写 人数"):
        read_records(tmp_path / "a.xlsx", mapping={"来了几个": "人数目"})


def rows_of(*rows: tuple[str, ...]) -> list[dict[str, object]]:
    return [dict(zip(HEAD, row, strict=False)) for row in rows]


def test_duplicates_and_contradictions_are_told() -> None:
    ledger = records_from(
        rows_of(
            ("2023.6.3", "植绿护绿", "主题党日", "公园", "22人", "甲", "收到建议5条"),
            ("2023/6/3", "植绿护绿", "主题党日", "公园", "22", "甲", "收到建议5条"),
            ("6月上旬", "植绿护绿", "主题党日", "公园", "22名", "甲", "收到建议5条"),
            ("2023.6.3", "植绿护绿", "主题党日", "公园", "25", "甲", "收到建议5条"),
            ("2023.6.4", "植绿护绿", "主题党日", "公园", "22", "甲", "收到建议5条"),
        ),
        "2023",
    )
    assert [record.source.row for record in ledger.distinct()] == [1, 4, 5]
    assert [problem.message for problem in ledger.problems] == [
        "第 2 行与第 1 行是同一次活动，只算一次", "第 3 行与第 1 行是同一次活动，只算一次", "第 4 行与第 1 行日期、活动、地点相同，数据不同，请核对",
    ]  # fmt: skip


def test_broken_rows_are_named() -> None:
    ledger = records_from(
        rows_of(
            ("2023.13.40", "植绿护绿", "", "", "22"),
            ("2023.6.3", "", "", "公园", "3"),
            ("2023.6.3", "义诊", "", "", "若干"),
            ("", "慰问", "", "", "5"),
        ),
        "2023",
    )
    assert [(problem.message, problem.rows[0].row) for problem in ledger.problems] == [
        ("第 1 行日期“2023.13.40”看不懂", 1), ("第 2 行没有活动名称", 2), ("第 3 行参加人数“若干”看不懂", 3), ("第 4 行没有日期", 4),
    ]  # fmt: skip


def test_an_area_column_overrules_the_model() -> None:
    rows = [
        {"日期": "2023.6.3", "活动名称": "春季义诊", "领域": "组织建设"},
        {"日期": "2023.6.4", "活动名称": "春季义诊"},
    ]
    assert [(row.area, row.area_given) for row in records_from(rows).records] == [
        ("组织建设", True),
        ("服务大局", False),
    ]


def test_records_without_a_type_get_one_from_their_names() -> None:
    names = (
        "观看警示教育片",
        "物业纠纷听证",
        "劳资纠纷听证",
        "迎新春送福",
        "走访云帆科技",
        "入户走访困难家庭",
        "燃气检查",
    )
    kinds = [record.kind for record in records_from([{"日期": "2023.1.3", "活动名称": name} for name in names]).records]
    assert kinds == ["警示教育", "纠纷听证", "纠纷听证", "迎新春送福", "走访企业", "走访群众", "安全检查"]


def with_part(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book(("一", [HEAD, ROW])))) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
SPREADSHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (OLE + "Workbook".encode("utf-16-le"), "旧版 .xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (book(("一", [HEAD, ROW]))[:900], "末尾缺失"),
        (with_part(SHEET, b'<!DOCTYPE a [<!ENTITY b "c">]>' + SPREADSHEET + b"</sheetData></worksheet>"), "DOCTYPE"),
        (
            with_part("xl/styles.xml", '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")),
            "DOCTYPE",
        ),
        (with_part(SHEET, SPREADSHEET + b"<row"), "已损坏"),
        (with_part("xl/workbook.xml", b"<workbook"), "已损坏"),
        (with_part(SHEET, SPREADSHEET + b" " * LIMITS.part_bytes + b"</sheetData></worksheet>"), "超过上限"),
    ],
    ids=["xls", "encrypted", "cut", "doctype", "doctype-utf16", "broken-sheet", "broken-book", "bomb"],
)
def test_a_hostile_workbook_gets_one_sentence(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        ledger_in(tmp_path, "a.xlsx", data)
    assert words in caught.value.zh
    assert "Word" not in caught.value.zh
    assert caught.value.zh.count("。") == 1
    assert caught.value.zh.endswith("。")


def test_more_marks_than_any_ledger_has_are_refused() -> None:
    with pytest.raises(UnreadableError, match="超过上限"):
        read_workbook(book(("一", [HEAD, ROW])), LIMITS._replace(xml_marks=9))


def test_a_sheet_that_lies_about_its_size_is_read_as_it_is() -> None:
    cell = b'<c r="A2" t="inlineStr"><is><t>2023.6.3</t></is></c><c r="XFD2"><v>1</v></c>'
    content = (
        SPREADSHEET.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
        + b'<row r="2">'
        + cell
        + b"</row>"
    )
    [table] = read_workbook(with_part(SHEET, content + b"</sheetData></worksheet>"))
    assert table.rows == ((2, ("2023.6.3",)),)


def test_formulas_show_what_excel_saved_last() -> None:
    content = SPREADSHEET + b'<row r="1"><c r="A1"><f>1+1</f><v>7</v></c></row></sheetData></worksheet>'
    [table] = read_workbook(with_part(SHEET, content))
    assert table.rows == ((1, (7,)),)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", b"", "空文件"), ("a.csv", b"\0\1\2" * 99, "二进制"), ("a.json", b"{]", "不是合法的 JSON"), ("a.json", b"[1]", "没有一列记录"),
        ("a.csv", "甲,乙\n1,2\n".encode(), "没有认出活动记录"), ("a.pdf", b"%PDF-1.7", "这不是台账"), ("a.db", b"SQLite format 3\0x", "SQLite"),
    ],
)  # fmt: skip
def test_what_is_no_ledger_gets_one_sentence(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words) as caught:
        ledger_in(tmp_path, name, data)
    assert caught.value.zh.endswith("。")


def test_the_example_is_the_same_in_both_formats() -> None:
    folder = Path(__file__).parents[2] / "corpora" / "records"
    first, second = (reportnlp.read_records(folder / f"street_2023.{ending}") for ending in ("xlsx", "csv"))
    assert len(first.records) == len(second.records) == 120
    assert len(first.duplicates) == 3
    for one, other in zip(first.records, second.records, strict=True):
        assert (one.date, one.name, one.kind, one.area, one.people, one.figures) == (
            other.date, other.name, other.kind, other.area, other.people, other.figures
        )  # fmt: skip
