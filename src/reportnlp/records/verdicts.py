"""What a ledger says of a report: a verdict for each claim, and the records that are left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from reportnlp.findings import ActivityRecord, Claim, RecordSource
from reportnlp.records.ledger import Problem

SCHEMA = "reportnlp-reconcile/1"
Verdict = Literal["supported", "overstated", "understated", "unsupported", "cannot_tell"]
VERDICTS: dict[Verdict, str] = {
    "supported": "属实", "overstated": "多报", "understated": "少报", "unsupported": "查无记录", "cannot_tell": "无法判断",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim and what the records say of it.

    ``right`` is the figure of the records; ``at_least`` the known part of it where some rows lack theirs. ``note`` says
    in one sentence how it was worked out, or why it cannot be told.
    """

    claim: Claim
    verdict: Verdict
    right: float | None
    at_least: float | None
    records: tuple[RecordSource, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Every claim of a report with its verdict, and the records that no claim speaks of, by area, the weighty first."""

    claims: tuple[CheckedClaim, ...]
    unused: tuple[ActivityRecord, ...]
    problems: tuple[Problem, ...]

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the schema ``reportnlp-reconcile/1``."""
        return {
            "schema": SCHEMA,
            "claims": [
                {
                    "id": row.claim.id,
                    "start": row.claim.span.start,
                    "end": row.claim.span.end,
                    "verdict": row.verdict,
                    "right": row.right,
                    "at_least": row.at_least,
                    "records": [source._asdict() for source in row.records],
                    "note": row.note,
                }
                for row in self.claims
            ],
            "unused": [
                {**record.source._asdict(), "area": record.area, "text": record_text(record)} for record in self.unused
            ],
            "problems": [
                {"message": problem.message, "records": [source._asdict() for source in problem.rows]}
                for problem in self.problems
            ],
        }


def record_text(record: ActivityRecord) -> str:
    """A record in one line: date, activity, people, outcome."""
    people = f"{record.people.value:g}{record.people.unit}" if record.people else ""
    return "，".join(filter(None, (record.date, record.name, record.place, people, record.outcome)))
