"""A report as marks for the Word editor: a comment for each finding, a replacement where it is sure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportnlp.document.model import Document
from reportnlp.document.word.editor import Mark, Marked, mark_word
from reportnlp.document.word.proof import Proof, prove
from reportnlp.engine import sure_findings
from reportnlp.errors import ReportnlpError
from reportnlp.findings import Claim, Finding, Report, finding_mark
from reportnlp.rules.catalog import load_rules

_NEAR = 20  # characters around a figure that a finding on it may cover


def marks_of(report: Report, *, comments: bool = True, changes: bool = True, lang: str = "zh") -> list[Mark]:
    """What to write into the file that the report is about; without both there is nothing."""
    sure = set(sure_findings(report)) if changes else set()
    bases = {rule.card.code: rule.card.basis.strip() for rule in load_rules() if rule.card.needs != "records"}
    marks = []
    for finding in report.findings:
        replacement = finding.suggestions[0] if finding in sure else None
        claims = [claim.id for claim in report.claims if _concerns(finding, claim)]
        comment = comment_of(finding, bases.get(finding.code, ""), lang, claims) if comments else None
        if comment is not None or replacement is not None:
            marks.append(Mark(finding.span, comment, replacement))
    return marks


def proved_copy(data: bytes, document: Document, marks: Iterable[Mark], accept: bool = False) -> tuple[Marked, Proof]:
    """The file ``data``, which ``document`` was read from, with the marks, proved harmless.

    Raises UnreadableError for a file that nothing can be written into, ReportnlpError where the proof fails.
    """
    result = mark_word(data, document, marks, accept=accept)
    proof = prove(data, result.data, document.text, result.changes, accept)
    if not proof.holds:
        raise ReportnlpError(
            "写入后核对没有通过，没有写出文件：请把这份文件报告给我们。",
            "The copy did not pass the check after writing, so nothing was written: please report this file.",
        )
    return result, proof


def comment_of(finding: Finding, basis: str, lang: str = "zh", claims: Sequence[str] = ()) -> str:
    """The words of a comment: what is wrong, why, what to write instead, and the mark that tells whose it is.

    ``claims`` are the ids, as in the claim ledger, of the figures that it is about.
    """
    english = lang == "en"
    notes = "；".join(dict.fromkeys(row.note for row in finding.evidence if row.note))
    reason = " ".join((basis or notes).split())
    lines = [f"{finding.code} {finding.message}"]
    if reason:
        lines.append(f"Basis: {reason}" if english else f"依据：{reason}")
    if finding.suggestions:
        best = finding.suggestions[0] or (f"delete “{finding.found}”" if english else f"删去“{finding.found}”")
        lines.append(f"Suggestion: {best}" if english else f"建议：{best}")
    if claims:
        lines.append(f"Claims: {', '.join(claims)}" if english else f"数据编号：{'、'.join(claims)}")
    lines = [" ".join(line.splitlines()) for line in lines]
    return "\n".join((*lines, finding_mark(finding.code, finding.fingerprint)))


def _concerns(finding: Finding, claim: Claim) -> bool:
    """Whether the finding is about that figure: it stands on it, or names it as evidence. Whole paragraphs name none."""
    spans = [finding.span, *(row.span for row in finding.evidence if row.span is not None)]
    return any(span.overlaps(claim.span) and span.length <= 2 * claim.span.length + _NEAR for span in spans)
