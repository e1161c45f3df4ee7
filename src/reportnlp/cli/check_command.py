"""``reportnlp check``: findings of one or more reports."""

from __future__ import annotations

import argparse

from reportnlp.cli import frame
from reportnlp.config import LoadedSettings
from reportnlp.errors import UnreadableError
from reportnlp.findings import SEVERITIES, Report

SUMMARY = ("检查报告，列出每处问题", "check reports and list the findings")


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``check``."""
    child.add_argument(
        "paths", nargs="+", metavar="PATH", help=frame.say("报告文件（.docx .txt .md），- 为标准输入", "reports")
    )
    frame.add_rule_flags(child)
    child.add_argument(
        "--fail-on",
        choices=SEVERITIES,
        help=frame.say("有这一级或更重的问题时退出码为 1（默认 warning）", "exit 1 from this on"),
    )
    child.add_argument("--password", help=frame.say("加密文件的打开密码", "password of an encrypted file"))
    frame.add_output_flags(child, ("text", "json", "jsonl"))


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Checks every file that can be read; says why for every other one."""
    from reportnlp.engine import Checker
    from reportnlp.formats.json import render_json

    settings = loaded.settings
    checker = Checker(settings)
    reports: list[Report] = []
    unread: list[tuple[str, UnreadableError]] = []
    for path, document in frame.documents(arguments.paths, settings, arguments.password):
        if isinstance(document, UnreadableError):
            unread.append((path, document))
            frame.complain(document)
        else:
            reports.append(checker.check(document))
    if arguments.format == "text":
        from reportnlp.formats.text import render_report, render_total

        rows = [row for report in reports for row in render_report(report, settings.lang)]
        if reports:
            frame.show(arguments.output, arguments.paths, *rows, *render_total(reports, settings.lang))
    elif reports:
        why = [(path, frame.say(error.zh, error.en)) for path, error in unread]
        frame.write(arguments.output, arguments.paths, render_json(reports, why, lines=arguments.format == "jsonl"))
    return 2 if unread else int(any(_fails(report, settings.fail_on) for report in reports))


def _fails(report: Report, fail_on: str) -> bool:
    limit = SEVERITIES.index(fail_on)
    return any(SEVERITIES.index(finding.severity) <= limit for finding in report.findings)
