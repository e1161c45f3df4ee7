"""The formats for programs: valid, escaped, and with the same findings as the JSON."""

import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import docx
import pytest
from lxml import etree

SCHEMAS = Path(__file__).parents[1] / "schemas"
SLIP = "全年𠮷发展党员12名🙂，学习党的二十精神。"
TEXT = f"云岭街道2023年度工作总结\n一、强化组织建设\n{SLIP}\n（一）深入推进的的工作\n再次学习党的二十精神,很好。\n"
# Names, dates and marks that mean something to XML, Markdown, workflow commands, formulas, SARIF or a terminal.
HOSTILE = (
    "<script>alert(1)</script>\n=cmd|'/c calc'!A1的的\n::error file=a,line=1::假的，%0A学习党的二十精神]]>&amp;\u2028\x0b"
    "::set-output name=a::b {0} [党的二十精神](1)\n"
)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    path = Path("年度 报告,1:2.txt")
    path.write_text(TEXT, "utf-8")
    return path


def findings(run: Run, *words: object) -> list[dict[str, Any]]:
    documents = json.loads(run("check", "--format", "json", *words)[1])["documents"]
    return [row for document in documents for row in document["findings"]]


def sarif(run: Run, *words: object) -> dict[str, Any]:
    """The one run of a SARIF log, valid by the schema."""
    jsonschema = pytest.importorskip("jsonschema")
    log = json.loads(run("check", "--format", "sarif", *words)[1])
    schema = json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))
    jsonschema.Draft4Validator(schema).validate(log)
    [single] = log["runs"]
    return single  # type: ignore[no-any-return]


def test_the_schema_refuses_what_is_wrong(report: Path, run: Run) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))
    log = json.loads(run("check", "--format", "sarif", report)[1])
    log["runs"][0]["results"][0]["level"] = "advice"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(schema).validate(log)


def test_sarif_has_every_finding_at_its_place(report: Path, run: Run) -> None:
    expected = findings(run, report)
    content = sarif(run, report)
    assert content["columnKind"] == "unicodeCodePoints"
    [artifact] = content["artifacts"]
    text = artifact["contents"]["text"]
    assert text == TEXT
    assert unquote(artifact["location"]["uri"]) == str(report)
    lines = text.split("\n")
    assert len(content["results"]) == len(expected) >= 3
    for result, finding in zip(content["results"], expected, strict=True):
        [location] = result["locations"]
        region = location["physicalLocation"]["region"]
        start, end = finding["start"], finding["end"]
        assert (region["charOffset"], region["charLength"]) == (start, end - start)
        assert text[start:end] == finding["found"] == region["snippet"]["text"]
        assert region["startLine"] == region["endLine"]
        line = lines[region["startLine"] - 1]
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == finding["found"]
        assert result["partialFingerprints"] == {"reportnlp/v1": finding["fingerprint"]}
        assert (result["ruleId"], result["rank"]) == (finding["code"], round(100 * finding["confidence"], 1))
        assert content["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == finding["code"]
        [logical] = location["logicalLocations"]
        assert logical["fullyQualifiedName"].startswith("/".join(finding["location"]["section"]))
        fixed = [fix["artifactChanges"][0]["replacements"][0] for fix in result["fixes"]]
        assert [row["insertedContent"]["text"] for row in fixed] == finding["suggestions"]
    for rule in content["tool"]["driver"]["rules"]:
        assert rule["help"]["text"] and rule["help"]["markdown"] and rule["shortDescription"]["text"].endswith("。")


def test_sarif_says_what_is_ignored_and_what_was_not_read(report: Path, run: Run) -> None:
    first = findings(run, report)[0]
    run("check", report, "--add-ignore", first["fingerprint"], "--reason", "领导原话")
    content = sarif(run, report, "无.txt")
    told = [row["suppressions"] for row in content["results"]]
    assert [row for row in told if row] == [
        [{"kind": "external", "status": "accepted", "justification": "领导原话", "properties": {"source": "sidecar"}}]
    ]
    [invocation] = content["invocations"]
    assert invocation["executionSuccessful"] is False
    [note] = [row for row in invocation["toolExecutionNotifications"] if row["level"] == "error"]
    assert "找不到文件" in note["message"]["text"]


def test_sarif_of_a_word_file_offers_no_text_edit(report: Path, run: Run, tmp_path: Path) -> None:
    document = docx.Document()
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    document.save("报告.docx")
    content = sarif(run, tmp_path / "报告.docx")
    assert content["results"] and not any("fixes" in row for row in content["results"])
    uri = content["artifacts"][0]["location"]
    assert uri["uri"].startswith("file:///") and "uriBaseId" not in uri


def test_the_same_file_twice_is_one_artifact(report: Path, run: Run) -> None:
    content = sarif(run, report, report)
    assert len(content["artifacts"]) == 1
    assert {row["locations"][0]["physicalLocation"]["artifactLocation"]["index"] for row in content["results"]} == {0}


def test_github_commands_can_be_read_back(report: Path, run: Run) -> None:
    expected = findings(run, report)
    code, out, _ = run("check", "--format", "github", report, "无.txt")
    assert code == 2
    rows = [_command(line) for line in out.splitlines() if line.startswith("::")]
    assert rows[0][0] == "error" and rows[0][1]["file"] == "无.txt" and "找不到文件" in rows[0][2]
    assert [row[1]["title"].split()[0] for row in rows[1:]] == [row["code"] for row in expected]
    lines = TEXT.split("\n")
    for (name, values, message), finding in zip(rows[1:], expected, strict=True):
        assert name == {"advice": "notice"}.get(finding["severity"], finding["severity"])
        assert values["file"] == str(report)
        line = lines[int(values["line"]) - 1]
        assert line[int(values["col"]) - 1 : int(values["endColumn"]) - 1] == finding["found"]
        assert finding["message"] in message
    assert out.splitlines()[-1].startswith("reportnlp ") and "已检查 5 段" in out


def _command(line: str) -> tuple[str, dict[str, str], str]:
    match = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line)
    assert match, line
    values = dict(row.split("=", 1) for row in match[2].split(","))
    return match[1], {key: _unescaped(value) for key, value in values.items()}, _unescaped(match[3])


def _unescaped(text: str) -> str:
    for mark, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(mark, character)
    return text


def junit(run: Run, *words: object) -> Any:
    out = run("check", "--format", "junit", *words)[1]
    root = etree.fromstring(out.encode())
    etree.XMLSchema(etree.parse(SCHEMAS / "junit.xsd")).assertValid(root)
    return root


def test_junit_fails_what_the_exit_code_fails(report: Path, run: Run) -> None:
    expected = findings(run, report)
    root = junit(run, report, "无.txt")
    assert [suite.get("name") for suite in root] == ["无.txt", str(report)]
    assert root[0][0][0].tag == "error"
    cases = {case.get("name")[:2]: case for case in root[1].iter("testcase")}
    failed = {name for name, case in cases.items() if case.find("failure") is not None}
    assert failed == {row["code"][:2] for row in expected if row["severity"] != "advice"} != set()
    assert cases["DT"].getchildren() == [] and "LA" not in cases
    for row in expected:
        assert row["fingerprint"] in "".join(cases[row["code"][:2]].itertext())
    code = run("check", "--format", "junit", report, "--fail-on", "error")[0]
    root = junit(run, report, "--fail-on", "error")
    assert bool(int(root.get("failures"))) == bool(code)
    mild = [row for row in expected if row["severity"] == "warning"]
    assert mild and all(row["fingerprint"] in "".join(root[0].itertext()) for row in mild)


def test_junit_skips_rules_that_did_not_run(report: Path, run: Run) -> None:
    root = junit(run, report, "--select", "LA")
    [case] = root.iter("testcase")
    assert case.find("skipped").get("message").startswith("没有版式可查")


def test_a_workbook_has_every_finding(report: Path, run: Run) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    expected = findings(run, report)
    code, out, err = run("check", "--format", "xlsx", report)
    assert (code, out) == (2, "") and "-o" in err
    assert run("check", "--format", "xlsx", "-o", "问题.xlsx", report, "无.txt")[0] == 2
    book = openpyxl.load_workbook("问题.xlsx")
    assert book.sheetnames == ["问题", "概况", "数据", "已忽略", "未运行的规则"]
    heads, *rows = book["问题"].values
    table = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [(row["规则"], row["原文"], row["指纹"]) for row in table] == [
        (row["code"], row["found"], row["fingerprint"]) for row in expected
    ]
    assert table[0]["所在"] == "一、强化组织建设\n第 3 段第 15 字" and table[0]["所在的句子"] == SLIP
    assert any("没有读到" in str(row[1]) for row in book["概况"].values)
    assert [row[6] for row in book["数据"].values][1:]


@pytest.mark.parametrize("name", ["sarif", "github", "junit", "xlsx"])
def test_hostile_text_and_names_do_nothing(report: Path, run: Run, name: str) -> None:
    path = Path("=1+1 <b>&\n::error::假,%.txt")
    path.write_text(HOSTILE, "utf-8")
    expected = findings(run, path)
    assert len(expected) >= 3
    if name == "xlsx":
        openpyxl = pytest.importorskip("openpyxl")
        run("check", "--format", name, "-o", "问题.xlsx", path)
        cells = [cell for sheet in openpyxl.load_workbook("问题.xlsx") for row in sheet.rows for cell in row]
        assert any(str(cell.value).startswith("=1+1") for cell in cells)
        assert all(cell.data_type != "f" for cell in cells)
    elif name == "sarif":
        content = sarif(run, path)
        assert unquote(content["artifacts"][0]["location"]["uri"]) == str(path)
        assert not any(re.search(r"(?<!\\)\[[^\]]*(?<!\\)\]\(", row["message"]["text"]) for row in content["results"])
    elif name == "junit":
        root = ElementTree.fromstring(run("check", "--format", name, path)[1])
        assert root.find("testsuite").get("name") == str(path).replace("\n", "\n")  # type: ignore[union-attr]
        assert not root.findall(".//script")
    else:
        out = run("check", "--format", name, path)[1]
        lines = out.split("\n")[:-1]
        commands = [_command(line) for line in lines if line.startswith("::")]
        assert [row[1]["title"].split()[0] for row in commands] == [row["code"] for row in expected]
        assert len(lines) == len(commands) + 1
        assert all(row[1]["file"] == str(path) for row in commands)
        assert not re.search("[\v\u2028]", out)


@pytest.mark.parametrize("name", ["sarif", "github", "junit"])
def test_standard_input_and_english(report: Path, run: Run, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", type("Input", (), {"buffer": io.BytesIO(TEXT.encode())}))
    code, out, err = run("check", "--format", name, "--lang", "en", "-")
    assert (code, err) == (1, "")
    assert re.search("standard(%20| )input", out)
    if name != "sarif":
        assert "checked 5 paragraphs" in out
