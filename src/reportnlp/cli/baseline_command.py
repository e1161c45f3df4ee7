"""``reportnlp baseline``: records the findings of an existing pile, so that ``check --baseline`` shows only new ones."""

from __future__ import annotations

import argparse
from dataclasses import replace

from reportnlp.cli import frame
from reportnlp.cli.checking import Checked, check_files
from reportnlp.config import LoadedSettings

SUMMARY = ("记下一批报告现有的问题，以后只看新增的", "record what is found now, to see only new findings later")


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``baseline``."""
    child.add_argument("paths", nargs="+", metavar="PATH", help=frame.say("这一批报告的全部文件", "all the reports"))
    target = child.add_mutually_exclusive_group(required=True)
    target.add_argument("--output", "-o", metavar="FILE", help=frame.say("新建的基线文件", "baseline file to make"))
    target.add_argument(
        "--update",
        metavar="FILE",
        help=frame.say("已有的基线文件：只删去已改正的，不增加新的", "baseline file to shrink: nothing new enters"),
    )
    frame.add_rule_flags(child)


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Writes the baseline file, or shrinks the one there is."""
    from reportnlp import baseline

    if arguments.update is not None:
        old = baseline.read_baseline(arguments.update)
        checked = check_files(arguments.paths, replace(loaded.settings, min_confidence=0.0))
        if checked.unread:  # what stands in them would be taken for corrected
            frame.note("有文件读不了，基线未改动。", "The baseline was left as it is: a file could not be read.")
            return 2
        now = baseline.record(checked.reports)
        new = old.shrunk(now, _codes_run(checked))
        frame.write(arguments.update, arguments.paths, baseline.render_baseline(new))
        _tell(
            f"基线由 {old.total} 处减为 {new.total} 处；未计入的新问题不会加进基线。",
            f"The baseline went from {old.total} to {new.total} findings; new ones are not added.",
        )
        return 0
    checked = check_files(arguments.paths, loaded.settings)
    if checked.reports:
        recorded = baseline.record(checked.reports)
        frame.write(arguments.output, arguments.paths, baseline.render_baseline(recorded))
        count = len(checked.reports)
        _tell(
            f"已记下 {count} 份报告的 {recorded.total} 处问题，写入 {arguments.output}。",
            f"{recorded.total} findings of {count} reports recorded in {arguments.output}.",
        )
    return 2 if checked.unread else 0


def _codes_run(checked: Checked) -> set[str]:
    broken = {code for report in checked.reports for code, _ in report.skipped_rules}
    return {rule.card.code for rule in checked.checker.rules} - broken


def _tell(zh: str, en: str) -> None:
    frame.write(None, [], frame.say(zh, en) + "\n")
