"""Recomputes every figure of a draft from the rows of the ledger, with code of its own: it reads the .csv by csv alone.

usage: check_draft.py [SEED …]      exits 1 when a figure differs or has no row
"""

from __future__ import annotations

import csv
import io
import re
import sys
from datetime import date, timedelta
from pathlib import Path

import reportnlp
from reportnlp.draft.compose import Wish
from reportnlp.draft.drafting import draft_report

LEDGER = Path(__file__).parent.parent / "corpora" / "records" / "street_2023.csv"


def main() -> int:
    """Prints how many figures were recomputed and those that differ."""
    rows = list(csv.reader(io.StringIO(LEDGER.read_bytes().decode("gb18030"))))
    ledger = reportnlp.read_records(LEDGER, period="2023")
    wrong = checked = loose = 0
    for seed in map(int, sys.argv[1:] or ["0", "1", "2", "3", "4"]):
        for kind in ("述职报告", "工作总结"):
            draft = draft_report(ledger, Wish(kind=kind, seed=seed))
            text = draft.text
            for span, source in draft.figures:
                if not source.rows:
                    continue
                checked += 1
                chosen = [rows[source.row - 1] for source in source.rows]
                found = span.of(text)
                if not fits(found, source.note, chosen):
                    wrong += 1
                    print(f"WRONG {kind} {seed}: {found!r} {source.note} rows {[source.row for source in source.rows]}")
            loose += len(unbound(text, [tuple(span) for span, _ in draft.figures]))
    print(f"{checked} figures recomputed, {wrong} wrong, {loose} digits without a record")
    return int(bool(wrong or loose))


def fits(found: str, note: str, rows: list[list[str]]) -> bool:
    """Whether the words of the draft are what the rows say."""
    number = re.match(r"[0-9.]+", found)
    if note == "记录计数":
        return (number is not None and float(number[0]) == len(rows)) or found == quarter(rows)
    if note.startswith("参加人数"):
        return number is not None and float(number[0]) == sum(int(re.sub(r"\D", "", row[4])) for row in rows)
    if note == "活动名称":
        return all(found in row[1] for row in rows)
    if note == "活动类别":
        return all(found == row[2] for row in rows)
    if note == "活动地点":
        return all(found == row[3] for row in rows)
    if note == "活动日期":
        return all(found == f"{day(row[0]).month}月{day(row[0]).day}日" for row in rows)
    label = note.removesuffix("合计")
    total = sum(int(match[1]) for row in rows for match in re.finditer(rf"{label}(\d+)", row[6]))
    return found == label or (number is not None and float(number[0]) == total)


def day(cell: str) -> date:
    """The day in a cell of the example ledger."""
    numbers = [int(number) for number in re.findall(r"\d+", cell)]
    if len(numbers) == 1:
        return date(1899, 12, 30) + timedelta(days=numbers[0])
    return date(*numbers) if len(numbers) == 3 else date(2023, *numbers)


def quarter(rows: list[list[str]]) -> str:
    """The quarter in which all rows lie."""
    quarters = {(day(row[0]).month - 1) // 3 for row in rows}
    return f"第{'一二三四'[quarters.pop()]}季度" if len(quarters) == 1 else ""


def unbound(text: str, spans: list[tuple[int, ...]]) -> list[str]:
    """Digits outside every bound span, but for the year that was asked for."""
    plain = "".join(
        " " if any(start <= place < end for start, end in spans) else mark for place, mark in enumerate(text)
    )
    return re.findall(r"\d+", plain.replace("2023年", ""))


if __name__ == "__main__":
    raise SystemExit(main())
