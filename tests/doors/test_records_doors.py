"""The command line on ledgers: preview, reconcile, check and annotate with --records, draft."""

import io
import json
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

import reportnlp
from reportnlp.cli.main import main

LEDGER = """日期,活动名称,类别,地点,到场,成效
2023.3.1,植绿护绿主题党日,主题党日,青禾公园,20,收到建议3条
4月1日,清洁家园主题党日,主题党日,文化礼堂,25人,收到建议4条
5月9日,走访云帆科技,走访企业,,3,解决问题2个
13月9日,走访永固建材,走访企业,,3,解决问题2个
"""
REPORT = "柳溪街道2023年工作总结\n一、主要工作\n开展主题党日3次，收到建议7条。新发展党员9名。\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "台账.csv").write_bytes(LEDGER.encode("gb18030"))
    (tmp_path / "报告.txt").write_text(REPORT, "utf-8")
    document = Document()
    for line in REPORT.splitlines():
        document.add_paragraph(line)
    document.save(str(tmp_path / "报告.docx"))
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    output = capsys.readouterr()
    return code, output.out, output.err


def test_preview_shows_columns_rows_and_what_was_not_understood(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "records", "preview", "台账.csv", "--map", "到场=人数", "--save-map", "列.yaml")
    assert code == 0
    assert "E 到场→参加人数（人）" in out
    assert "植绿护绿主题党日" in out
    assert "第 5 行日期“13月9日”看不懂" in out
    assert "共 4 条记录" in out
    code, out, _ = run(capsys, "records", "preview", "台账.csv", "--mapping", "列.yaml", "--format", "json")
    content = json.loads(out)
    assert (content["schema"], content["records"][0]["people"]) == ("reportnlp-records/1", 20)
    _, out, _ = run(capsys, "records", "preview", "台账.csv", "--format", "csv")
    assert out.startswith("\ufeff文件,表,行,日期")
    _, out, _ = run(capsys, "records", "preview", "台账.csv", "--rows", "1")
    assert "显示前 1 条" in out


def test_reconcile_as_table_json_and_workbook(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "reconcile", "报告.txt", "--records", "台账.csv")
    assert code == 1
    assert "多报" in out
    assert "查无记录" in out
    assert "服务大局：台账有、报告没写到的 1 条" in out
    code, out, _ = run(capsys, "reconcile", "报告.txt", "--records", "台账.csv", "--format", "json", "--period", "2023")
    expected = reportnlp.reconcile(
        reportnlp.read("报告.txt"), reportnlp.read_records("台账.csv", period="2023"), "2023"
    ).to_dict()
    assert json.loads(out) == json.loads(json.dumps(expected))
    assert [row["verdict"] for row in expected["claims"]] == ["overstated", "supported", "unsupported"]
    code, _, _ = run(capsys, "reconcile", "报告.txt", "--records", "台账.csv", "--format", "xlsx", "-o", "核对.xlsx")
    assert code == 1
    book = load_workbook("核对.xlsx")
    assert book.sheetnames == ["核对", "没写到的记录", "台账问题"]
    assert [cell.value for cell in book["核对"][2]][:2] == ["多报", "3次"]


def test_a_report_that_holds_gives_exit_code_0(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("好.txt").write_text("柳溪街道2023年工作总结\n一、主要工作\n开展主题党日2次，走访企业1家次。\n", "utf-8")
    assert run(capsys, "reconcile", "好.txt", "--records", "台账.csv")[0] == 0


def test_check_and_annotate_use_the_ledger_when_asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check", "报告.txt", "--records", "台账.csv", "--select", "EV")
    assert code == 1
    assert "EV001" in out
    assert "台账为2（第2、3行）" in out
    assert "EV001" not in run(capsys, "check", "报告.txt")[1]
    code, out, _ = run(capsys, "annotate", "报告.docx", "--records", "台账.csv", "--select", "EV", "-o", "批注.docx")
    assert code == 0
    comments = "\n".join(comment.text for comment in Document("批注.docx").comments)
    assert "“3次”多于台账：台账为2" in comments
    assert "台账.csv 第2、3行" in comments


def test_draft_as_word_and_markdown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(
        capsys, "draft", "台账.csv", "-o", "草稿.docx", "--unit", "柳溪街道", "--kind", "工作总结", "--map", "到场=人数"
    )
    assert (code, out) == (0, "")
    assert "已写出 草稿.docx" in err
    assert "第 5 行日期“13月9日”看不懂" in err
    text = reportnlp.read("草稿.docx").text
    assert "主题党日2次，45人次参加，收到建议7条。" in text
    code, out, _ = run(capsys, "draft", "台账.csv", "--only", "组织建设", "--outline", "--clean")
    assert (code, out.splitlines()[-1]) == (0, "开展主题党日2次，45人次参加，收到建议7条。")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("records", "preview", "没有.csv"), "找不到文件"),
        (("records", "preview", "坏.xlsx"), "坏.xlsx"),
        (("records", "preview", "台账.csv", "--map", "到场"), "要写成 列名=字段"),
        (("records", "preview", "台账.csv", "--map", "到场=人"), "没有“人”这一项"),
        (("records", "preview", "台账.csv", "--mapping", "没有.yaml"), "读不了列对应文件"),
        (("records", "preview", "台账.csv", "--query", "x"), "只有 SQLite 文件能用 --query"),
        (("reconcile", "报告.txt"), "缺少 --records"),
        (("reconcile", "没有.txt", "--records", "台账.csv"), "找不到文件"),
        (("reconcile", "报告.txt", "--records", "台账.csv", "--format", "xlsx"), "要用 -o"),
        (("check", "报告.txt", "--map", "到场=人数"), "要与 --records"),
        (("draft", "台账.csv", "-o", "草稿.pdf"), "只写成 .docx 或 .md"),
        (("draft", "台账.csv", "--kind", "讲话稿"), "没有“讲话稿”的模板"),
        (("draft", "台账.csv", "--templates", "没有"), "没有模板文件夹"),
        (("draft", "台账.csv", "-o", "台账.csv"), "只写成 .docx 或 .md"),
    ],
)
def test_what_does_not_work_is_one_sentence_and_exit_code_2(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 99)
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert sentence in err
    assert err.startswith("错误：")
    assert err.count("\n") == 1


def test_a_table_with_formula_like_text_stays_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = '日期,活动名称\n2023.3.1,"=HYPERLINK(""http://x"")春游"\n'
    (folder / "坏.csv").write_text(rows, "utf-8")
    run(capsys, "reconcile", "报告.txt", "--records", "坏.csv", "--format", "xlsx", "-o", "核对.xlsx")
    book = load_workbook(io.BytesIO(Path("核对.xlsx").read_bytes()))
    assert all(cell.data_type != "f" for sheet in book for line in sheet.iter_rows() for cell in line)
