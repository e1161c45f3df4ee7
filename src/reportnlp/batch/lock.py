"""The lock of a folder of results: one program at a time writes there."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

from reportnlp.errors import SettingsError

LOCK_NAME = ".audit.lock"


def lock(file: IO[Any]) -> None:
    """Take the lock of a folder of results until the file is closed. Raises OSError while another has it."""
    try:
        import fcntl
    except ImportError:
        import msvcrt  # Windows

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def take(file: IO[Any], out: Path) -> None:
    """The lock of the folder ``out``. Raises SettingsError while another audit has it."""
    try:
        lock(file)
    except OSError:
        raise SettingsError(
            f"另一个审查正在写“{out}”：请等它结束，或换一个输出文件夹。",
            f"another audit is writing to {out}: wait for it, or choose another folder.",
        ) from None
