"""What a checking process does for each kind of order: every step is one that the command line takes too."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from reportnlp.config import Settings, checked_settings
from reportnlp.document.model import Document
from reportnlp.engine import Checker, analyse
from reportnlp.errors import SettingsError, UnreadableError
from reportnlp.findings import SCHEMA, Report
from reportnlp.records.ledger import Ledger
from reportnlp.suppress import Suppression
from reportnlp.web.order import Answer, Order

Tell = Callable[[dict[str, Any]], None]

JSON = "application/json"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def perform(order: Order, settings: Settings, tell: Tell) -> Answer:
    """The answer to one order; raises ReportnlpError with the sentence for people."""
    return _TASKS[order.task](order, _settings(order, settings), tell)


def _settings(order: Order, settings: Settings) -> Settings:
    """The server's settings with what the order asks for."""
    wanted = {
        "select": order.select or None,
        "ignore": order.ignore or None,
        "min_confidence": order.min_confidence,
        "layout": order.layout,
        "period": order.period,
    }
    return replace(settings, **checked_settings({key: row for key, row in wanted.items() if row is not None}, "请求"))


@lru_cache(maxsize=4)
def checker_of(settings: Settings) -> Checker:
    """A Checker without a ledger; the last few stay loaded."""
    return Checker(settings)


def _read(order: Order, settings: Settings, layout: bool = False) -> Document:
    from reportnlp.document.readers import read

    file = order.report
    if file is None:
        raise SettingsError("请求里没有报告：请用 file 上传文件，或用 text 给出文字。", "no report: send file or text.")
    return read(file.data, file.name, settings.period, layout, password=order.password, limits=settings.limits)


def _previous(order: Order, settings: Settings) -> Document | None:
    """Last year's report, where there is one."""
    from reportnlp.document.readers import read

    file = order.previous
    return read(file.data, file.name, limits=settings.limits) if file is not None else None


def _ledger(order: Order, settings: Settings) -> Ledger:
    from reportnlp.records.ledger import read_records

    if not order.records:
        raise SettingsError("请求里没有台账：请用 records 上传台账文件。", "no ledger: send records.")
    return read_records(order.records, period=settings.period, limits=settings.limits)


def _report(order: Order, settings: Settings, tell: Tell) -> tuple[Document, Report]:
    """The report checked; while it is, what is already known of it is told."""
    checker = Checker(settings, records=_ledger(order, settings)) if order.records else checker_of(settings)
    document = _read(order, settings, checker.needs_layout)
    if order.stream:
        tell({"event": "first", "report": _first(document, checker)})
    previous = _previous(order, settings)
    ignored = [
        Suppression(fingerprint, reason, "sidecar", silent=True) for fingerprint, reason in order.ignored.items()
    ]

    def told(done: int, total: int) -> None:
        tell({"event": "progress", "done": done, "total": total})

    return document, checker.check(document, ignored, previous, told if order.stream else None)


def _first(document: Document, checker: Checker) -> dict[str, Any]:
    """Text, paragraphs and first findings, in the form of ``Report.to_dict``; what is not known yet is left out."""
    whole = checker.first_look(document).to_dict()
    return {key: whole[key] for key in ("path", "text", "paragraphs", "findings")}


def _check(order: Order, settings: Settings, tell: Tell) -> Answer:
    _, report = _report(order, settings, tell)
    if order.form == "xlsx":
        from reportnlp.formats.findings_workbook import sheets_of
        from reportnlp.formats.workbook import render_workbook

        return Answer(_WORKBOOK, render_workbook(sheets_of([report], ())), ".xlsx")
    return _json({"schema": SCHEMA, **report.to_dict()})


def _claims(order: Order, settings: Settings, tell: Tell) -> Answer:
    from reportnlp.formats import ledger

    report = analyse(_read(order, settings), settings)
    if order.form == "xlsx":
        from reportnlp.formats.workbook import render_workbook

        return Answer(_WORKBOOK, render_workbook(ledger.sheets_of(report)), ".xlsx")
    return Answer(JSON, ledger.render_json(report).encode())


def _areas(order: Order, settings: Settings, tell: Tell) -> Answer:
    from reportnlp.formats.json import areas_json

    return Answer(JSON, areas_json(analyse(_read(order, settings), settings)).encode())


def _correct(order: Order, settings: Settings, tell: Tell) -> Answer:
    from reportnlp.engine import sure_edits_in
    from reportnlp.text.edits import apply_edits

    text = _read(order, settings).text
    edits = sure_edits_in(text, settings)
    rows = [
        {"start": row.span.start, "end": row.span.end, "found": row.span.of(text), "best": row.replacement}
        for row in edits
    ]
    return _json({"text": text, "corrected": apply_edits(text, edits), "edits": rows})


def _annotate(order: Order, settings: Settings, tell: Tell) -> Answer:
    from reportnlp.document.office import decrypted
    from reportnlp.document.word.signatures import is_encrypted
    from reportnlp.formats.word import marks_of, write_marks

    document, report = _report(order, settings, tell)
    _all_known(order, report)
    assert order.report is not None  # or reading it would have failed
    data = order.report.data
    if order.password is not None and is_encrypted(data):
        data = decrypted(data, order.password)
    if not data.startswith(b"PK"):
        return _edited_text(data, document, report, order)
    marks = marks_of(report, comments=order.comments, changes=order.changes, lang=settings.lang, chosen=order.chosen)
    return Answer(_WORD, write_marks(data, document, marks).marked.data, ".docx")


def _edited_text(data: bytes, document: Document, report: Report, order: Order) -> Answer:
    """A text file with the chosen corrections in it: it can hold no comments."""
    from reportnlp.document.text_file import edited
    from reportnlp.engine import sure_edits
    from reportnlp.text.edits import Edit, minimal, without_overlaps

    if document.encoding is None:
        raise UnreadableError(
            "只有 .docx 能写入批注和修订：请先用 Word 或 WPS 另存为 .docx。", "save it as .docx first."
        )
    if order.chosen is None:
        edits = sure_edits(report)
    else:
        chosen = order.chosen
        wanted = (
            minimal(report.text, Edit(row.span, chosen[row.fingerprint]))
            for row in report.findings
            if row.fingerprint in chosen
        )
        edits = tuple(without_overlaps(wanted))
    return Answer("text/plain; charset=utf-8", edited(data, edits), ".txt")


def _all_known(order: Order, report: Report) -> None:
    known = {row.fingerprint for row in report.findings}
    missing = [fingerprint for fingerprint in order.chosen or () if fingerprint not in known]
    if missing:
        raise SettingsError(
            f"采纳的修改里有 {len(missing)} 处在这份文件里找不到（例如 {missing[0]}）：文件可能改过，请重新检查后再导出。",
            f"{len(missing)} chosen changes are not findings of this file.",
        )


def _reconcile(order: Order, settings: Settings, tell: Tell) -> Answer:
    from reportnlp.records.ledger import of_period
    from reportnlp.records.reconcile import reconcile

    document = _read(order, settings)
    result = reconcile(document, of_period(_ledger(order, settings), settings.period), settings.period)
    if order.form == "xlsx":
        from reportnlp.formats.reconciliation import sheets_of
        from reportnlp.formats.workbook import render_workbook

        return Answer(_WORKBOOK, render_workbook(sheets_of(analyse(document, settings), result)), ".xlsx")
    return _json(result.to_dict())


def _draft(order: Order, settings: Settings, tell: Tell) -> Answer:
    from reportnlp.draft.compose import Wish
    from reportnlp.draft.drafting import draft_report
    from reportnlp.draft.writing import to_dict, to_markdown, to_word

    previous = _previous(order, settings)
    wish = Wish(order.kind, settings.period, order.unit or None)
    draft = draft_report(_ledger(order, settings), wish, previous=previous)
    if order.form == "docx":
        return Answer(_WORD, to_word(draft), ".docx")
    if order.form == "md":
        return Answer("text/markdown; charset=utf-8", to_markdown(draft).encode(), ".md")
    return _json(to_dict(draft))


def _json(content: Any) -> Answer:
    return Answer(JSON, json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"))


_TASKS: dict[str, Callable[[Order, Settings, Tell], Answer]] = {
    "check": _check,
    "claims": _claims,
    "areas": _areas,
    "correct": _correct,
    "annotate": _annotate,
    "reconcile": _reconcile,
    "draft": _draft,
}
