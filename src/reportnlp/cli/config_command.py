"""``reportnlp config show``: the settings in force and where each came from."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from reportnlp.cli import frame
from reportnlp.config import LoadedSettings

SUMMARY = ("显示生效的设置", "show the settings in force")


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``config``."""
    child.add_argument("action", choices=("show",))
    child.add_argument("--origin", action="store_true", help=frame.say("同时显示来源", "show where each comes from"))


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Prints one setting a line, as TOML would write it."""
    lines = []
    for key, value in asdict(loaded.settings).items():
        origin = f"  # {loaded.origins[key]}" if arguments.origin else ""
        shown = list(value) if isinstance(value, tuple) else value
        lines.append(f"{key.replace('_', '-')} = {'' if shown is None else repr(shown)}{origin}\n")
    frame.write(None, [], "".join(lines))
    return 0
