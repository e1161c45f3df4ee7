"""``reportnlp config show``: the settings in force and where each came from."""

from __future__ import annotations

import argparse
from dataclasses import fields
from typing import Any

from reportnlp.cli import frame
from reportnlp.config import LoadedSettings
from reportnlp.suppress import Suppression, quoted

SUMMARY = ("显示生效的设置", "show the settings in force")


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``config``."""
    child.add_argument("action", choices=("show",))
    child.add_argument("--origin", action="store_true", help=frame.say("同时显示来源", "show where each comes from"))


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Prints one setting a line, as TOML would write it."""
    lines = []
    for field in fields(loaded.settings):
        key, value = field.name, getattr(loaded.settings, field.name)
        origin = f"  # {loaded.origins[key]}" if arguments.origin else ""
        unset = "# " if value is None else ""  # TOML has no empty value
        lines.append(f"{unset}{key.replace('_', '-')} = {_shown(value)}{origin}\n")
    frame.write(None, [], "".join(lines))
    return 0


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, tuple):
        return repr(value)
    if value and isinstance(value[0], Suppression):
        return "{ " + ", ".join(f"{row.fingerprint} = {_reason(row)}" for row in value) + " }"
    return repr(list(value))


def _reason(row: Suppression) -> str:
    return f"{{ reason = {quoted(row.reason)}, expires = {row.expires} }}" if row.expires else quoted(row.reason)
