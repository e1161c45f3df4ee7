"""Entry point: finds the command's module, reads the settings, turns errors into one sentence and exit code 2."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

import reportnlp

COMMANDS = (
    "check",
    "annotate",
    "fix",
    "claims",
    "areas",
    "audit",
    "records",
    "reconcile",
    "draft",
    "correct",
    "serve",
    "baseline",
    "explain",
    "rules",
    "lsp",
    "config",
    "doctor",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code: 0 nothing to report, 1 findings, 2 usage, settings or unreadable input."""
    words = list(sys.argv[1:] if argv is None else argv)
    _survive_odd_consoles()
    if words in (["--version"], ["-V"]):
        print(f"reportnlp {reportnlp.__version__}")  # noqa: T201
        return 0
    from reportnlp.cli import frame
    from reportnlp.errors import ReportnlpError, reason_of

    frame.choose_language(words)
    try:
        return _run(words)
    except ReportnlpError as error:
        frame.complain(error)
        return 2
    except KeyboardInterrupt:
        frame.note("已中断，没有写出任何文件。", "Interrupted; nothing was written.")
        return 130
    except BrokenPipeError:  # the reader of a pipe has left: as quiet as other commands
        sys.stdout = None
        return 0
    except OSError as error:  # a full disk, a device that refuses
        frame.note(
            f"错误：写不出结果（{reason_of(error)}）。", f"error: the result cannot be written: {error.strerror}."
        )
        sys.stdout = None
        return 2


def _run(words: list[str]) -> int:
    from difflib import get_close_matches
    from pathlib import Path

    from reportnlp.cli import frame
    from reportnlp.config import load_settings

    if words[:1] == ["--lang"]:  # the language may also stand before the command
        words = [*words[2:], *words[:2]]
    command = next((word for word in words if not word.startswith("-")), None)
    wants_help = not words or (command is None and bool({"-h", "--help"} & set(words)))
    if command is not None and command not in COMMANDS:
        near = get_close_matches(command, COMMANDS, 1, 0.4)
        hint = near[0] if near else "、".join(COMMANDS)
        raise frame.usage_error(
            f"没有“{command}”这个命令，是不是 {hint}？", f"unknown command {command!r}, did you mean {hint}?"
        )
    modules = {name: _module(name) for name in (COMMANDS if wants_help or command is None else (command,))}
    parser = frame.parser(modules)
    if wants_help:
        parser.print_help()
        return 0
    arguments = parser.parse_args(words)
    if not getattr(arguments, "command", None):
        raise frame.usage_error(
            "请写出要做什么，例如：reportnlp check 报告.docx。", "name a command: reportnlp check FILE."
        )
    flags = {key: getattr(arguments, key, None) for key in frame.SETTING_FLAGS}
    loaded = load_settings(Path.cwd(), flags)
    frame.choose_language(words, loaded.settings.lang)
    code: int = modules[arguments.command].run(arguments, loaded)
    return code


def _module(name: str) -> ModuleType:
    return import_module(f"reportnlp.cli.{name}_command")


def _survive_odd_consoles() -> None:
    """A console that lacks a character (GBK on Windows) shows ? for it; ``frame.write`` refuses to thin data so."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
