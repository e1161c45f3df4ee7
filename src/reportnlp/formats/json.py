"""Reports as JSON: one object for all documents, or one line a document."""

import json
from collections.abc import Sequence

from reportnlp.findings import SCHEMA, Report


def render_json(reports: Sequence[Report], unread: Sequence[tuple[str, str]], *, lines: bool) -> str:
    """``{"schema", "documents", "unread"}``, or with ``lines`` each document as one line (schema in each)."""
    missed = [{"path": path, "why": why} for path, why in unread]
    if lines:
        rows = [{"schema": SCHEMA, **report.to_dict()} for report in reports]
        rows += [{"schema": SCHEMA, **row} for row in missed]
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    content = {"schema": SCHEMA, "documents": [report.to_dict() for report in reports], "unread": missed}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
