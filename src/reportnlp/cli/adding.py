"""``reportnlp check --add-ignore``: writes one finding into the sidecar file beside the report."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from difflib import SequenceMatcher

from reportnlp.cli import frame
from reportnlp.cli.checking import check_files
from reportnlp.config import Settings
from reportnlp.errors import SettingsError
from reportnlp.findings import Finding, Report
from reportnlp.suppress import SHORT, day, ignore_in_sidecar

_NEAREST = 3  # findings offered in place of an unknown fingerprint
_FOUND = 40  # characters of a slip shown


def add_arguments(child: argparse.ArgumentParser) -> None:
    """The flags of ``check`` that ignore one finding."""
    child.add_argument(
        "--add-ignore",
        metavar="FINGERPRINT",
        help=frame.say("以后不再提示这一处：写 check 显示的指纹，须同时写 --reason", "ignore this finding from now on"),
    )
    child.add_argument("--reason", metavar="TEXT", help=frame.say("忽略的原因", "why it is ignored"))
    child.add_argument(
        "--expires", metavar="DATE", help=frame.say("忽略到哪一天为止，例如 2026-12-31", "last day, such as 2026-12-31")
    )


def wanted(arguments: argparse.Namespace) -> bool:
    """Whether ``check`` was called to ignore a finding. Raises SettingsError for flags that only go with that."""
    if arguments.add_ignore is None and (arguments.reason is not None or arguments.expires is not None):
        raise frame.usage_error(
            "--reason 和 --expires 要与 --add-ignore 指纹 一起用。", "--reason and --expires go with --add-ignore."
        )
    return arguments.add_ignore is not None


def add_ignore(arguments: argparse.Namespace, settings: Settings) -> int:
    """Adds the finding to the report's sidecar file, or changes reason and day of what stands there."""
    reason = " ".join((arguments.reason or "").split())
    if not reason:
        raise frame.usage_error("请用 --reason 写明忽略的原因。", "say why with --reason.")
    expires = None if arguments.expires is None else _day(arguments.expires)
    if len(arguments.paths) != 1 or arguments.paths == ["-"]:
        raise frame.usage_error("--add-ignore 一次只写一个报告文件。", "--add-ignore takes one report file.")
    [path] = arguments.paths
    reports, unread, _ = check_files([path], settings)
    if unread:
        return 2
    finding = _named(reports[0], arguments.add_ignore.strip().lower())
    target, entry = ignore_in_sidecar(path, finding, reason, expires)
    what = f"{finding.code} {finding.fingerprint[:SHORT]}“{entry.found}”"
    frame.write(None, [], frame.say(f"已忽略 {what}，写入 {target}。\n", f"ignored {what}, written to {target}.\n"))
    return 0


def _day(word: str) -> date:
    expires = day(word, "--expires")
    if expires < date.today():
        raise frame.usage_error(f"--expires {word} 已经过去：请写以后的日期。", f"--expires {word} is in the past.")
    return expires


def _named(report: Report, word: str) -> Finding:
    """The one finding whose fingerprint starts with ``word``."""
    findings = [*report.findings, *(row.finding for row in report.ignored)]
    fitting = [finding for finding in findings if word and finding.fingerprint.startswith(word)]
    if len(fitting) == 1:
        return fitting[0]
    offered = _offered(report, fitting or _nearest(findings, word))
    if fitting:
        raise frame.usage_error(
            f"以“{word}”开头的有 {len(fitting)} 处，请写长一些：{offered}。",
            f"{len(fitting)} findings start with {word!r}, write more of it: {offered}.",
        )
    raise _unknown(word, offered)


def _unknown(word: str, offered: str) -> SettingsError:
    if not offered:
        return frame.usage_error(
            f"没有指纹为“{word}”的问题：这份报告没有问题可忽略。", f"no finding {word!r}: the report has none at all."
        )
    return frame.usage_error(
        f"没有指纹为“{word}”的问题，是不是其中之一：{offered}？", f"no finding {word!r}, did you mean {offered}?"
    )


def _nearest(findings: Sequence[Finding], word: str) -> list[Finding]:
    def likeness(finding: Finding) -> float:
        names = (finding.fingerprint[: max(1, len(word))], finding.code.lower(), finding.found)
        return max(SequenceMatcher(None, word, name).ratio() for name in names)

    return sorted(findings, key=likeness, reverse=True)


def _offered(report: Report, findings: Sequence[Finding]) -> str:
    rows = []
    for finding in findings[:_NEAREST]:
        paragraph = report.location(finding.span).paragraph
        place = frame.say(f"第 {paragraph} 段", f"paragraph {paragraph}")
        found = " ".join(finding.found[:_FOUND].split())
        rows.append(f"{finding.fingerprint[:SHORT]}（{finding.code}，{place}“{found}”）")
    return frame.say("、", ", ").join(rows)
