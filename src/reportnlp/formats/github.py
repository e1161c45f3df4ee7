"""Findings as workflow commands: GitHub Actions shows them beside the lines of the files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from reportnlp.findings import Finding, Report, Severity
from reportnlp.formats.text import place_name, read_line, words
from reportnlp.text.positions import Positions

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "advice": "notice"}
_BREAKS = re.compile(r"[\v\f\x1c-\x1e\x85\u2028\u2029]")  # a runner might end a line there
_UNREAD = {"zh": "没有读到", "en": "not read"}


def render_github(reports: Sequence[Report], unread: Iterable[tuple[str, str]], lang: str = "zh") -> str:
    """One line for each finding and each file that was not read; then plain lines on what was read."""
    lines = [_command("error", {"file": path, "title": _UNREAD[lang]}, why) for path, why in unread]
    for report in reports:
        lines += _annotations(report, lang)
    lines += [f"reportnlp {_data(row.path or '-')} {_data(read_line(row, words(lang)).plain)}" for row in reports]
    return "".join(f"{line}\n" for line in lines)


def _annotations(report: Report, lang: str) -> Iterator[str]:
    positions = Positions(report.text)
    for finding in report.findings:
        properties = {"file": report.path or "-"}
        if report.read.encoding is not None:  # a Word file has no lines
            line, column = positions.to_line_column(finding.span.start)
            last, end = positions.to_line_column(finding.span.end)
            properties |= {"line": str(line + 1), "endLine": str(last + 1)}
            if line == last:
                properties |= {"col": str(column + 1), "endColumn": str(end + 1)}
        properties["title"] = f"{finding.code} {finding.name}"
        yield _command(_COMMANDS[finding.severity], properties, _message(report, finding, lang))


def _message(report: Report, finding: Finding, lang: str) -> str:
    section = report.location(finding.span).section
    place = " ／ ".join((*section, place_name(report, finding.span, words(lang))))
    best = next((row for row in finding.suggestions if row and row not in finding.message), None)
    advice = f" → {best}" if best else ""
    return f"{finding.message}{advice}（{place}）"


def _command(name: str, properties: dict[str, str], message: str) -> str:
    row = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {row}::{_data(message)}"


def _data(text: str) -> str:
    whole = _BREAKS.sub(" ", text.encode("utf-8", "replace").decode())
    return whole.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
