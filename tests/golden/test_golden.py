"""Whole reports against recorded results. A changed result rewrites the file and fails: the diff is the review."""

import json
from pathlib import Path
from typing import Any

import pytest

import reportnlp

HERE = Path(__file__).parent
CORPORA = sorted(path for path in (HERE.parents[1] / "corpora").iterdir() if path.suffix in (".txt", ".docx"))


def brief(report: reportnlp.Report) -> dict[str, Any]:
    content = report.to_dict()
    return {
        "read": content["read"],
        "findings": [
            f"{row['location']['paragraph']}:{row['location']['character']} {row['code']} {row['severity']} "
            f"{row['confidence']:.2f} {row['found']} → {row['suggestions']}"
            for row in content["findings"]
        ],
        "claims": [
            f"{report.text[row['start'] : row['end']]} | {row['value']} {row['unit']} | {row['noun']} | {row['action']} | {row['area']}"
            for row in content["claims"]
        ],
        "areas": [f"{index} {row['area']}" for index, row in enumerate(content["paragraphs"]) if row["area"]],
    }


@pytest.mark.parametrize("path", CORPORA, ids=lambda path: path.name)
def test_reports_give_the_recorded_result(path: Path) -> None:
    golden = HERE / f"{path.stem}.json"
    fresh = json.dumps(brief(reportnlp.Checker().check(reportnlp.read(path))), ensure_ascii=False, indent=1) + "\n"
    stale = not golden.exists() or golden.read_text("utf-8") != fresh
    if stale:
        golden.write_text(fresh, "utf-8")
    assert not stale, f"{golden.name} has been rewritten: look at the diff and commit it"
