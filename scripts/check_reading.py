"""Compares the Word reader with an independent reader of w:t; prints what is missing and what is extra, file by file.

    python scripts/check_reading.py FOLDER [--limit 0.001]
    python scripts/check_reading.py --speed

The independent reader is a few lines on zipfile and iterparse and shares no code with the package. It reads what
counts as text: w:t of the body, notes, and the headers and footers in use, but nothing that is deleted or moved away,
no reading aids of a ruby and no mc:Fallback. Characters are compared as counts, blanks left out. Where docx2python is
installed, its share is shown too. Exit code 1 when a file is beyond the limit.
"""

from __future__ import annotations

import argparse
import io
import posixpath
import re
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from check_word import made_up
from lxml import etree

import reportnlp
from reportnlp.document.word.editor import mark_word
from reportnlp.errors import UnreadableError

_SKIPPED = {"del", "moveFrom", "rt", "Fallback"}
_STORIES = {"footnotes", "endnotes", "header", "footer"}
_MAXIMUM_RATIO, _MAXIMUM_MEMORY = 3.0, 150  # times lxml's parse, and an annotated copy to reading; MB above the start
_MARKS = 200


class Row(NamedTuple):
    """One file: characters that the independent reader sees, those missing and extra in ours, other's missing."""

    name: str
    expected: int
    missing: int
    extra: int
    other: int | None
    note: str


def main() -> int:
    """Prints the table or the timing; exit code 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--limit", type=float, default=0.001, help="share that may be missing or extra")
    parser.add_argument("--speed", action="store_true", help="time and memory on 500 generated pages")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        return _measure(*arguments.measure)
    if arguments.speed:
        return _speed()
    if arguments.folder is None:
        parser.error("a folder or --speed")
    return _table(
        [_compare(path) for path in sorted(arguments.folder.iterdir()) if path.suffix in (".docx", ".docm")],
        arguments.limit,
    )


def _table(rows: list[Row], limit: float) -> int:
    bad = 0
    read = [row for row in rows if not row.note]
    print(f"{'可见字':>8} {'缺':>6} {'多':>6} {'docx2python 缺':>14}  文件")
    for row in rows:
        beyond = 0 < row.expected * limit < max(row.missing, row.extra)
        bad += beyond
        shown = row.note or ("← 超过限度" if beyond else "")
        other = "" if row.other is None else str(row.other)
        print(f"{row.expected:8} {row.missing:6} {row.extra:6} {other:>14}  {row.name} {shown}")
    total = sum(row.expected for row in read)
    missing, extra = sum(row.missing for row in read), sum(row.extra for row in read)
    print(
        f"\n读出 {len(read)} 份，另 {len(rows) - len(read)} 份得到一句说明；共 {total:,} 字，缺 {missing}，多 {extra}"
    )
    if total:
        print(f"读到 {1 - missing / total:.4%}，多出 {extra / total:.4%}；超过限度的 {bad} 份")
    return int(bad > 0)


def _compare(path: Path) -> Row:
    data = path.read_bytes()
    try:
        expected = Counter("".join(independent(data).split()))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, EOFError, StopIteration):
        expected = Counter()
    try:
        ours = Counter("".join(reportnlp.read(path).text.split()))
    except UnreadableError as error:
        return Row(path.name, expected.total(), expected.total(), 0, None, error.zh.partition("：")[2] or error.zh)
    other = _docx2python(path)
    return Row(
        path.name,
        expected.total(),
        (expected - ours).total(),
        (ours - expected).total(),
        None if other is None else (expected - other).total(),
        "" if expected else "独立读者读不了",
    )


def _docx2python(path: Path) -> Counter[str] | None:
    try:
        from docx2python import docx2python

        with docx2python(path) as content:
            return Counter("".join(str(content.text).split()))
    except Exception:  # not installed, or a file that it cannot read
        return None


def independent(data: bytes) -> str:
    """All w:t that count as text, story after story."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = {name.lower(): name for name in archive.namelist()}
        main = next(target for kind, _, target in _links(archive, names, "") if kind == "officeDocument")
        text, used = _words(archive.read(names[main.lower()]))
        for kind, key, target in _links(archive, names, main):
            if kind in _STORIES and target.lower() in names and (key in used or kind in ("footnotes", "endnotes")):
                text += _words(archive.read(names[target.lower()]))[0]
    return text


def _links(archive: zipfile.ZipFile, names: dict[str, str], part: str) -> list[tuple[str, str, str]]:
    folder, base = posixpath.split(part)
    name = names.get(posixpath.join(folder, "_rels", f"{base}.rels").lower())
    return [
        (
            str(link.get("Type", "")).rpartition("/")[2],
            str(link.get("Id", "")),
            posixpath.normpath(posixpath.join("/", folder, str(link.get("Target", "")))).lstrip("/"),
        )
        for link in (etree.fromstring(archive.read(name)) if name else ())
    ]


def _words(xml: bytes) -> tuple[str, set[str]]:
    """The text of one part, and the ids of the headers and footers that its sections use."""
    pieces: list[str] = []
    used: set[str] = set()
    skipping = 0
    for event, node in etree.iterparse(io.BytesIO(xml), events=("start", "end"), resolve_entities=False):
        name = str(node.tag).rpartition("}")[2]
        separator = name in ("footnote", "endnote") and _kind(node) not in ("", "normal")
        if name in _SKIPPED or separator:
            skipping += 1 if event == "start" else -1
        elif event == "end" and name == "t" and "wordprocessingml" in str(node.tag) and not skipping:
            pieces.append(node.text or "")
        elif name in ("headerReference", "footerReference"):
            used.update(str(value) for key, value in node.attrib.items() if str(key).endswith("}id"))
    return "".join(pieces), used


def _kind(node: etree._Element) -> str:
    return next((str(value) for key, value in node.attrib.items() if str(key).endswith("}type")), "")


def _speed() -> int:
    """Each task in a process of its own, as the command line meets it; then warm, one after the other."""
    data = _pages(500)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("word/document.xml")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "500.docx"
        path.write_bytes(data)
        rows = [[_in_process(task, path) for task in ("nothing", "lxml", "reading")] for _ in range(7)]
        warm_tree, warm = _interleaved(lambda: etree.fromstring(xml), lambda: reportnlp.read(path))
        document = reportnlp.read(path)
        marks = made_up(document)
        marks = marks[:: len(marks) // _MARKS][:_MARKS]
        alone, marked = _interleaved(lambda: reportnlp.read(path), lambda: mark_word(data, document, marks))
    tree = statistics.median(row[1][0] for row in rows)
    ours = statistics.median(row[2][0] for row in rows)
    memory = max(row[2][1] for row in rows) - min(row[0][1] for row in rows)
    ratio = ours / tree
    print(f"500 页，{len(document.text):,} 字，document.xml {len(xml) / 1e6:.1f} MB")
    print(
        f"新进程：lxml 整树 {tree * 1000:.0f} ms · reportnlp.read {ours * 1000:.0f} ms · 比值 {ratio:.2f}（≤ {_MAXIMUM_RATIO}）"
    )
    print(
        f"反复读：lxml 整树 {warm_tree * 1000:.0f} ms · reportnlp.read {warm * 1000:.0f} ms · 比值 {warm / warm_tree:.2f}"
    )
    print(f"写入 {_MARKS} 处批注和修订：{marked * 1000:.0f} ms · 比读取 {marked / alone:.2f}（≤ {_MAXIMUM_RATIO}）")
    print(f"峰值内存多 {memory:.0f} MB，其中含文件本身（≤ {_MAXIMUM_MEMORY} MB）")
    return int(max(ratio, marked / alone) > _MAXIMUM_RATIO or memory > _MAXIMUM_MEMORY)


def _in_process(task: str, path: Path) -> tuple[float, float]:
    """Seconds and peak memory in MB of one task in a fresh process."""
    command = [sys.executable, __file__, "--measure", task, str(path)]
    seconds, memory = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(seconds), int(memory) / 1024


def _measure(task: str, path: str) -> int:
    reportnlp.read(Path(__file__).parents[1] / "corpora" / "street_2023.docx")  # imports everything
    data = Path(path).read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("word/document.xml")
    tasks: dict[str, Callable[[], object]] = {
        "nothing": lambda: None,
        "lxml": lambda: etree.fromstring(xml),
        "reading": lambda: reportnlp.read(data, path),
    }
    started = time.perf_counter()
    kept = tasks[task]()
    print(time.perf_counter() - started)
    del kept
    print(re.findall(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[0])
    return 0


def _interleaved(*tasks: Callable[[], object], rounds: int = 7) -> list[float]:
    times: list[list[float]] = [[] for _ in tasks]
    for _ in range(rounds):
        for row, task in zip(times, tasks, strict=True):
            start = time.perf_counter()
            task()
            row.append(time.perf_counter() - start)
    return [statistics.median(row) for row in times]


def _pages(count: int) -> bytes:
    """A report of that many pages of 22 lines as Word and WPS write them: font, size and rsid on every run."""
    import docx

    style = (
        '<w:rPr><w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312" w:hAnsi="仿宋_GB2312" w:cs="宋体" w:hint="eastAsia"/>'
        '{}<w:kern w:val="0"/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr>'
    )
    run = '<w:r w:rsidR="00A2{:04X}" w:rsidRPr="00B3{:04X}">' + style + '<w:t xml:space="preserve">{}</w:t></w:r>'
    settings = (
        '<w:pPr><w:spacing w:line="579" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/></w:pPr>'
    )
    pieces = []
    for page in range(count):
        pieces.append(
            f'<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>加强第{page + 1}项组织建设</w:t></w:r></w:p>'
        )
        for _ in range(4):
            words = (
                "深入学习贯彻会议精神，",
                "组织开展专题培训",
                "3",
                "期，参加党员干部120人次，",
                "完成率达到98.5%，同比提高2.1个百分点，" * 4,
            )
            runs = (run.format(page, number, "<w:b/>" * (number == 1), text) for number, text in enumerate(words))
            pieces.append(
                f'<w:p w:rsidR="00A2{page:04X}" w:rsidRDefault="00A2{page:04X}">{settings}{"".join(runs)}</w:p>'
            )
    document = docx.Document()
    buffer = io.BytesIO()
    document.save(buffer)
    result = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "word/document.xml":
                content = content.replace(b"<w:body>", b"<w:body>" + "".join(pieces).encode())
            target.writestr(entry, content)
    return result.getvalue()


if __name__ == "__main__":
    sys.exit(main())
