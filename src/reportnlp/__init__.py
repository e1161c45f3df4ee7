"""reportnlp: an offline checker for Chinese work reports.

>>> import reportnlp
>>> reportnlp.correct("学习党的二十精神。")
'学习党的二十大精神。'
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from reportnlp.config import Settings
    from reportnlp.document.model import Document
    from reportnlp.document.readers import from_text, read
    from reportnlp.draft.drafting import draft_report
    from reportnlp.draft.model import Draft
    from reportnlp.engine import Checker, correct
    from reportnlp.errors import ReportnlpError
    from reportnlp.findings import (
        ActivityRecord,
        AreaPrediction,
        Claim,
        Evidence,
        Finding,
        Quantity,
        Report,
    )
    from reportnlp.records.ledger import Ledger, read_records
    from reportnlp.records.reconcile import reconcile
    from reportnlp.records.verdicts import Reconciliation
    from reportnlp.span import Span

_HOMES = {
    "ActivityRecord": "findings",
    "AreaPrediction": "findings",
    "Checker": "engine",
    "Claim": "findings",
    "Document": "document.model",
    "Draft": "draft.model",
    "Ledger": "records.ledger",
    "Reconciliation": "records.verdicts",
    "Evidence": "findings",
    "Finding": "findings",
    "Quantity": "findings",
    "Report": "findings",
    "ReportnlpError": "errors",
    "Settings": "config",
    "Span": "span",
    "correct": "engine",
    "draft_report": "draft.drafting",
    "from_text": "document.readers",
    "read": "document.readers",
    "read_records": "records.ledger",
    "reconcile": "records.reconcile",
}

__all__ = [
    "ActivityRecord",
    "AreaPrediction",
    "Checker",
    "Claim",
    "Document",
    "Draft",
    "Evidence",
    "Finding",
    "Ledger",
    "Quantity",
    "Reconciliation",
    "Report",
    "ReportnlpError",
    "Settings",
    "Span",
    "correct",
    "draft_report",
    "from_text",
    "read",
    "read_records",
    "reconcile",
]


def __getattr__(name: str) -> Any:  # PEP 562: nothing is imported before it is used
    if name not in _HOMES:
        raise AttributeError(f"module 'reportnlp' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"reportnlp.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
