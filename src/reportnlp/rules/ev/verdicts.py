"""The verdicts of the ledger on a report, worked out once for all rules of the family."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from reportnlp.analysis.context import Context, once_per_document
from reportnlp.findings import Evidence, RecordSource
from reportnlp.records.ledger import Ledger
from reportnlp.records.names import words
from reportnlp.records.reconcile import reconcile_context
from reportnlp.records.verdicts import CheckedClaim, Reconciliation, Verdict
from reportnlp.rules.base import Hit

_ROWS = 5  # rows that a message names


@once_per_document
def reconciled(context: Context) -> Reconciliation:
    """The report held against the ledger that came with it."""
    return reconcile_context(context, cast(Ledger, context.records))


def hits_of(context: Context, verdict: Verdict, of_results: float | None = None) -> Iterator[Hit]:
    """A hit on every claim of that verdict; ``of_results`` is the confidence where it does not count how often."""
    for row in reconciled(context).claims:
        if row.verdict == verdict:
            yield Hit(
                row.claim.span,
                confidence=None if row.claim.quantity.dimension in words("event") else of_results,
                evidence=_evidence(row),
                values=(("right", _right(row)), ("rows", rows_named(row.records))),
            )


def rows_named(rows: tuple[RecordSource, ...]) -> str:
    """第3、5、8行, the sheet before it where there are several; the first ones of many."""
    places = []
    for sheet in dict.fromkeys(row.sheet for row in rows[:_ROWS]):
        numbers = "、".join(str(row.row) for row in rows[:_ROWS] if row.sheet == sheet)
        places.append(f"{sheet if len({row.sheet for row in rows}) > 1 else ''}第{numbers}行")
    return "、".join(places) + (f"等{len(rows)}行" if len(rows) > _ROWS else "")


def _right(row: CheckedClaim) -> str:
    if row.right is not None:
        return f"{row.right:g}" if row.right < 1e6 else f"{row.right:.0f}"
    return f"至少{row.at_least:g}" if row.at_least is not None else ""


def _evidence(row: CheckedClaim) -> tuple[Evidence, ...]:
    where = f"{row.records[0].file} {rows_named(row.records)}" if row.records else ""
    return (Evidence("record", "，".join(filter(None, (row.note, where)))),)
