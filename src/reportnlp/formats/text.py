"""Reports for a terminal: findings under their headings, the slip marked in its sentence, a summary by area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from reportnlp.findings import OTHER, SEVERITIES, Finding, Report, Severity, UnusedIgnore
from reportnlp.span import Span
from reportnlp.suppress import SHORT
from reportnlp.text.sentences import split_sentences

_STYLES: dict[Severity, str] = {"error": "bold red", "warning": "bold yellow", "advice": "bold cyan"}
_AROUND = 26  # characters of the sentence shown on each side of a slip
_PLACES = 4  # other places of a piece of evidence that are shown
_PLACE = 12  # characters shown of each
_LONG = 30  # a longer slip is shown by its beginning

_CHINESE = {
    "error": "错误", "warning": "警告", "advice": "建议",
    "body": "第 {} 段", "table": "表格第 {} 格", "header": "页眉第 {} 段", "footer": "页脚第 {} 段",
    "footnote": "脚注第 {} 段", "endnote": "尾注第 {} 段", "textbox": "文本框第 {} 段", "comment": "批注第 {} 段",
    "contents": "目录第 {} 行", "unread": "（注意：{}）",
    "where": "{}第 {} 字，把握 {:.0%}，指纹 {}", "delete": "（删去）", "opening": "（开头）", "ending": "（结尾）",
    "unnamed": "（无文件名）", "heads": "领域 段落 字数 数据 每千字数据", "skipped": "未运行 {}：{}", "codes": "{} 至 {} 共 {} 条",
    "read": "已检查 {} 段、{} 表、{:,} 字{}：", "clean": "没有发现问题。", "total": "共 {} 份报告：",
    "rest": "没有其他问题", "ignored": "另有 {} 处已忽略", "known": "另有 {} 处是基线中已有的",
    "unused": "不再需要的忽略（{}）：{} {}", "expired": "忽略已过期（{}）：{} {}",
    "word": "批注", "sidecar": "忽略文件", "settings": "设置",
}  # fmt: skip
_ENGLISH = {
    "error": "error", "warning": "warning", "advice": "advice",
    "body": "paragraph {}", "table": "table cell {}", "header": "header {}", "footer": "footer {}",
    "footnote": "footnote {}", "endnote": "endnote {}", "textbox": "text box {}", "comment": "comment {}",
    "contents": "table of contents {}", "unread": " (note: {})",
    "where": "{}, character {}, confidence {:.0%}, {}", "delete": "(delete)", "opening": "(opening)", "ending": "(closing)",
    "unnamed": "(no name)", "heads": "area paragraphs characters figures per-1,000", "skipped": "not run: {} ({})",
    "codes": "{} to {}, {} rules",
    "read": "checked {} paragraphs, {} tables, {:,} characters{}: ", "clean": "nothing found.", "total": "{} reports: ",
    "rest": "nothing else found", "ignored": "{} more ignored", "known": "{} more in the baseline",
    "unused": "suppression no longer needed ({}): {} {}", "expired": "suppression expired ({}): {} {}",
    "word": "comment", "sidecar": "sidecar file", "settings": "settings",
}  # fmt: skip


def words(lang: str) -> Mapping[str, str]:
    """The words of a rendered report in ``lang`` (zh or en)."""
    return _ENGLISH if lang == "en" else _CHINESE


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A plain table; cells wrap on a terminal."""
    grid = Table(*heads, box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    return grid


def render_report(report: Report, lang: str = "zh") -> Iterator[RenderableType]:
    """The findings of one report in the order of the text, then its summary."""
    say = words(lang)
    yield Text(report.path or say["unnamed"], style="bold underline")
    for heading, group in groupby(report.findings, key=lambda finding: _heading(report, finding, say)):
        yield Text(f"\n{heading}", style="bold blue")
        for finding in group:
            yield _finding(report, finding, say)
    yield ""
    if report.areas:
        yield _summary(report, say)
    for why in dict.fromkeys(why for _, why in report.skipped_rules):
        codes = [code for code, reason in report.skipped_rules if reason == why]
        shown = codes[0] if len(codes) == 1 else say["codes"].format(codes[0], codes[-1], len(codes))
        yield Text(say["skipped"].format(shown, why), style="yellow")
    for row in report.unused_ignores:
        if row.source != "settings":
            yield _unused(row, say)
    yield read_line(report, say)
    yield ""


def render_total(reports: Sequence[Report], lang: str = "zh") -> Iterator[RenderableType]:
    """The settings' suppressions that no report needed; over several reports one line of numbers."""
    say = words(lang)
    for row in dict.fromkeys(row for report in reports for row in report.unused_ignores if row.source == "settings"):
        yield _unused(row, say)
    if len(reports) > 1:
        yield Text(say["total"].format(len(reports)) + _numbers(reports, say), style="bold")


def place_name(report: Report, span: Span, say: Mapping[str, str] = _CHINESE) -> str:
    """Paragraph, cell or note in which ``span`` starts."""
    location = report.location(span)
    return say[location.part].format(location.paragraph)


def _finding(report: Report, finding: Finding, say: Mapping[str, str]) -> Table:
    label = Text(f"  {say[finding.severity]} {finding.code}", style=_STYLES[finding.severity])
    character = report.location(finding.span).character
    where = say["where"].format(
        place_name(report, finding.span, say), character, finding.confidence, finding.fingerprint[:SHORT]
    )
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")  # a Chinese sentence has no blanks to wrap at
    grid.add_row(label, Text(finding.message))
    grid.add_row("", _excerpt(report, finding, say))
    grid.add_row("", Text("；".join([where, *_reasons(report, finding, say)]), style="dim"))
    return grid


def _reasons(report: Report, finding: Finding, say: Mapping[str, str]) -> Iterator[str]:
    notes: dict[str, list[str]] = {}
    for evidence in finding.evidence:
        notes.setdefault(evidence.note, []).append(_quoted(report, evidence.span, say))
    for note, places in notes.items():
        yield note + "、".join(filter(None, places[:_PLACES]))


def _heading(report: Report, finding: Finding, say: Mapping[str, str]) -> str:
    section = report.location(finding.span).section
    if section:
        return " ／ ".join(section)
    last = max((row.span.start for row in report.paragraphs if row.section), default=-1)
    return say["opening"] if finding.span.start < last else say["ending"]


def _quoted(report: Report, span: Span | None, say: Mapping[str, str]) -> str:
    if span is None:
        return ""
    quoted = _one_line(span.of(report.text))
    shown = quoted if len(quoted) <= _PLACE else quoted[:_PLACE] + "…"
    return f"“{shown}”（{place_name(report, span, say)}）"


def _excerpt(report: Report, finding: Finding, say: Mapping[str, str]) -> Text:
    text = report.text
    start, end = finding.span
    paragraph = report.paragraphs[report.paragraph_at(start)].span
    near = Span(max(paragraph.start, start - 2 * _AROUND), max(end, min(paragraph.end, end + 2 * _AROUND)))
    around = [row for row in split_sentences(text, near) if row.overlaps(finding.span)] or [near]
    sentence = Span(min(around[0].start, start), max(around[-1].end, end))
    left = max(sentence.start, start - _AROUND)
    right = min(sentence.end, end + _AROUND)
    found = text[start:end] if end - start <= _LONG else text[start : start + _LONG] + "…"
    excerpt = Text("…" * (left > sentence.start) + _one_line(text[left:start]))
    excerpt.append(f"〖{_one_line(found)}〗", style=_STYLES[finding.severity])
    if finding.suggestions:
        excerpt.append(f"→{_one_line(finding.suggestions[0]) or say['delete']}", style="green")
    excerpt.append(_one_line(text[end:right]) + "…" * (right < sentence.end))
    return excerpt


def _one_line(text: str) -> str:
    return text.replace("\n", " ").replace("\t", " ").replace("\v", " ")


def _summary(report: Report, say: Mapping[str, str]) -> Table:
    figures = Counter(claim.area for claim in report.claims)
    cells = {row.span.start for row in report.paragraphs if row.part == "table"}
    first, *heads = say["heads"].split()
    grid = Table(first, box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for head in heads:
        grid.add_column(head, justify="right")
    for area in report.area_names:
        spans = [row.span for row in report.areas if row.area == area]
        characters = sum(span.length for span in spans)
        density = f"{1000 * figures[area] / characters:.1f}" if characters else "—"
        style = "red" if spans and not figures[area] and area != OTHER else ""
        paragraphs = sum(span.start not in cells for span in spans)
        grid.add_row(area, str(paragraphs), f"{characters:,}", str(figures[area]), density, style=style)
    return grid


def read_line(report: Report, say: Mapping[str, str]) -> Text:
    """What was read, how many findings there are, and what was not read."""
    read = report.read
    encoding = f"（{read.encoding}）" if read.encoding and not read.encoding.startswith("utf-8") else ""
    line = Text(say["read"].format(read.paragraphs, read.tables, read.characters, encoding))
    line.append(_numbers([report], say), style="bold")
    if read.unread:
        line.append(say["unread"].format("".join(read.unread)), style="yellow")
    return line


def _numbers(reports: Sequence[Report], say: Mapping[str, str]) -> str:
    """Findings by severity, then how many are not shown."""
    counts = Counter(finding.severity for report in reports for finding in report.findings)
    hidden = [row.source == "baseline" for report in reports for row in report.ignored]
    rows = [say["ignored"].format(hidden.count(False))] if False in hidden else []
    rows += [say["known"].format(hidden.count(True))] if True in hidden else []
    shown = "，".join(f"{say[severity]} {counts[severity]}" for severity in SEVERITIES)
    return "；".join([shown if counts else say["rest" if rows else "clean"], *rows])


def _unused(row: UnusedIgnore, say: Mapping[str, str]) -> Text:
    line = say["expired" if row.expired else "unused"].format(say[row.source], row.fingerprint[:SHORT], row.reason)
    return Text(line.rstrip(), style="dim")
