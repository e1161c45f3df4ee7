"""``reportnlp correct``: line in, corrected line out."""

from __future__ import annotations

import argparse
import json

from reportnlp.cli import frame
from reportnlp.config import LoadedSettings, Settings

SUMMARY = ("改正有把握的错别字和提法，逐行输出", "correct sure slips, line by line")


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``correct``."""
    child.add_argument(
        "path", nargs="?", default="-", metavar="FILE", help=frame.say("文本文件，默认标准输入", "text file")
    )
    frame.add_own_word_flags(child)
    frame.add_output_flags(child, ("text", "jsonl"))


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Corrects every line; the line ends stay."""
    from reportnlp.document.readers import read_lines

    lines = read_lines(frame.standard_input() if arguments.path == "-" else arguments.path)
    render = _edits if arguments.format == "jsonl" else _corrected
    text = "".join(render(line, loaded.settings) for line in lines)
    frame.write(arguments.output, [arguments.path], text)
    frame.told_written(arguments.output)
    return 0


def _corrected(line: str, settings: Settings) -> str:
    from reportnlp.engine import correct

    body = line.rstrip("\r\n")
    return correct(body, settings) + line[len(body) :]


def _edits(line: str, settings: Settings) -> str:
    from reportnlp.engine import sure_edits_in
    from reportnlp.text.edits import apply_edits

    body = line.rstrip("\r\n")
    edits = sure_edits_in(body, settings)
    rows = [
        {"start": edit.span.start, "end": edit.span.end, "found": edit.span.of(body), "best": edit.replacement}
        for edit in edits
    ]
    content = {"text": body, "corrected": apply_edits(body, edits), "edits": rows}
    return json.dumps(content, ensure_ascii=False) + "\n"
