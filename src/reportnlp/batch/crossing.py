"""What the rules XD find across the reports of an audit: findings of each report, and pairs of passages side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from reportnlp.baseline import Baseline
from reportnlp.batch.files import is_address
from reportnlp.config import Settings
from reportnlp.errors import SettingsError
from reportnlp.findings import Finding, ReadCount, Report, ReportParagraph, fingerprint
from reportnlp.rules.base import Card, Crossing, Hit
from reportnlp.rules.catalog import rules_across
from reportnlp.rules.xd.pile import Pile, hits_across
from reportnlp.span import Span
from reportnlp.suppress import read_sidecar, silence


class Across(NamedTuple):
    """``findings``: path → the JSON of findings and ignored ones; ``passages``: rows of the table, but for the number."""

    findings: dict[str, dict[str, list[Any]]]
    passages: list[tuple[Any, ...]]


def hide_known(across: Across, reports: Iterable[dict[str, Any]], baseline: Baseline) -> None:
    """Note in ``across`` the fingerprints of the findings that ``baseline`` has, as ``check`` leaves them out."""
    is_known = baseline.counting_down()
    for report in reports:
        more = across.findings.get(report["path"], {"findings": [], "ignored": []})
        rows = sorted(report["findings"] + more["findings"], key=lambda row: (row["start"], row["end"]))
        known = [row["fingerprint"] for row in rows if is_known(row["code"], row["fingerprint"])]
        if known:
            across.findings[report["path"]] = {**more, "known": known}


def find_across(
    reports: Iterable[dict[str, Any]],
    report_of: Callable[[str], dict[str, Any] | None],
    names: dict[str, str],
    settings: Settings,
) -> Across:
    """Run the rules XD over ``reports`` (JSON); ``report_of`` gives one again, ``names`` says what each file is called."""
    rules = rules_across(settings.select, settings.ignore)
    if not rules:
        return Across({}, [])
    pile = Pile(reports, lambda path: names.get(path, path), settings.models)
    found: dict[str, list[Finding]] = defaultdict(list)
    passages = []
    seen: Counter[tuple[str, ...]] = Counter()
    for rule in rules:
        for crossing, hits in hits_across(rule, pile):
            told = [(path, _finding(rule.card, hit, pile, crossing, path, seen, settings.lang)) for path, hit in hits]
            for path, finding in told:
                found[path].append(finding)
            passages.append(_row(rule.card, crossing, pile, told[-1][1].message if told else crossing.note))
    settled = {}
    for path in sorted(found):
        report = report_of(path)
        assert report is not None
        settled[path] = _settled(report, found[path], settings)
    return Across(settled, passages)


def _finding(
    card: Card, hit: Hit, pile: Pile, crossing: Crossing, path: str, seen: Counter[tuple[str, ...]], lang: str
) -> Finding:
    text = pile.texts[path].text
    found, best = hit.span.of(text), hit.suggestions[0] if hit.suggestions else ""
    theirs = crossing.first if path == crossing.second.path else crossing.second
    key = (card.code, found, theirs.span.of(pile.texts[theirs.path].text))
    seen[path, *key] += 1
    message = (card.message_en if lang == "en" else "") or card.message
    return Finding(
        card.code, card.name, hit.span, found, message.format(found=found, best=best, **dict(hit.values)),
        hit.suggestions, card.severity, card.confidence if hit.confidence is None else hit.confidence, "rule",
        hit.evidence, fingerprint(*key, seen[path, *key]),
    )  # fmt: skip


def _row(card: Card, crossing: Crossing, pile: Pile, note: str) -> tuple[Any, ...]:
    sides = [
        (side.path, *side.span, side.span.of(pile.texts[side.path].text)) for side in (crossing.first, crossing.second)
    ]
    return (card.code, crossing.kind, crossing.likeness, note, *sides[0], *sides[1])


def _settled(report: dict[str, Any], found: list[Finding], settings: Settings) -> dict[str, list[dict[str, Any]]]:
    """The JSON of one report's findings, less those that its sidecar file or the settings ignore."""
    path = report["path"]
    try:
        beside = () if is_address(path) else read_sidecar(path)
    except SettingsError:  # said when the report was checked
        beside = ()
    findings = sorted(found, key=lambda row: (row.span, row.code, row.fingerprint))
    shown, ignored, _ = silence(findings, (*beside, *settings.suppress), date.today(), lambda _: False)
    least = settings.min_confidence
    whole = replace(
        _without_results(report),
        findings=tuple(row for row in shown if row.confidence >= least),
        ignored=tuple(row for row in ignored if row.finding.confidence >= least),
    ).to_dict()
    return {"findings": whole["findings"], "ignored": whole["ignored"]}


def _without_results(report: dict[str, Any]) -> Report:
    """As much of a report as places for people need."""
    paragraphs = tuple(
        ReportParagraph(Span(row["start"], row["end"]), row["part"], tuple(row["section"]), row["area"])
        for row in report["paragraphs"]
    )
    return Report(report["path"], report["text"], (), (), (), paragraphs, ReadCount(0, 0, 0))
