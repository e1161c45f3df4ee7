"""``reportnlp check``: findings of one or more reports."""

from __future__ import annotations

import argparse

from reportnlp.cli import adding, frame, ledgers
from reportnlp.cli.checking import check_files
from reportnlp.config import LoadedSettings
from reportnlp.findings import SEVERITIES, Report

SUMMARY = ("检查报告，列出每处问题", "check reports and list the findings")


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``check``."""
    child.add_argument(
        "paths", nargs="+", metavar="PATH", help=frame.say("报告文件（.docx .txt .md），- 为标准输入", "reports")
    )
    frame.add_rule_flags(child)
    frame.add_fail_flag(child)
    child.add_argument(
        "--baseline",
        metavar="FILE",
        help=frame.say('只看这个基线文件之后的新问题（写 "" 则不用）', "show only what is not in this baseline"),
    )
    child.add_argument(
        "--layout",
        action="store_true",
        default=None,
        help=frame.say("同时按 GB/T 9704—2012 检查 Word 文件的版式", "check the layout of Word files too"),
    )
    child.add_argument(
        "--profile",
        metavar="FILE",
        help=frame.say("本单位的版式数值（YAML），与 --layout 合用", "own figures for --layout (YAML)"),
    )
    child.add_argument(
        "--previous",
        metavar="FILE",
        help=frame.say("去年的报告：逐条核对其中的打算有没有落实", "last year's report: what became of its plans"),
    )
    child.add_argument("--password", help=frame.say("加密文件的打开密码", "password of an encrypted file"))
    ledgers.add_records_flag(child)
    adding.add_arguments(child)
    frame.add_output_flags(child, ("text", "json", "jsonl", "html"))


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Checks every file that can be read; says why for every other one."""
    from reportnlp.baseline import hide_known, read_baseline
    from reportnlp.document.readers import read
    from reportnlp.formats.json import render_json

    settings = loaded.settings
    if adding.wanted(arguments):
        return adding.add_ignore(arguments, settings)
    baseline = read_baseline(settings.baseline) if settings.baseline else None
    ledger = ledgers.optional_ledger(arguments, settings)
    previous = read(arguments.previous, limits=settings.limits) if arguments.previous else None
    reports, unread, checker = check_files(
        arguments.paths, settings, arguments.password, records=ledger, previous=previous
    )
    if arguments.profile and not checker.needs_layout:
        raise frame.usage_error(
            "--profile 只用于检查版式：请同时写上 --layout。", "--profile is for the layout: add --layout."
        )
    if baseline is not None:
        reports = hide_known(reports, baseline)
    if arguments.format == "text":
        from reportnlp.formats.text import render_report, render_total

        rows = [row for report in reports for row in render_report(report, settings.lang)]
        if reports:
            frame.show(arguments.output, arguments.paths, *rows, *render_total(reports, settings.lang))
    elif arguments.format == "html":
        from reportnlp.formats.html import render_html

        if reports:
            frame.write(arguments.output, arguments.paths, render_html(reports))
    else:
        why = [(path, frame.say(error.zh, error.en)) for path, error in unread]
        frame.write(arguments.output, arguments.paths, render_json(reports, why, lines=arguments.format == "jsonl"))
    return 2 if unread else int(any(_fails(report, settings.fail_on) for report in reports))


def _fails(report: Report, fail_on: str) -> bool:
    limit = SEVERITIES.index(fail_on)
    return any(SEVERITIES.index(finding.severity) <= limit for finding in report.findings)
