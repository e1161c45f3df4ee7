"""``reportnlp draft``: a report drafted from the activity ledger, every figure with its records."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from reportnlp.cli import frame, ledgers
from reportnlp.config import LoadedSettings
from reportnlp.findings import AREAS

if TYPE_CHECKING:
    from reportnlp.config import Settings
    from reportnlp.draft.model import Draft
    from reportnlp.draft.polish import Endpoint

_NOTES = 30  # what a terminal shows of them
SUMMARY = ("由台账起草报告，每个数都注明出自哪几行", "draft a report from the activity ledger")


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``draft``."""
    child.add_argument("paths", nargs="+", metavar="RECORDS", help=frame.say("台账文件", "ledger files"))
    child.add_argument(
        "--output",
        "-o",
        metavar="FILE",
        help=frame.say("写到 .docx 或 .md；不写则显示 Markdown", ".docx or .md to write"),
    )
    child.add_argument("--kind", default="述职报告", help=frame.say("述职报告（默认）或工作总结", "kind of report"))
    child.add_argument("--unit", help=frame.say("单位名称，缺省取台账标题里的", "name of the unit"))
    child.add_argument(
        "--only",
        action="append",
        choices=AREAS,
        metavar="AREA",
        help=frame.say("只写这个领域，可写几次", "only this area"),
    )
    child.add_argument("--outline", action="store_true", help=frame.say("只要标题和数据", "only headings and figures"))
    child.add_argument("--clean", action="store_true", help=frame.say("不注明出处", "without comments and footnotes"))
    child.add_argument("--seed", type=int, default=0, metavar="N", help=frame.say("换一种说法", "another wording"))
    child.add_argument("--previous", metavar="FILE", help=frame.say("上年度报告：接着写它的打算", "last year's report"))
    child.add_argument("--templates", metavar="FOLDER", help=frame.say("本单位的模板文件夹", "folder of own templates"))
    child.add_argument(
        "--polish",
        action="store_true",
        help=frame.say("请语言模型润色（设置 polish-url、polish-model；缺省不联网）", "let a language model reword it"),
    )
    ledgers.add_reading_flags(child)
    frame.add_period_flag(child)


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Writes the draft only after it has passed its own check."""
    from reportnlp.draft.compose import Wish
    from reportnlp.draft.drafting import draft_report

    settings = loaded.settings
    ending = Path(arguments.output).suffix.lower() if arguments.output else ".md"
    if ending not in (".docx", ".md"):
        raise frame.usage_error("草稿只写成 .docx 或 .md：请改输出文件名。", "a draft is written as .docx or .md.")
    ledger = ledgers.read_ledger(arguments, settings, arguments.paths)
    previous = None
    if arguments.previous:
        from reportnlp.document.readers import read

        previous = read(arguments.previous)
    only = tuple(area for area in AREAS if area in (arguments.only or ()))
    wish = Wish(arguments.kind, settings.period, arguments.unit, arguments.seed, only, arguments.outline)
    polish = _endpoint(settings) if arguments.polish else None
    draft = draft_report(ledger, wish, templates=arguments.templates, previous=previous, polish=polish)
    _write(draft, ending, arguments)
    for note in draft.notes[:_NOTES]:
        frame.note(f"注意：{note}", f"note: {note}")
    if len(draft.notes) > _NOTES:
        frame.note(
            f"……共 {len(draft.notes)} 处要注意，全部见 reportnlp records preview --rows 0。",
            f"… {len(draft.notes)} notes, all in: reportnlp records preview --rows 0.",
        )
    return 0


def _endpoint(settings: Settings) -> Endpoint:
    from reportnlp.draft.polish import Endpoint

    if not settings.polish_url:
        raise frame.usage_error(
            "--polish 要先在设置里写 polish-url，例如 http://127.0.0.1:8000/v1。",
            "--polish needs the setting polish-url.",
        )
    return Endpoint(settings.polish_url, settings.polish_model or "default", os.environ.get("REPORTNLP_POLISH_KEY", ""))


def _write(draft: Draft, ending: str, arguments: argparse.Namespace) -> None:
    from reportnlp.draft.writing import to_markdown, to_word

    inputs = [*arguments.paths, *filter(None, [arguments.previous])]
    if ending == ".docx":
        frame.write_bytes(arguments.output, inputs, to_word(draft, arguments.clean))
    else:
        frame.write(arguments.output, inputs, to_markdown(draft, arguments.clean))
    if arguments.output:
        text = draft.text
        figures = sum(bool(source.rows) for _, source in draft.figures)
        gaps = text.count("【待补")
        frame.note(
            f"已写出 {arguments.output}：{len(text):,} 字，{figures} 处取自台账，待补 {gaps} 处；自查没有错误，数据都有台账依据。",
            f"{arguments.output}: {len(text):,} characters, {figures} places from the ledger, {gaps} gaps; check passed.",
        )
