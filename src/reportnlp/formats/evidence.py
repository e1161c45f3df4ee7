"""One finding with all that speaks for it: the page that ``reportnlp explain CODE FILE`` shows."""

from __future__ import annotations

from rich.text import Text

from reportnlp.findings import Finding, Report
from reportnlp.formats.text import place_name, words

_AROUND = 20  # characters of the text shown on either side


def finding_page(report: Report, finding: Finding, lang: str = "zh") -> Text:
    """What was found, where, what to write instead, how sure, and every piece of evidence with its source."""
    english = lang == "en"
    start, end = finding.span
    before = report.text[max(0, start - _AROUND) : start].split("\n")[-1]
    after = report.text[end : end + _AROUND].split("\n")[0]
    page = Text(f"{finding.code} {finding.fingerprint}\n", style="bold")
    page.append(f"{finding.message}\n{place_name(report, finding.span, words(lang))}\n", style="not bold")
    page.append(f"{before}〖{finding.found}〗{after}\n", style="not bold")
    options = "、".join(f"“{row}”" for row in finding.suggestions) or ("none" if english else "无")
    page.append(
        f"{'candidates' if english else '候选'} {options} · {'confidence' if english else '把握'} {finding.confidence:.0%}\n",
        style="not bold",
    )
    for row in finding.evidence:
        page.append(f"  {row.source}：{row.note}\n", style="not bold")
    return page
