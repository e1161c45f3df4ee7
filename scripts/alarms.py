"""Lists what rules find in texts that you trust, to be read by hand, with alarms per 10,000 characters.

    python scripts/alarms.py SOURCE… [--select AR,DT] [--sample 30] [--documents 200] [--chars 60000] [--seed 0]

A source is a text, Word or JSON-lines file (each row's "text"; .xz too) or a folder of these. ``--documents`` takes so many of
each source, ``--sample`` shows so many of all alarms; both are drawn with the seed. Texts stay where they are: nothing of them is
kept. Prints one line per alarm: code, confidence, source, message, and the sentence with the span in 【】.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import reportnlp
from reportnlp.config import Settings
from reportnlp.document.model import Document
from reportnlp.findings import Report

_AROUND = 60  # characters shown on each side


def main() -> None:
    """Reads, checks, prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="+", type=Path)
    parser.add_argument("--select", default="AR,DT,MD,NU")
    parser.add_argument("--sample", type=int, default=0, help="show so many alarms only")
    parser.add_argument("--documents", type=int, default=0, help="take so many documents of each source")
    parser.add_argument("--chars", type=int, default=0, help="take so many first characters of each document")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    draw = random.Random(arguments.seed)
    checker = reportnlp.Checker(Settings(select=tuple(arguments.select.split(","))))
    lines: list[str] = []
    counts: Counter[str] = Counter()
    characters = 0
    for source in arguments.sources:
        documents = list(_documents(source, arguments.chars))
        if arguments.documents and arguments.documents < len(documents):
            documents = draw.sample(documents, arguments.documents)
        for name, document in documents:
            report = checker.check(document)
            characters += len(report.text)
            counts.update(finding.code for finding in report.findings)
            lines += _lines(name, report)
    shown = draw.sample(lines, arguments.sample) if 0 < arguments.sample < len(lines) else lines
    print(*sorted(shown), sep="\n")
    rate = 1e4 / max(1, characters)
    print(f"{characters:,} characters, {sum(counts.values())} alarms, {sum(counts.values()) * rate:.3f} per 10,000")
    for code, count in sorted(counts.items()):
        print(f"{code}  {count:5}  {count * rate:.3f}")


def _documents(source: Path, most: int) -> Iterator[tuple[str, Document]]:
    if source.is_dir():
        for path in sorted(source.iterdir()):
            if not path.name.startswith(".") and path.name.endswith((".txt", ".docx", ".md", ".jsonl", ".jsonl.xz")):
                yield from _documents(path, most)
    elif source.name.endswith((".jsonl", ".jsonl.xz")):
        with (
            lzma.open(source, "rt", encoding="utf-8")
            if source.suffix == ".xz"
            else source.open(encoding="utf-8") as rows
        ):
            for row in map(json.loads, rows):
                text = row["text"][: most or None]
                yield f"{source.name}:{row.get('id', '')}", reportnlp.from_text(text)
    else:
        yield source.name, reportnlp.read(source)


def _lines(name: str, report: Report) -> Iterator[str]:
    for finding in report.findings:
        start, end = finding.span
        before = report.text[max(0, start - _AROUND) : start].rpartition("\n")[2]
        after = report.text[end : end + _AROUND].partition("\n")[0]
        yield f"{finding.code} {finding.confidence:.2f} {name} | {finding.message} | {before}【{finding.found}】{after}"


if __name__ == "__main__":
    main()
