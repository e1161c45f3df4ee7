"""``reportnlp annotate``: a copy of a Word report with comments and tracked changes."""

from __future__ import annotations

import argparse

from reportnlp.cli import frame, ledgers
from reportnlp.cli.writing import add_password_flag
from reportnlp.config import LoadedSettings

SUMMARY = ("在 Word 副本里写批注和修订", "write comments and tracked changes into a copy")


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``annotate``."""
    child.add_argument(
        "path", metavar="FILE", help=frame.say("Word 报告（.docx），- 为标准输入", "Word report (.docx)")
    )
    child.add_argument("--output", "-o", metavar="FILE", required=True, help=frame.say("写到哪里", "where to write"))
    either = child.add_mutually_exclusive_group()
    either.add_argument("--comments-only", action="store_true", help=frame.say("只写批注", "no tracked changes"))
    either.add_argument("--changes-only", action="store_true", help=frame.say("只写修订", "no comments"))
    frame.add_rule_flags(child)
    add_password_flag(child)
    ledgers.add_records_flag(child)


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Writes the copy and says what it holds."""
    from reportnlp.cli.writing import deliver, marked, opened, refuse_other_files, suppressions
    from reportnlp.engine import Checker
    from reportnlp.formats.word import marks_of

    settings = loaded.settings
    checker = Checker(settings, records=ledgers.optional_ledger(arguments, settings))
    data, document = opened(arguments.path, settings, arguments.password)
    refuse_other_files(arguments.path, data)
    marks = marks_of(
        checker.check(document, suppressions(arguments.path)),
        comments=not arguments.changes_only,
        changes=not arguments.comments_only,
        lang=settings.lang,
    )
    result, sentence = marked(data, document, marks)
    deliver(arguments, result.data, sentence, result.notes)
    return 0
