"""Which files an audit is about: folders through and through, globs, single files and fsspec addresses."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from reportnlp.errors import SettingsError, UnreadableError, os_reason
from reportnlp.suppress import SIDECAR_ENDING

_LOCK_NAMES = ("~$", ".~lock.")
_GLOB_MARKS = "*?["


class Found(NamedTuple):
    """Paths or addresses to read, sorted, each once; and those passed over: hidden, lock and sidecar files."""

    files: tuple[str, ...]
    skipped: tuple[str, ...]


def find_files(places: Sequence[str], leave_out: Path | None = None) -> Found:
    """The files in ``places``: a folder (with all below it), a glob (``**`` too), a file, or an fsspec address.

    What lies under ``leave_out`` is none of them. A file that is named itself is never passed over. Raises
    SettingsError for a place that does not exist or holds no file.
    """
    named: dict[str, None] = {}
    skipped: dict[str, None] = {}
    for place in places:
        found = list(_remote(place) if is_address(place) else _local(place, leave_out))
        if not found:
            raise SettingsError(f"“{place}”里没有文件：请核对路径。", f"there is no file in {place}: check the path.")
        for path, wanted in found:
            (named if wanted else skipped)[path] = None
    return Found(tuple(sorted(named)), tuple(sorted(set(skipped) - set(named))))


def is_address(place: str) -> bool:
    """Whether this is an fsspec address (s3://…, memory://…) and not a path of this computer."""
    return "://" in place


def load(path: str, most: int) -> bytes:
    """The bytes at an fsspec address. Raises UnreadableError when they cannot be had or are more than ``most``."""
    try:
        with _fsspec().open(path, "rb") as file:
            data: bytes = file.read(most + 1)
    except Exception as error:  # every kind of store has errors of its own
        raise UnreadableError(
            f"读不到“{path}”（{_reason(error)}）：请检查地址和权限。", f"{path} cannot be read: {error}."
        ) from None
    if len(data) > most:
        raise UnreadableError(
            f"“{path}”超过 {most // 10**6} MB 的上限：请拆分后再检查。", f"{path} has more than {most // 10**6} MB."
        )
    return data


def _local(place: str, leave_out: Path | None) -> Iterator[tuple[str, bool]]:
    path = Path(place)
    if path.is_dir():
        yield from _under(path, leave_out)
    elif path.exists():
        yield str(path), True
    elif any(mark in place for mark in _GLOB_MARKS):
        from glob import iglob

        for match in iglob(place, recursive=True):  # noqa: PTH207  (Path.glob knows no absolute patterns)
            if Path(match).is_file():
                yield match, not is_passed_over(Path(match).name)
    else:
        raise SettingsError(f"找不到“{place}”：请核对路径。", f"{place} does not exist: check the path.")


def _under(folder: Path, leave_out: Path | None) -> Iterator[tuple[str, bool]]:
    out = leave_out.resolve() if leave_out else None
    for root, folders, names in os.walk(folder):
        hidden = [name for name in folders if name.startswith(".")]
        yield from ((str(Path(root, name)), False) for name in hidden)
        folders[:] = sorted(
            name for name in folders if name not in hidden and (out is None or Path(root, name).resolve() != out)
        )
        yield from ((str(Path(root, name)), not is_passed_over(name)) for name in sorted(names))


def _remote(place: str) -> Iterable[tuple[str, bool]]:
    fsspec = _fsspec()
    try:
        files, inner = fsspec.core.url_to_fs(place)
        matches = files.find(inner) if files.isdir(inner) else files.glob(inner)
        rows = [(files.unstrip_protocol(match), match.rsplit("/", 1)[-1]) for match in matches if files.isfile(match)]
    except Exception as error:  # every kind of store has errors of its own
        raise SettingsError(
            f"打不开“{place}”（{_reason(error)}）：请检查地址和权限。", f"cannot open {place}: {error}."
        ) from None
    return [(address, not is_passed_over(name)) for address, name in rows]


def _reason(error: Exception) -> str:
    return os_reason(error) if isinstance(error, OSError) else str(error)


def is_passed_over(name: str) -> bool:
    """Whether a file of this name is hidden, a lock file or a sidecar file, and so no report."""
    return name.startswith((".", *_LOCK_NAMES)) or name.endswith(SIDECAR_ENDING)


def _fsspec() -> Any:
    try:
        import fsspec
    except ImportError:
        raise SettingsError(
            "读取网络存储要先安装：pip install reportnlp[batch]。", "addresses need: pip install reportnlp[batch]."
        ) from None
    return fsspec
