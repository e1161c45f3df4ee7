"""What the editor is shown of a text: diagnostics, what to write instead, and the page of a rule."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types

from reportnlp.engine import is_sure
from reportnlp.findings import Finding, Report, Severity
from reportnlp.formats.catalog import escaped, rule_markdown, rule_page
from reportnlp.lsp.checking import Checked
from reportnlp.rules.catalog import find_rule
from reportnlp.span import Span
from reportnlp.text.editing import EditorText

IGNORE = "reportnlp.ignore"  # command: uri, fingerprint, reason
REASONS = ("原文如此", "引用原话", "本单位的写法")
_SHOWN = 24  # characters of a suggestion in a menu
_SEVERITIES: dict[Severity, types.DiagnosticSeverity] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "advice": types.DiagnosticSeverity.Information,
}


@dataclass(eq=False)
class OpenFile:
    """A text open in the editor. ``checked`` is about ``version`` only where ``checked_version`` equals it."""

    uri: str
    path: Path | None
    markdown: bool
    text: EditorText
    version: int
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    checked: Checked | None = None
    checked_version: int | None = None
    task: asyncio.Task[None] | None = None

    @property
    def report(self) -> Report | None:
        """The report on the text as it is now; None while there is none."""
        return self.checked.report if self.checked is not None and self.checked_version == self.version else None

    def range(self, span: Span) -> types.Range:
        """The span as the editor counts."""
        return types.Range(types.Position(*self.text.place(span.start)), types.Position(*self.text.place(span.end)))


def diagnostics(file: OpenFile, checked: Checked, related: bool) -> Iterator[types.Diagnostic]:
    """The findings, or the error, as the editor shows them; ``related``: with the other places that speak for them."""
    if checked.report is None:
        if checked.error is not None:
            message = checked.error.en if checked.lang == "en" else checked.error.zh
            start = types.Range(types.Position(0, 0), types.Position(0, 0))
            yield types.Diagnostic(start, message, types.DiagnosticSeverity.Error, source="reportnlp")
        return
    for finding in checked.report.findings:
        yield _diagnostic(file, finding, related)


def _diagnostic(file: OpenFile, finding: Finding, related: bool) -> types.Diagnostic:
    places = [
        types.DiagnosticRelatedInformation(types.Location(file.uri, file.range(row.span)), row.note or row.source)
        for row in finding.evidence
        if row.span is not None
    ]
    return types.Diagnostic(
        file.range(finding.span),
        finding.message,
        _SEVERITIES[finding.severity],
        finding.code,
        source="reportnlp",
        related_information=places if related and places else None,
        data={"fingerprint": finding.fingerprint},
    )


def at(file: OpenFile | None, start: types.Position, end: types.Position) -> list[Finding]:
    """The findings of the text as it is now that touch a stretch of it."""
    if file is None or file.report is None:
        return []
    first = file.text.position(start.line, start.character)
    last = file.text.position(end.line, end.character)
    return [row for row in file.report.findings if row.span.start <= last and first <= row.span.end]


def actions(file: OpenFile, finding: Finding, versioned: bool) -> Iterator[types.CodeAction]:
    """Each suggestion, then to ignore the finding; ``versioned``: the editor takes edits for one version of the text."""
    english = file.checked is not None and file.checked.lang == "en"
    diagnostic = _diagnostic(file, finding, related=False)
    for number, suggestion in enumerate(finding.suggestions):
        if suggestion:
            title = f"{'Change to' if english else '改为'}“{_short(suggestion)}”"
        else:
            title = f"{'Delete' if english else '删去'}“{_short(finding.found)}”"
        edit = _edit(file, versioned, types.TextEdit(diagnostic.range, suggestion))
        preferred = number == 0 and is_sure(finding)
        yield types.CodeAction(
            title, types.CodeActionKind.QuickFix, [diagnostic], is_preferred=preferred or None, edit=edit
        )
    if file.path is None:
        return
    for reason in REASONS:
        title = f"{'Ignore' if english else '不再提示'} {finding.code}“{_short(finding.found)}”：{reason}"
        command = types.Command(title, IGNORE, arguments=[file.uri, finding.fingerprint, reason])
        yield types.CodeAction(title, types.CodeActionKind.QuickFix, [diagnostic], command=command)


def _edit(file: OpenFile, versioned: bool, edit: types.TextEdit) -> types.WorkspaceEdit:
    if versioned:
        document = types.OptionalVersionedTextDocumentIdentifier(file.uri, file.version)
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, [edit])])
    return types.WorkspaceEdit(changes={file.uri: [edit]})


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "…"


def page(findings: list[Finding], markdown: bool) -> types.MarkupContent:
    """What was found, what speaks for it, and the page of its rule."""
    pages = []
    for finding in findings:
        card = find_rule(finding.code).card
        notes = [finding.message, *dict.fromkeys(f"{row.source}：{row.note}" for row in finding.evidence)]
        if markdown:
            pages.append("\n\n".join((*map(escaped, notes), rule_markdown(card))))
        else:
            pages.append("\n".join((*notes, "", rule_page(card).plain)))
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    return types.MarkupContent(kind, ("\n---\n\n" if markdown else "\n\n").join(pages))
