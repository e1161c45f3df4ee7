"""Builds the test reports in corpora/ and their gold from corpora/marked/*.txt; --check only compares."""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CORPORA = Path(__file__).resolve().parent.parent / "corpora"
AREAS = ("政治建设", "组织建设", "正风肃纪", "服务大局", "其他")
_TAG = re.compile(r"(?P<heading>#{1,2}|=) |@(?P<tag>\S+) |(?P<row>\|)")
_ITEM = re.compile(
    r"(?P<number>(?P<low>\d+(?:\.\d+)?|[一二两三四五六七八九十]+)(?:-(?P<high>\d+))?(?P<scale>[千万亿]?)[余多]?)"
    r"(?P<unit>.*?)(?:左右|以上|以下|以内)?"
)
_SCALES = {"": 1, "千": 10**3, "万": 10**4, "亿": 10**8}
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph or table row: its plain text and what kind of line it is."""

    kind: str  # title, heading1, heading2, body, salutation, signature, row
    text: str
    start: int
    area: str | None = None

    @property
    def end(self) -> int:
        """Where the line ends, without its line end."""
        return self.start + len(self.text)


@dataclass
class MarkedReport:
    """A marked source, read: header, plain text in lines, and the gold."""

    name: str
    header: dict[str, str]
    lines: list[Line] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The plain text; in a Word file automatic numbers are not part of it."""
        return "\n".join(line.text for line in self.lines)

    @property
    def file_name(self) -> str:
        """Name of the report's own file."""
        return f"{self.name}.{self.header['format']}"

    def gold(self) -> dict[str, Any]:
        """The gold as it stands in NAME.gold.json."""
        return {
            "file": self.file_name,
            "year": int(self.header["year"]),
            "unit": self.header["unit"],
            "genre": self.header["genre"],
            "clean": self.header.get("clean") == "yes",
            "findings": sorted(self.findings, key=lambda row: (row["start"], row["end"])),
            "claims": sorted(self.claims, key=lambda row: (row["start"], row["end"])),
            "areas": [{"start": row.start, "end": row.end, "area": row.area} for row in self.lines if row.area],
        }


class _LineParser:
    """Takes the marks out of one line; positions count from ``base``."""

    def __init__(self, source: str, base: int, report: MarkedReport, others: dict[str, list[list[int]]]) -> None:
        self.source, self.base, self.report, self.others = source, base, report, others
        self.at = 0
        self.plain = ""

    def run(self, row: bool = False) -> str:
        """The plain text of the whole line; the bars of a table ``row`` become tabs."""
        self._until((), row)
        return self.plain

    def _until(self, stops: tuple[str, ...], row: bool = False) -> None:
        while self.at < len(self.source):
            if any(self.source.startswith(stop, self.at) for stop in stops):
                return
            opening = self.source[self.at : self.at + 2]
            if opening == "[[":
                self._finding()
            elif opening == "{{":
                self._claim()
            else:
                character = self.source[self.at]
                self.plain += "\t" if row and character == "|" else character
                self.at += 1
        if stops:
            raise ValueError(f"{self.report.name}: mark not closed in: {self.source}")

    def _rest(self, closing: str) -> str:
        end = self.source.index(closing, self.at)
        rest, self.at = self.source[self.at : end], end + 2
        return rest

    def _finding(self) -> None:
        self.at += 2
        other = self.source.startswith("*", self.at)
        self.at += other
        start = len(self.plain)
        self._until(("→", "|"))
        found = self.plain[start:]
        bests, _, code = self._rest("]]").partition("|")
        span = [self.base + start, self.base + len(self.plain)]
        code, _, link = code.partition("#")
        if other:
            self.others.setdefault(link, []).append(span)
            return
        row = _finding(span, found, code, link)
        best, *others = bests.split("→")[1:] or (None,)
        row["best"] = best
        self.report.findings.append({**row, "alternatives": others} if others else row)

    def _claim(self) -> None:
        self.at += 2
        start = len(self.plain)
        self._until(("|", "}}"))
        text = self.plain[start:]
        noun, _, action = self._rest("}}").removeprefix("|").partition("|")
        match = _ITEM.fullmatch(text)
        if match is None:
            raise ValueError(f"{self.report.name}: not a number with a unit: {text}")
        low = _number(match["low"]) * _SCALES[match["scale"]]
        value: float | list[float] = [low, _number(match["high"])] if match["high"] else low
        self.report.claims.append(
            {
                "start": self.base + start,
                "end": self.base + len(self.plain),
                "number_text": text,
                "number_start": self.base + start,
                "number_end": self.base + start + len(match["number"]),
                "value": value,
                "unit": match["unit"],
                "noun": noun or None,
                "action": action or None,
            }
        )


def _finding(span: list[int], found: str, code: str, link: str = "") -> dict[str, Any]:
    family, _, kind = code.partition(":")
    row = {"start": span[0], "end": span[1], "found": found, "best": None, "family": family, "kind": kind}
    return {**row, "link": link} if link else row


def _number(text: str) -> float:
    if text[0].isdigit():
        value = float(text)
        return int(value) if value.is_integer() else value
    tens, ten, ones = text.replace("两", "二").rpartition("十")
    return (_DIGITS.index(tens or "一") * 10 if ten else 0) + (_DIGITS.index(ones) if ones else 0)


def parse(path: Path) -> MarkedReport:
    """The marked source at ``path``, with every gold span checked against the text."""
    head, _, body = path.read_text(encoding="utf-8").partition("---\n")
    pairs = [line.partition(": ")[::2] for line in head.splitlines()]
    report = MarkedReport(path.stem, {key: value for key, value in pairs if key != "spanning"})
    others: dict[str, list[list[int]]] = {}
    position = 0
    for source in body.splitlines():
        line = _line(source, position, report, others)
        report.lines.append(line)
        position = line.end + 1
    for row in report.findings:
        if "link" in row:
            row["also"] = others[row.pop("link")]
    for section, code in (value.split() for key, value in pairs if key == "spanning"):
        span = _section_span(report, int(section))
        report.findings.append(_finding(span, report.text[slice(*span)], code))
    for row in report.findings:
        assert report.text[row["start"] : row["end"]] == row["found"], row
    for row in report.claims:
        assert report.text[row["start"] : row["end"]] == row["number_text"], row
    return report


def _line(source: str, position: int, report: MarkedReport, others: dict[str, list[list[int]]]) -> Line:
    match = _TAG.match(source)
    if match is None:
        raise ValueError(f"{report.name}: a line begins with =, #, @area or |: {source[:40]}")
    rest = source[match.end() :]
    if match["row"]:
        text = _LineParser(rest.removesuffix("|"), position, report, others).run(row=True)
        return Line("row", text, position)
    text = _LineParser(rest, position, report, others).run()
    if match["heading"]:
        kinds = {"=": "title", "#": "heading1", "##": "heading2"}
        return Line(kinds[match["heading"]], text, position)
    kind = {"称呼": "salutation", "署名": "signature"}.get(match["tag"], "body")
    area = match["tag"] if kind == "body" else "其他"
    if area not in AREAS:
        raise ValueError(f"{report.name}: no such area: {area}")
    return Line(kind, text, position, area)


def _section_span(report: MarkedReport, number: int) -> list[int]:
    heads = [index for index, line in enumerate(report.lines) if line.kind == "heading1"]
    return [report.lines[heads[number - 1]].start, report.lines[heads[number] - 1].end]


def gold_json(gold: dict[str, Any]) -> str:
    """JSON with one finding, claim or area a line."""
    parts = []
    for key, value in gold.items():
        if isinstance(value, list):
            rows = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in value)
            parts.append(f" {json.dumps(key)}: [\n{rows}\n ]" if rows else f" {json.dumps(key)}: []")
        else:
            parts.append(f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def outputs(folder: Path = CORPORA) -> Iterator[tuple[str, bytes]]:
    """Names and contents of all files that the marked sources in ``folder`` give."""
    for path in sorted((folder / "marked").glob("*.txt")):
        report = parse(path)
        if report.header["format"] == "docx":
            from scoring.word_writer import word_file

            yield report.file_name, word_file(report.header, [(line.kind, line.text) for line in report.lines])
        else:
            yield report.file_name, (report.text + "\n").encode(report.header["encoding"])
        yield f"{report.name}.gold.json", gold_json(report.gold()).encode()


def same(name: str, old: bytes, new: bytes) -> bool:
    """Whether two files hold the same; Word files are compared by member, as compression may differ."""
    if not name.endswith(".docx"):
        return old == new
    with zipfile.ZipFile(io.BytesIO(old)) as first, zipfile.ZipFile(io.BytesIO(new)) as second:
        names = first.namelist()
        return names == second.namelist() and all(first.read(member) == second.read(member) for member in names)


def main() -> int:
    """Writes the files that differ, or with --check names them and returns 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is not up to date")
    check = parser.parse_args().check
    stale = []
    for name, data in outputs():
        path = CORPORA / name
        if path.exists() and same(name, path.read_bytes(), data):
            continue
        stale.append(name)
        if not check:
            path.write_bytes(data)
    print(("not up to date: " if check else "written: ") + (", ".join(stale) or "nothing"))
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
