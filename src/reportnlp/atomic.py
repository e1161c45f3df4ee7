"""Writes a file whole or not at all, and never over an input."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from reportnlp.errors import SettingsError, reason_of


def write_bytes(output: str, inputs: Sequence[str], data: bytes) -> None:
    """Bytes to the file ``output``, which must not be one of ``inputs``: all of them or none.

    Raises SettingsError, with one sentence, where that cannot be.
    """
    target = checked_target(output, inputs)
    try:
        write_whole(target, data)
    except OSError as error:
        raise SettingsError(
            f"写不了“{output}”（{reason_of(error)}）：请换一个位置或检查权限。",
            f"cannot write {output}: {error.strerror}.",
        ) from None


def write_whole(target: Path, data: bytes) -> None:
    """Put ``data`` in place of what ``target`` holds; whatever goes wrong, it stays as it was. Raises OSError."""
    import tempfile

    target = target.resolve()  # what a link points to is replaced, not the link
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def checked_target(output: str, inputs: Sequence[str]) -> Path:
    """The file that ``output`` names, links followed. Raises SettingsError for an input file and for what is no file."""
    target = Path(output)
    try:
        if any(path != "-" and Path(path).exists() and target.exists() and target.samefile(path) for path in inputs):
            raise SettingsError(
                f"“{output}”是输入文件：请换一个输出文件名。", f"{output} is an input file: choose another name."
            )
        if target.exists() and not target.is_file():
            raise SettingsError(
                f"“{output}”不是普通文件：请换一个输出文件名。", f"{output} is not a regular file: choose another name."
            )
        return target.resolve()  # what a link points to is replaced, not the link
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = reason_of(error) if isinstance(error, OSError) else "文件名里有不能用的字符"
        raise SettingsError(f"写不了“{output}”（{reason}）：请换一个文件名。", f"cannot write {output}.") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
