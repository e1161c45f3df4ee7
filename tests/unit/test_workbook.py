"""Workbooks, which are written as XML here: what openpyxl and LibreOffice make of them."""

import csv
import io
import shutil
import subprocess
from contextlib import closing

import pytest

from reportnlp.formats.workbook import Sheet, render_workbook

ROWS = [
    ("街道/“甲”<b>&报告.docx", 12, -0.5, None),
    ("=SUM(A1:A9)", 863_000_000, 1e21, "两行\n文字"),
    ("=SUM(A1:A9)", 1, 1.0, "同一格再来一次"),
    ("  前后空格  ", 0, 0.1, "_x0041_ 不是 A"),
]
SHEETS = (
    Sheet("一表's", ("文件", "数量", "比例", "说明"), ROWS),
    Sheet("空表", [f"第{number}列" for number in range(30)], []),
)


def test_cells_come_back_as_they_went():
    openpyxl = pytest.importorskip("openpyxl")
    with closing(openpyxl.load_workbook(io.BytesIO(render_workbook(SHEETS)))) as book:
        assert book.sheetnames == ["一表's", "空表"]
        sheet = book["一表's"]
        values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        values[3][3] = values[3][3].replace("_x005F_", "_")  # openpyxl leaves Excel's escape as it is
        assert list(map(tuple, values)) == ROWS
        assert sheet["A3"].data_type == "s", "no formula"
        assert sheet["D3"].alignment.wrap_text
        assert [sheet.row_dimensions[row].height for row in (2, 3)] == [None, 31], "two lines"
        assert sheet.print_title_rows == "$1:$1"
        assert book["空表"].auto_filter.ref == "A1:AD1"
        assert book["空表"]["AD1"].value == "第29列"


def test_the_same_rows_give_the_same_bytes():
    assert render_workbook(SHEETS) == render_workbook(SHEETS)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_reads_it(tmp_path):
    source = tmp_path / "表.xlsx"
    source.write_bytes(render_workbook(SHEETS))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(source)], capture_output=True, timeout=180, check=False)
    if not (tmp_path / "表.csv").exists():
        pytest.skip("LibreOffice is here without Calc: apt-get install libreoffice-calc-nogui")
    with (tmp_path / "表.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["文件", "数量", "比例", "说明"]
    assert [row[0] for row in rows[1:]] == [row[0] for row in ROWS]
    assert [float(row[1]) for row in rows[1:]] == [12, 863_000_000, 1, 0]
    assert [row[3] for row in rows[1:]] == ["", "两行\n文字", "同一格再来一次", "_x0041_ 不是 A"]
