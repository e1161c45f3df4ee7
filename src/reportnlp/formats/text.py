"""Reports for a terminal: findings under their headings, the slip marked in its sentence, a summary by area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from reportnlp.findings import AREAS, SEVERITIES, Finding, Report, Severity
from reportnlp.span import Span
from reportnlp.text.sentences import split_sentences

_NAMES: dict[Severity, str] = {"error": "错误", "warning": "警告", "advice": "建议"}
_STYLES: dict[Severity, str] = {"error": "bold red", "warning": "bold yellow", "advice": "bold cyan"}
_PARTS = {
    "table": "表格",
    "header": "页眉",
    "footer": "页脚",
    "footnote": "脚注",
    "endnote": "尾注",
    "textbox": "文本框",
}
_AROUND = 26  # characters of the sentence shown on each side of a slip
_PLACES = 4  # other places of a piece of evidence that are shown
_PLACE = 12  # characters shown of each
_LONG = 30  # a longer slip is shown by its beginning


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A plain table; cells wrap on a terminal."""
    grid = Table(*heads, box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    return grid


def render_report(report: Report) -> Iterator[RenderableType]:
    """The findings of one report in the order of the text, then its summary."""
    yield Text(report.path or "（无文件名）", style="bold underline")
    for heading, group in groupby(report.findings, key=lambda finding: _heading(report, finding)):
        yield Text(f"\n{heading}", style="bold blue")
        for finding in group:
            yield _finding(report, finding)
    yield ""
    if report.areas:
        yield _summary(report)
    for code, why in report.skipped_rules:
        yield Text(f"未运行 {code}：{why}", style="yellow")
    yield _read_line(report)
    yield ""


def render_total(reports: Sequence[Report]) -> Iterator[RenderableType]:
    """One line over several reports; nothing for one."""
    if len(reports) > 1:
        counts = Counter(finding.severity for report in reports for finding in report.findings)
        yield Text(f"共 {len(reports)} 份报告：{_counts(counts)}。", style="bold")


def _finding(report: Report, finding: Finding) -> Table:
    label = Text(f"  {_NAMES[finding.severity]} {finding.code}", style=_STYLES[finding.severity])
    where = f"{place_name(report, finding.span)}第 {report.location(finding.span).character} 字"
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")  # a Chinese sentence has no blanks to wrap at
    grid.add_row(label, finding.message)
    grid.add_row("", _excerpt(report, finding))
    grid.add_row(
        "", Text("；".join([f"{where}，把握 {finding.confidence:.0%}", *_reasons(report, finding)]), style="dim")
    )
    return grid


def _reasons(report: Report, finding: Finding) -> Iterator[str]:
    notes: dict[str, list[str]] = {}
    for evidence in finding.evidence:
        notes.setdefault(evidence.note, []).append(_quoted(report, evidence.span))
    for note, places in notes.items():
        yield note + "、".join(filter(None, places[:_PLACES]))


def _heading(report: Report, finding: Finding) -> str:
    section = report.location(finding.span).section
    if section:
        return " ／ ".join(section)
    last = max((row.span.start for row in report.paragraphs if row.section), default=-1)
    return "（开头）" if finding.span.start < last else "（结尾）"


def place_name(report: Report, span: Span) -> str:
    """Paragraph, or cell or note, in which ``span`` starts."""
    location = report.location(span)
    unit = "格" if location.part == "table" else "段"
    return f"{_PARTS.get(location.part, '')}第 {location.paragraph} {unit}"


def _quoted(report: Report, span: Span | None) -> str:
    if span is None:
        return ""
    words = _one_line(span.of(report.text))
    shown = words if len(words) <= _PLACE else words[:_PLACE] + "…"
    return f"“{shown}”（{place_name(report, span)}）"


def _excerpt(report: Report, finding: Finding) -> Text:
    text = report.text
    start, end = finding.span
    paragraph = report.paragraphs[report.paragraph_at(start)].span
    around = [row for row in split_sentences(text, paragraph) if row.overlaps(finding.span)] or [paragraph]
    sentence = Span(min(around[0].start, start), max(around[-1].end, end))
    left = max(sentence.start, start - _AROUND)
    right = min(sentence.end, end + _AROUND)
    found = text[start:end] if end - start <= _LONG else text[start : start + _LONG] + "…"
    excerpt = Text("…" * (left > sentence.start) + _one_line(text[left:start]))
    excerpt.append(f"〖{_one_line(found)}〗", style=_STYLES[finding.severity])
    if finding.suggestions:
        best = finding.suggestions[0]
        excerpt.append(f"→{_one_line(best)}" if best else "→（删去）", style="green")
    excerpt.append(_one_line(text[end:right]) + "…" * (right < sentence.end))
    return excerpt


def _one_line(text: str) -> str:
    return text.replace("\n", " ").replace("\t", " ").replace("\v", " ")


def _summary(report: Report) -> Table:
    figures = Counter(claim.area for claim in report.claims)
    cells = {row.span.start for row in report.paragraphs if row.part == "table"}
    grid = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    grid.add_column("领域")
    for head in ("段落", "字数", "数据", "每千字数据"):
        grid.add_column(head, justify="right")
    for area in AREAS:
        spans = [row.span for row in report.areas if row.area == area]
        characters = sum(span.length for span in spans)
        density = f"{1000 * figures[area] / characters:.1f}" if characters else "—"
        style = "red" if spans and not figures[area] and area != "其他" else ""
        paragraphs = sum(span.start not in cells for span in spans)
        grid.add_row(area, str(paragraphs), f"{characters:,}", str(figures[area]), density, style=style)
    return grid


def _read_line(report: Report) -> Text:
    read = report.read
    encoding = f"（{read.encoding}）" if read.encoding and not read.encoding.startswith("utf-8") else ""
    counts = Counter(finding.severity for finding in report.findings)
    line = Text(f"已检查 {read.paragraphs} 段、{read.tables} 表、{read.characters:,} 字{encoding}：")
    return line.append(f"{_counts(counts)}。" if report.findings else "没有发现问题。", style="bold")


def _counts(counts: Counter[Severity]) -> str:
    return "，".join(f"{_NAMES[severity]} {counts[severity]}" for severity in SEVERITIES)
