"""The help of every command, as the program itself gives it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from documentation.commands import run, working_in


def command_help() -> str:
    """A section for each command of the program, in its own order."""
    from reportnlp.cli.main import COMMANDS

    with tempfile.TemporaryDirectory() as folder, working_in(Path(folder)):
        parts = [f"## {name}\n\n```text\n{run(f'reportnlp {name} --help').output.strip()}\n```" for name in COMMANDS]
    return "\n\n".join(parts)
