"""The doors agree: JSON, SARIF, the lines for GitHub, the workbook and the language server have the same findings."""

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from reportnlp.cli.main import main

CORPORA = Path(__file__).parents[2] / "corpora"


class Seen(NamedTuple):
    """What every door tells of a finding."""

    code: str
    fingerprint: str
    found: str
    line: int


@pytest.fixture(params=sorted(CORPORA.glob("*.txt")), ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    copied = tmp_path / request.param.name
    copied.write_bytes(request.param.read_bytes())
    return copied


def test_every_door_has_the_same_findings(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def shown(name: str) -> str:
        main(["check", "--format", name, str(path)])
        return capsys.readouterr().out

    [document] = json.loads(shown("json"))["documents"]
    text = document["text"]
    expected = [
        Seen(row["code"], row["fingerprint"], row["found"], text.count("\n", 0, row["start"]))
        for row in document["findings"]
    ]
    assert expected
    assert _sarif(shown("sarif"), text) == expected
    lines = [row for row in shown("github").splitlines() if row.startswith("::")]
    assert [_github(row) for row in lines] == [(row.code, row.line) for row in expected]
    assert _language_server(path, text) == expected
    junit = shown("junit")
    assert sorted(re.findall("[0-9a-f]{16}", junit)) == sorted(row.fingerprint for row in expected)
    openpyxl = pytest.importorskip("openpyxl")
    main(["check", "--format", "xlsx", "-o", "问题.xlsx", str(path)])
    heads, *rows = openpyxl.load_workbook("问题.xlsx")["问题"].values
    columns = [heads.index(name) for name in ("规则", "指纹")]
    assert [tuple(row[column] for column in columns) for row in rows] == [row[:2] for row in expected]


def _sarif(log: str, text: str) -> list[Seen]:
    seen = []
    for row in json.loads(log)["runs"][0]["results"]:
        region = row["locations"][0]["physicalLocation"]["region"]
        start = region["charOffset"]
        found = text[start : start + region["charLength"]]
        seen.append(Seen(row["ruleId"], row["partialFingerprints"]["reportnlp/v1"], found, region["startLine"] - 1))
    return seen


def _github(line: str) -> tuple[str, int]:
    match = re.search(r",line=(\d+),.*title=(\w+) ", line)
    assert match
    return match[2], int(match[1]) - 1


def _language_server(path: Path, text: str) -> list[Seen]:
    """What the server would publish; tests/doors/test_lsp.py has it do so."""
    pytest.importorskip("pygls")
    from reportnlp.lsp.answers import OpenFile, diagnostics
    from reportnlp.lsp.checking import check_text
    from reportnlp.text.editing import EditorText

    file = OpenFile(path.as_uri(), path, False, EditorText(text, "utf-16"), 1)
    seen = []
    for row in diagnostics(file, check_text(file.text.text, path, False), related=True):
        start, end = (file.text.position(place.line, place.character) for place in (row.range.start, row.range.end))
        assert isinstance(row.data, dict)
        seen.append(Seen(str(row.code), row.data["fingerprint"], text[start:end], row.range.start.line))
    return seen
