"""Which files an audit is about: folders through and through, globs, single files and fsspec addresses."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from reportnlp.errors import SettingsError, UnreadableError, reason_of
from reportnlp.suppress import SIDECAR_ENDING

_LOCK_NAMES = ("~$", ".~lock.")
_GLOB_MARKS = "*?["


class Found(NamedTuple):
    """Paths or addresses to read, sorted, each once; and those passed over: hidden, lock and sidecar files.

    ``names`` has what to call each file: its path from the folder given; where several are given, with that folder's
    name before it; as it was given, where these are called the same.
    """

    files: tuple[str, ...]
    skipped: tuple[str, ...]
    names: dict[str, str]


def find_files(places: Sequence[str], leave_out: Path | None = None) -> Found:
    """The files in ``places``: a folder (with all below it), a glob (``**`` too), a file, or an fsspec address.

    A name that is no Unicode is written with \\x: no file of that name is found later, which becomes its row.
    What lies under ``leave_out`` is none of them. A file that is named itself is never passed over. Raises
    SettingsError for a place that does not exist or holds no file.
    """
    named: dict[str, tuple[str, str]] = {}  # by whole path: the path as given, the folder that it is called from
    skipped: dict[str, str] = {}
    for place in places:
        root, found = _remote(place) if is_address(place) else _local(place, leave_out)
        rows = list(found)
        if not rows:
            raise SettingsError(f"“{place}”里没有文件：请核对路径。", f"there is no file in {place}: check the path.")
        for path, wanted in rows:
            path = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
            if wanted:
                named.setdefault(_whole(path), (path, root))
            else:
                skipped[_whole(path)] = path
    passed_over = sorted(path for whole, path in skipped.items() if whole not in named)
    return Found(tuple(sorted(path for path, _ in named.values())), tuple(passed_over), _names(named))


def _names(named: dict[str, tuple[str, str]]) -> dict[str, str]:
    roots = {root for _, root in named.values()}
    labels = {root: root.rstrip("/").rpartition("/")[2] for root in roots}
    if len(set(labels.values())) < len(roots):
        return {path: path for path, _ in named.values()}
    before = {root: f"{label}/" if len(roots) > 1 else "" for root, label in labels.items()}
    return {
        path: before[root] + _plain(whole).removeprefix(_plain(root).rstrip("/") + "/")
        for whole, (path, root) in named.items()
    }


def _plain(address: str) -> str:
    """An address as people read it: those of the web write Chinese as %E7%94%B2."""
    return unquote(address) if address.startswith(("http://", "https://")) else address


def _whole(path: str) -> str:
    """The same for the same file, however it was given; links stay as named."""
    return path if is_address(path) else Path(os.path.abspath(path)).as_posix()  # noqa: PTH100


def is_address(place: str) -> bool:
    """Whether this is an fsspec address (s3://…, memory://…) and not a path of this computer."""
    return "://" in place


def load(path: str, most: int) -> bytes:
    """The bytes at an fsspec address. Raises UnreadableError when they cannot be had or are more than ``most``."""
    try:
        with _fsspec().open(path, "rb") as file:
            data: bytes = file.read(most + 1)
    except Exception as error:  # every kind of store has errors of its own
        raise UnreadableError(*_sentences("读不到", path, error)) from None
    if len(data) > most:
        raise UnreadableError(
            f"“{path}”超过 {most // 10**6} MB 的上限：请拆分后再检查。", f"{path} has more than {most // 10**6} MB."
        )
    return data


def _local(place: str, leave_out: Path | None) -> tuple[str, Iterator[tuple[str, bool]]]:
    """The folder that the files in ``place`` are called from, and these files."""
    path = Path(place)
    if path.is_dir():
        return _whole(place), _under(path, leave_out)
    if path.exists():
        return _whole(place).rpartition("/")[0], iter([(place, True)])
    if any(mark in place for mark in _GLOB_MARKS):
        return _whole(str(_fixed(path))), _matching(place, leave_out)
    raise SettingsError(f"找不到“{place}”：请核对路径。", f"{place} does not exist: check the path.")


def _fixed(pattern: Path) -> Path:
    """The folder above the first part of a glob that has a mark."""
    parts = pattern.parts
    marked = next(number for number, part in enumerate(parts) if any(mark in part for mark in _GLOB_MARKS))
    return Path(*parts[:marked])


def _matching(pattern: str, leave_out: Path | None) -> Iterator[tuple[str, bool]]:
    from glob import iglob

    out = leave_out.resolve() if leave_out else None
    for match in iglob(pattern, recursive=True):  # noqa: PTH207  (Path.glob knows no absolute patterns)
        if Path(match).is_file() and (out is None or out not in Path(match).resolve().parents):
            yield match, not is_passed_over(Path(match).name)


def _under(folder: Path, leave_out: Path | None) -> Iterator[tuple[str, bool]]:
    out = leave_out.resolve() if leave_out else None
    for root, folders, names in os.walk(folder):
        hidden = [name for name in folders if name.startswith(".")]
        yield from ((str(Path(root, name)), False) for name in hidden)
        folders[:] = sorted(
            name for name in folders if name not in hidden and (out is None or Path(root, name).resolve() != out)
        )
        yield from ((str(Path(root, name)), not is_passed_over(name)) for name in sorted(names))


def _remote(place: str) -> tuple[str, Iterator[tuple[str, bool]]]:
    """The address that the files at ``place`` are called from, and these files."""
    fsspec = _fsspec()
    try:
        files, inner = fsspec.core.url_to_fs(place)
        if any(mark in place for mark in _GLOB_MARKS):
            root = place[: min(place.find(mark) % len(place) for mark in _GLOB_MARKS if mark in place)].rpartition("/")[
                0
            ]
            found = files.glob(inner, detail=True)
        elif files.isdir(inner):
            root, found = place.rstrip("/"), files.find(inner, detail=True)
        else:
            root, found = place.rpartition("/")[0], {inner: files.info(inner)}
        root = files.unstrip_protocol(files._strip_protocol(root))
        rows = [files.unstrip_protocol(path) for path, info in found.items() if info["type"] == "file"]
    except Exception as error:  # every kind of store has errors of its own
        raise SettingsError(*_sentences("打不开", place, error)) from None
    return root, ((path, not is_passed_over(_plain(path).rpartition("/")[2])) for path in rows)


def _sentences(what: str, place: str, error: Exception) -> tuple[str, str]:
    """Why an address cannot be read, in both languages; for a store whose package is missing, which one to install."""
    if isinstance(error, ImportError):
        missing = error.__cause__ if isinstance(error.__cause__, ImportError) else error
        package = (missing.name or "").partition(".")[0] or "fsspec"
        return f"读取“{place}”要先安装：pip install {package}。", f"{place} needs: pip install {package}."
    return f"{what}“{place}”（{_why(error)}）：请检查地址和权限。", f"{place} cannot be read: {error}."


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "没有这个文件或文件夹"
    if isinstance(error, PermissionError):
        return "没有权限"
    if isinstance(error, OSError):
        return reason_of(error)
    if isinstance(error, ValueError) and "rotocol" in str(error):
        return "不认识这种地址"
    return "没有访问凭据" if "Credentials" in type(error).__name__ else f"存储服务报错 {type(error).__name__}"


def is_passed_over(name: str) -> bool:
    """Whether a file of this name is hidden, a lock file or a sidecar file, and so no report."""
    return name.startswith((".", *_LOCK_NAMES)) or name.endswith(SIDECAR_ENDING)


def _fsspec() -> Any:
    try:
        import fsspec
    except ImportError:
        raise SettingsError(
            '读取网络存储要先安装：pip install "reportnlp[batch]"。', 'addresses need: pip install "reportnlp[batch]".'
        ) from None
    return fsspec
