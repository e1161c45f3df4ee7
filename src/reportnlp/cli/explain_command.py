"""``reportnlp explain``: the page of one rule."""

from __future__ import annotations

import argparse

from reportnlp.cli import frame
from reportnlp.config import LoadedSettings

SUMMARY = ("说明一条规则：为什么、依据、例句", "explain a rule")


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``explain``."""
    child.add_argument("code", metavar="CODE", help=frame.say("规则代码或名称，例如 PH001", "code or name of a rule"))


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Prints the card of one rule."""
    from reportnlp.formats.catalog import rule_page
    from reportnlp.rules.catalog import find_rule

    frame.show(None, [], rule_page(find_rule(arguments.code).card))
    return 0
