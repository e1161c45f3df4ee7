"""Reports as SARIF 2.1.0, for code scanning and editors; all offsets count in ``artifacts[].contents.text``."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

import reportnlp
from reportnlp.findings import Finding, IgnoredFinding, Report, Severity
from reportnlp.formats.catalog import rule_markdown, rule_page
from reportnlp.formats.text import place_name, words
from reportnlp.rules.base import FAMILIES, Card
from reportnlp.rules.catalog import load_rules
from reportnlp.span import Span
from reportnlp.text.positions import Positions

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "reportnlp/v1"  # the key in partialFingerprints
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "advice": "note"}
_LINK = re.compile(r"\[([^\[\]]*)\](?=\()")
_PLACEHOLDER = re.compile(r"\{(\d+)\}")
_SENTENCE = re.compile(r".+?(?:[。！？]|$)", re.DOTALL)


def render_sarif(reports: Sequence[Report], unread: Sequence[tuple[str, str]], lang: str = "zh") -> str:
    """The SARIF log of one run; ``unread`` has path and reason of each file that could not be read."""
    rows = [(report, finding) for report in reports for finding in _all(report)]
    cards = _cards(_finding(row).code for _, row in rows)
    texts = {_uri(report.path): report for report in reports}
    indexes = {uri: number for number, uri in enumerate(texts)}
    positions = {id(report): Positions(report.text) for report in reports}
    run = {
        "tool": {
            "driver": {
                "name": "reportnlp",
                "version": reportnlp.__version__,
                "semanticVersion": reportnlp.__version__,
                "language": "zh-CN",
                "rules": [_rule(card) for card in cards],
            }
        },
        "language": "en" if lang == "en" else "zh-CN",
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "invocations": [{"executionSuccessful": not unread, "toolExecutionNotifications": [*_notes(reports, unread)]}],
        "artifacts": [_artifact(uri, report) for uri, report in texts.items()],
        "results": [
            _Result(report, positions[id(report)], indexes[_uri(report.path)], cards, lang).row(finding)
            for report, finding in rows
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _all(report: Report) -> Iterator[Finding | IgnoredFinding]:
    yield from report.findings
    yield from report.ignored


def _finding(row: Finding | IgnoredFinding) -> Finding:
    return row.finding if isinstance(row, IgnoredFinding) else row


def _cards(codes: Iterable[str]) -> list[Card]:
    wanted = set(codes)
    return [rule.card for rule in load_rules() if rule.card.code in wanted]


def _rule(card: Card) -> dict[str, Any]:
    first = _SENTENCE.match(card.why.strip())
    return {
        "id": card.code,
        "name": card.name,
        "shortDescription": {"text": (first[0] if first else card.name).replace("\n", "")},
        "fullDescription": {"text": card.why.strip()},
        "help": {"text": rule_page(card).plain, "markdown": rule_markdown(card)},
        "defaultConfiguration": {"level": _LEVELS[card.severity], "rank": round(100 * card.confidence, 1)},
        "properties": {"tags": [card.family, FAMILIES[card.family]]},
    }


def _uri(path: str | None) -> str:
    """A relative path as a relative reference, an absolute one as file:///…; every other character is escaped."""
    plain = PurePath(path or "-")
    name = quote(os.fsencode(plain.as_posix()), safe="/")
    return f"file://{name if name.startswith('/') else '/' + name}" if plain.is_absolute() else name


def _place(uri: str) -> dict[str, Any]:
    return {"uri": uri} if uri.startswith("file:") else {"uri": uri, "uriBaseId": "%SRCROOT%"}


def _artifact(uri: str, report: Report) -> dict[str, Any]:
    return {"location": _place(uri), "roles": ["analysisTarget"], "contents": {"text": report.text}}


def _notes(reports: Iterable[Report], unread: Iterable[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """What was not read and which rules did not run: no clean bill for them."""
    for path, why in unread:
        location = {"physicalLocation": {"artifactLocation": _place(_uri(path))}}
        yield {"level": "error", "message": {"text": _plain(why)}, "locations": [location]}
    for report in reports:
        location = {"physicalLocation": {"artifactLocation": _place(_uri(report.path))}}
        for sentence in report.read.unread:
            yield {"level": "warning", "message": {"text": _plain(sentence)}, "locations": [location]}
        for code, why in report.skipped_rules:
            note = {"level": "note", "message": {"text": _plain(f"{code}：{why}")}, "locations": [location]}
            yield {**note, "associatedRule": {"id": code}}


def _plain(text: str) -> str:
    """Text that SARIF takes as it is: [a](1) would be a link in a message, {0} a placeholder."""
    whole = text.encode("utf-8", "replace").decode()
    return _PLACEHOLDER.sub(r"{{\1}}", _LINK.sub(r"\\[\1\\]", whole))


class _Result:
    """Makes the results of one report."""

    def __init__(self, report: Report, positions: Positions, index: int, cards: Sequence[Card], lang: str) -> None:
        self.report = report
        self.positions = positions
        self.place = {**_place(_uri(report.path)), "index": index}
        self.rules = {card.code: number for number, card in enumerate(cards)}
        self.say = words(lang)

    def row(self, row: Finding | IgnoredFinding) -> dict[str, Any]:
        finding = _finding(row)
        result = {
            "ruleId": finding.code,
            "ruleIndex": self.rules.get(finding.code, -1),
            "level": _LEVELS[finding.severity],
            "rank": round(100 * finding.confidence, 1),
            "message": {"text": _plain(finding.message)},
            "locations": [self._location(finding.span, finding.found)],
            "partialFingerprints": {FINGERPRINT: finding.fingerprint},
            "suppressions": [_suppression(row)] if isinstance(row, IgnoredFinding) else [],
            "properties": {
                "suggestions": list(finding.suggestions),
                "evidence": [f"{row.source}：{row.note}" for row in finding.evidence],
            },
        }
        related = {row.span: row.note for row in finding.evidence if row.span is not None}
        if related:
            result["relatedLocations"] = [
                {"id": number, **self._location(span), "message": {"text": _plain(note) or "—"}}
                for number, (span, note) in enumerate(related.items(), 1)
            ]
        if finding.suggestions and self.report.read.encoding is not None:  # a Word file is no text to replace in
            result["fixes"] = [self._fix(finding, suggestion) for suggestion in finding.suggestions]
        return result

    def _location(self, span: Span, found: str | None = None) -> dict[str, Any]:
        region = self._region(span)
        if found is not None:
            region["snippet"] = {"text": found}
        section = self.report.location(span).section
        part = self.report.location(span).part
        place = place_name(self.report, span, self.say)
        return {
            "physicalLocation": {"artifactLocation": self.place, "region": region},
            "logicalLocations": [
                {
                    "name": section[-1] if section else place,
                    "fullyQualifiedName": "/".join((*section, place)),
                    "kind": "paragraph" if part == "body" else part,
                }
            ],
        }

    def _region(self, span: Span) -> dict[str, Any]:
        line, column = self.positions.to_line_column(span.start)
        last, end = self.positions.to_line_column(span.end)
        return {
            "startLine": line + 1,
            "startColumn": column + 1,
            "endLine": last + 1,
            "endColumn": end + 1,
            "charOffset": span.start,
            "charLength": span.length,
        }

    def _fix(self, finding: Finding, suggestion: str) -> dict[str, Any]:
        replacement = {"deletedRegion": self._region(finding.span), "insertedContent": {"text": suggestion}}
        return {
            "description": {"text": _plain(suggestion) or "删去"},
            "artifactChanges": [{"artifactLocation": self.place, "replacements": [replacement]}],
        }


def _suppression(row: IgnoredFinding) -> dict[str, Any]:
    kind = "inSource" if row.source == "word" else "external"
    where = {"properties": {"source": row.source}}
    return {"kind": kind, "status": "accepted", **({"justification": row.reason} if row.reason else {}), **where}
