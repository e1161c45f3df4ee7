"""``reportnlp explain``: the page of one rule."""

from __future__ import annotations

import argparse
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from reportnlp.cli import frame
from reportnlp.config import LoadedSettings

if TYPE_CHECKING:
    from reportnlp.config import Settings
    from reportnlp.findings import Finding, Report

_FINGERPRINT = re.compile(r"(?=[0-9a-f]*\d)[0-9a-f]{8,16}")

SUMMARY = ("说明一条规则，或报告里的一处问题", "explain a rule, or a finding of a report")


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``explain``."""
    child.add_argument(
        "code",
        metavar="CODE",
        help=frame.say("规则代码或名称（PH001），或 check 显示的指纹", "code or name of a rule, or a fingerprint"),
    )
    child.add_argument(
        "path",
        nargs="?",
        metavar="FILE",
        help=frame.say("报告：说明其中这条规则的每一处", "a report: explain its findings"),
    )
    frame.add_period_flag(child)
    frame.add_own_word_flags(child)
    frame.add_area_flag(child)


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Prints the card of one rule; with a report the findings of that rule, or the one with that fingerprint, as well."""
    from reportnlp.formats.catalog import rule_page
    from reportnlp.rules.catalog import find_rule

    if arguments.path is None:
        frame.show(None, [], rule_page(find_rule(arguments.code).card))
        return 0
    report, findings = _findings(arguments, loaded)
    if not findings:
        card = None if _FINGERPRINT.fullmatch(arguments.code.lower()) else find_rule(arguments.code).card
        if card is not None and card.needs is not None:
            for code, why in _alone(arguments, loaded, card.code).skipped_rules:
                frame.note(f"{code} 没有运行：{why}。", f"{code} did not run: it needs {card.needs}.")
                return 0
        frame.note(f"这份报告里没有 {arguments.code} 的问题。", f"{arguments.code} finds nothing in this report.")
        return 0
    from reportnlp.formats.evidence import finding_page

    pages = [finding_page(report, finding, loaded.settings.lang) for finding in findings]
    frame.show(None, [], *pages, rule_page(find_rule(findings[0].code).card))
    return 0


def _findings(arguments: argparse.Namespace, loaded: LoadedSettings) -> tuple[Report, list[Finding]]:
    """The report and its findings that the words name: by fingerprint, else by code or name of a rule."""
    from reportnlp.rules.catalog import find_rule

    report = _checked(arguments.path, replace(loaded.settings, select=(), ignore=(), min_confidence=0.0, layout=True))
    found = report.findings
    if _FINGERPRINT.fullmatch(arguments.code.lower()):
        return report, [row for row in found if row.fingerprint.startswith(arguments.code.lower())]
    code = find_rule(arguments.code).card.code
    return report, [row for row in found if row.code == code]


def _alone(arguments: argparse.Namespace, loaded: LoadedSettings, code: str) -> Report:
    """What a check with one rule gives: it says why the rule did not run."""
    return _checked(arguments.path, replace(loaded.settings, select=(code,), ignore=()))


def _checked(path: str, settings: Settings) -> Report:
    from reportnlp.cli.checking import check_files

    reports, unread, _ = check_files([path], settings)
    if unread:
        raise unread[0][1]
    return reports[0]
