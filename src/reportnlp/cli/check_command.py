"""``reportnlp check``: findings of one or more reports."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from reportnlp.cli import adding, frame, ledgers
from reportnlp.cli.checking import Checked, check_files
from reportnlp.cli.writing import add_password_flag
from reportnlp.config import LoadedSettings, Settings, load_settings
from reportnlp.findings import SEVERITIES, Report

FORMATS = ("text", "json", "jsonl", "sarif", "github", "junit", "xlsx", "html")
SUMMARY = ("检查报告，列出每处问题", "check reports and list the findings")


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``check``."""
    child.add_argument(
        "paths", nargs="+", metavar="PATH", help=frame.say("报告文件（.docx .txt .md），- 为标准输入", "reports")
    )
    frame.add_rule_flags(child)
    frame.add_fail_flag(child)
    frame.add_baseline_flag(child)
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
    add_password_flag(child)
    ledgers.add_records_flag(child)
    adding.add_arguments(child)
    child.add_argument(
        "--watch",
        action="store_true",
        help=frame.say(
            "存盘后自动再查；这时 PATH 也可以是文件夹", "check again on every save; PATH may be a folder then"
        ),
    )
    frame.add_output_flags(child, FORMATS)


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Checks every file that can be read; says why for every other one."""
    settings = loaded.settings
    if adding.wanted(arguments):
        if arguments.watch:
            raise frame.usage_error("--watch 和 --add-ignore 只能写一个。", "--watch does not go with --add-ignore.")
        return adding.add_ignore(arguments, settings)
    if arguments.format == "xlsx" and arguments.output is None:
        raise frame.usage_error(
            "Excel 文件要写到文件里：请加上 -o 问题.xlsx。", "xlsx goes to a file: add -o findings.xlsx."
        )
    return _watched(arguments, loaded) if arguments.watch else _checked(arguments, settings)


def _watched(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Checks all, then after each save the reports that were saved; all of them where the output must hold them."""
    from reportnlp.cli.watching import files_in, watch

    if "-" in arguments.paths:
        raise frame.usage_error("--watch 要写文件或文件夹，不能是标准输入。", "--watch needs files or folders.")
    if not files_in(arguments.paths, arguments.output):
        raise frame.usage_error("没有可以等待的报告：请核对路径。", "there is no report to watch: check the path.")
    whole = arguments.format not in ("text", "jsonl", "github") or arguments.output is not None

    def check(saved: Sequence[str] | None) -> int:
        flags = {key: getattr(arguments, key, None) for key in frame.SETTING_FLAGS}
        paths = files_in(arguments.paths, arguments.output) if whole or saved is None else saved
        return _checked(argparse.Namespace(**{**vars(arguments), "paths": paths}), load_settings(Path.cwd(), flags)[0])

    return watch(arguments.paths, arguments.output, _depended_on(arguments, loaded), check)


def _depended_on(arguments: argparse.Namespace, loaded: LoadedSettings) -> list[str]:
    """The files other than reports that a check reads."""
    settings = loaded.settings
    named = (settings.baseline, *map(str, settings.files))
    given = (arguments.previous, arguments.mapping, *(arguments.records or ()))
    return [*filter(None, (*named, *given)), *(row for row in set(loaded.origins.values()) if Path(row).is_file())]


def _checked(arguments: argparse.Namespace, settings: Settings) -> int:
    """Checks and shows once; the exit code."""
    from reportnlp.baseline import hide_known, read_baseline
    from reportnlp.document.readers import read

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
    _show(arguments, settings, Checked(reports, unread, checker))
    frame.told_written(arguments.output)
    return 2 if unread else int(any(_fails(report, settings.fail_on) for report in reports))


def _show(arguments: argparse.Namespace, settings: Settings, checked: Checked) -> None:
    reports, unread, _ = checked
    if arguments.format == "text":
        from reportnlp.formats.text import render_report, render_total

        rows = [row for report in reports for row in render_report(report, settings.lang)]
        if reports:
            frame.show(arguments.output, arguments.paths, *rows, *render_total(reports, settings.lang))
        return
    why = [(frame.input_name(path), frame.say(error.zh, error.en)) for path, error in unread]
    if arguments.format == "xlsx":
        from reportnlp.formats.findings_workbook import sheets_of
        from reportnlp.formats.workbook import render_workbook

        frame.write_bytes(arguments.output, arguments.paths, render_workbook(sheets_of(reports, why)))
        return
    frame.write(arguments.output, arguments.paths, _rendered(arguments.format, settings, checked, why))


def _rendered(name: str, settings: Settings, checked: Checked, why: Sequence[tuple[str, str]]) -> str:
    """The reports in one of the formats for programs."""
    reports, _, checker = checked
    if name == "sarif":
        from reportnlp.formats.sarif import render_sarif

        return render_sarif(reports, why, settings.lang)
    if name == "github":
        from reportnlp.formats.github import render_github

        return render_github(reports, why, settings.lang)
    if name == "html":
        from reportnlp.formats.html import render_html

        return render_html(reports, why)
    if name == "junit":
        from reportnlp.formats.junit import render_junit

        codes = {rule.card.code for rule in checker.rules}
        return render_junit(reports, why, codes, settings.fail_on, settings.lang)
    from reportnlp.formats.json import render_json

    return render_json(reports, why, lines=name == "jsonl")


def _fails(report: Report, fail_on: str) -> bool:
    limit = SEVERITIES.index(fail_on)
    return any(SEVERITIES.index(finding.severity) <= limit for finding in report.findings)
