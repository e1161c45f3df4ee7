"""``reportnlp rules``: the rule catalogue."""

from __future__ import annotations

import argparse
import json

from reportnlp.cli import frame
from reportnlp.config import LoadedSettings

SUMMARY = ("列出全部规则", "list the rules")


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``rules``."""
    child.add_argument("--select", action="append", metavar="CODE", help=frame.say("只列这些规则", "only these rules"))
    child.add_argument("--ignore", action="append", metavar="CODE", help=frame.say("不列这些规则", "leave these out"))
    frame.add_output_flags(child, ("text", "json", "markdown"))


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Lists the selected rules."""
    from reportnlp.formats.catalog import card_to_dict, rules_markdown, shown_message
    from reportnlp.formats.text import table
    from reportnlp.rules.base import FAMILIES, NEEDS
    from reportnlp.rules.catalog import select_rules

    needs = () if loaded.settings.select else NEEDS
    cards = [rule.card for rule in select_rules(loaded.settings.select, loaded.settings.ignore, needs=needs)]
    if arguments.format == "text":
        heads = ("代码", "族", "级别", "把握", "提示")
        rows = [
            (card.code, FAMILIES[card.family], card.severity, f"{card.confidence:.0%}", shown_message(card))
            for card in cards
        ]
        total = frame.say(f"共 {len(cards)} 条规则。", f"{len(cards)} rules.")
        frame.show(arguments.output, [], table(heads, rows), total)
        frame.told_written(arguments.output)
        return 0
    if arguments.format == "markdown":
        text = rules_markdown(cards)
    else:
        text = json.dumps([card_to_dict(card) for card in cards], ensure_ascii=False, indent=2) + "\n"
    frame.write(arguments.output, [], text)
    frame.told_written(arguments.output)
    return 0
