"""``reportnlp fix``: makes the sure corrections in a copy; tracked in Word, plainly in a text file."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportnlp.cli import frame
from reportnlp.cli.writing import add_password_flag
from reportnlp.config import LoadedSettings

if TYPE_CHECKING:
    from reportnlp.document.model import Document
    from reportnlp.text.edits import Edit

SUMMARY = ("改正有把握的问题，写成 Word 修订", "make the sure corrections, as tracked changes in Word")


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``fix``."""
    child.add_argument("path", metavar="FILE", help=frame.say("报告文件（.docx .txt .md），- 为标准输入", "report"))
    either = child.add_mutually_exclusive_group()
    either.add_argument("--output", "-o", metavar="FILE", help=frame.say("写到哪里", "where to write"))
    child.add_argument("--accept", action="store_true", help=frame.say("直接改，不留修订", "no tracked changes"))
    either.add_argument(
        "--diff", action="store_true", help=frame.say("只显示改前改后，不写文件", "show old and new, write nothing")
    )
    frame.add_rule_flags(child)
    add_password_flag(child)


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Writes the corrected copy, or shows what would change (then 1 when there is something)."""
    from reportnlp.cli.writing import deliver, is_word, marked, opened, refuse_other_files, suppressions, tell
    from reportnlp.document.text_file import edited
    from reportnlp.engine import Checker, sure_edits
    from reportnlp.formats.word import marks_of

    if arguments.output is None and not arguments.diff:
        raise frame.usage_error(
            "请用 -o 写出新文件名，或用 --diff 只看不写。", "name the new file with -o, or only look with --diff."
        )
    checker = Checker(loaded.settings)
    data, document = opened(arguments.path, loaded.settings, arguments.password)
    if document.encoding is None:  # not read as text: what LibreOffice converted has other bytes than were read
        refuse_other_files(arguments.path, data)
    report = checker.check(document, suppressions(arguments.path))
    if is_word(data):
        result, sentence = marked(data, document, marks_of(report, comments=False), arguments.accept)
        written, edits, notes = result.data, result.changes, result.notes
    else:
        edits, notes = sure_edits(report), ()
        written = edited(data, edits)
        sentence = frame.say(
            f"改动 {len(edits)} 处；其余文字一字未变。", f"{len(edits)} changes; every other character is as it was."
        )
    if arguments.diff:
        frame.write(None, [], "".join(_difference(document, edits)))
        tell(notes)
        return int(bool(edits))
    deliver(arguments, written, sentence, notes)
    return 0


def _difference(document: Document, edits: tuple[Edit, ...]) -> Iterator[str]:
    """Old and new wording of each sentence that changes."""
    from reportnlp.text.edits import Edit, apply_edits

    for paragraph in document.paragraphs:
        inside = [
            edit for edit in edits if paragraph.span.start <= edit.span.start and edit.span.end <= paragraph.span.end
        ]
        for sentence in paragraph.sentences(document.text) if inside else ():
            here = [edit for edit in inside if _belongs(edit, sentence.start, sentence.end, paragraph.span.end)]
            if here:
                end = max(sentence.end, here[-1].span.end)
                old = document.text[sentence.start : end]
                moved = [Edit(edit.span.shift(-sentence.start), edit.replacement) for edit in here]
                yield f"- {old.strip()}\n+ {apply_edits(old, moved).strip()}\n\n"


def _belongs(edit: Edit, start: int, end: int, last: int) -> bool:
    """Whether an edit stands in a sentence; what is put in at its very end belongs to the next one if there is one."""
    return start <= edit.span.start < end or edit.span.start == end == last
