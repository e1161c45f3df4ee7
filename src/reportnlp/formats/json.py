"""Reports as JSON: one object for all documents, or one line a document."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from reportnlp.findings import SCHEMA, Report


def render_json(reports: Sequence[Report], unread: Sequence[tuple[str, str]], *, lines: bool) -> str:
    """``{"schema", "documents", "unread"}``, or with ``lines`` each document as one line (schema in each)."""
    if lines:
        return "".join(json_lines((report.to_dict() for report in reports), unread))
    missed = [{"path": path, "why": why} for path, why in unread]
    content = {"schema": SCHEMA, "documents": [report.to_dict() for report in reports], "unread": missed}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def areas_json(report: Report) -> str:
    """The areas of one report in the schema ``reportnlp/1``: more of each than ``Report.to_dict`` gives."""
    rows = [
        {
            "start": row.span.start,
            "end": row.span.end,
            "area": row.area,
            "confidence": row.confidence,
            "unsure": row.unsure,
            "scores": row.scores,
            "evidence": [{"source": why.source, "note": why.note} for why in row.evidence],
        }
        for row in report.areas
    ]
    content = {"schema": SCHEMA, "documents": [{"path": report.path, "areas": rows}]}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def json_lines(documents: Iterable[dict[str, Any]], unread: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A line for each document (as ``Report.to_dict`` gives it), then one for each file that was not read."""
    for document in documents:
        yield json.dumps({"schema": SCHEMA, **document}, ensure_ascii=False) + "\n"
    for path, why in unread:
        yield json.dumps({"schema": SCHEMA, "path": path, "why": why}, ensure_ascii=False) + "\n"
