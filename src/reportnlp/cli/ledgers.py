"""Flags that name an activity ledger, and reading it: shared by the commands that need one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportnlp.cli import frame
from reportnlp.config import Settings
from reportnlp.errors import reason_of

if TYPE_CHECKING:
    from reportnlp.records.ledger import Ledger


def add_records_flag(child: argparse.ArgumentParser, required: bool = False) -> None:
    """The flag --records and those that say how to read it."""
    child.add_argument(
        "--records",
        action="append",
        metavar="FILE",
        required=required,
        help=frame.say(
            "活动台账（.xlsx .csv .json .jsonl SQLite），可写几次", "activity ledger; may be given more than once"
        ),
    )
    add_reading_flags(child)


def add_reading_flags(child: argparse.ArgumentParser) -> None:
    """Flags that say what the columns of a ledger hold."""
    child.add_argument(
        "--map",
        action="append",
        metavar="COLUMN=FIELD",
        help=frame.say("某列是什么，例如 到场人员数=人数，列也可写字母 E=人数", "what a column holds: E=people"),
    )
    child.add_argument("--mapping", metavar="FILE", help=frame.say("保存过的列对应（YAML）", "a saved mapping (YAML)"))
    child.add_argument(
        "--query", metavar="SQL", help=frame.say("SQLite 里的表名或 SELECT", "table or SELECT of SQLite")
    )


def read_ledger(arguments: argparse.Namespace, settings: Settings, paths: Sequence[str]) -> Ledger:
    """The ledger that the flags name; problems in it are for the command to tell."""
    from reportnlp.records.ledger import read_records

    return read_records(
        paths, period=settings.period, mapping=mapping_of(arguments), query=arguments.query, limits=settings.limits
    )


def optional_ledger(arguments: argparse.Namespace, settings: Settings) -> Ledger | None:
    """The ledger of --records; None without the flag. Raises SettingsError for the other flags without it."""
    if arguments.records:
        return read_ledger(arguments, settings, arguments.records)
    if arguments.map or arguments.mapping or arguments.query:
        raise frame.usage_error(
            "--map、--mapping、--query 要与 --records 台账文件 一起用。",
            "--map, --mapping and --query go with --records.",
        )
    return None


def mapping_of(arguments: argparse.Namespace) -> dict[str, str]:
    """What --mapping and --map say; the latter wins."""
    mapping = _saved(arguments.mapping) if arguments.mapping else {}
    for word in arguments.map or ():
        column, mark, field = word.rpartition("=")
        if not mark or not column.strip() or not field.strip():
            raise frame.usage_error(
                f"--map {word}：要写成 列名=字段，例如 人员数=人数。", f"--map {word}: write COLUMN=FIELD."
            )
        mapping[column.strip()] = field.strip()
    return mapping


def _saved(path: str) -> dict[str, str]:
    import yaml

    try:
        content: Any = yaml.safe_load(Path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        why = reason_of(error) if isinstance(error, OSError) else "不是合法的 YAML"
        raise frame.usage_error(f"读不了列对应文件 {path}（{why}）。", f"cannot read {path}: {error}.") from None
    if not isinstance(content, dict):
        raise frame.usage_error(f"{path} 应是一组“列名: 字段”。", f"{path} must be a mapping.")
    return {str(column): str(field) for column, field in content.items()}
