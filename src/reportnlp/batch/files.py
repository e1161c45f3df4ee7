"""Which files an audit is about: folders through and through, globs, single files and fsspec addresses."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias
from urllib.parse import unquote

from reportnlp.errors import SettingsError, UnreadableError, reason_of
from reportnlp.suppress import SIDECAR_ENDING

_LOCK_NAMES = ("~$", ".~lock.")
_GLOB_MARKS = "*?["
_Kind: TypeAlias = Literal["report", "passed over", "own"]


class Found(NamedTuple):
    """Paths or addresses to read, sorted, each once; and those passed over: hidden, lock and sidecar files.

    ``own`` are results of the audit itself, passed over too: files, or the whole folder where it lies among the reports.
    ``names`` has what to call each file: its path from the folder given; where several are given, with that folder's
    name before it; as it was given, where these are called the same.
    """

    files: tuple[str, ...]
    skipped: tuple[str, ...]
    names: dict[str, str]
    own: tuple[str, ...] = ()


class _Results(NamedTuple):
    """Where the audit writes (links followed; None: nowhere), and which files it has written."""

    folder: Path | None = None
    files: frozenset[Path] = frozenset()

    def around(self, root: Path) -> _Results:
        """The same for what lies in ``root``: in the results' own folder only single files are passed over."""
        inside = self.folder is not None and self.folder in (root, *root.parents)
        return self._replace(folder=None) if inside else self


def find_files(places: Sequence[str], out: Path | None = None, written: frozenset[Path] = frozenset()) -> Found:
    """The files in ``places``: a folder (with all below it), a glob (``**`` too), a file, or an fsspec address.

    A name that is no Unicode is written with \\x: no file of that name is found later, which becomes its row.
    What lies under ``out`` is none of them; where the place lies there itself, what earlier audits have ``written`` is
    none. A file that is named itself is never passed over. Raises SettingsError for a place that does not exist or
    holds no file.
    """
    named: dict[str, tuple[str, str]] = {}  # by whole path: the path as given, the folder that it is called from
    skipped: dict[str, str] = {}
    own: dict[str, str] = {}
    results = _Results(out.resolve() if out else None, written)
    for place in places:
        root, found = _remote(place) if is_address(place) else _local(place, results)
        rows = list(found)
        if all(kind == "own" for _, kind in rows):
            raise SettingsError(f"“{place}”里没有文件：请核对路径。", f"there is no file in {place}: check the path.")
        for path, kind in rows:
            path = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
            if kind == "report":
                named.setdefault(_whole(path), (path, root))
            else:
                (own if kind == "own" else skipped)[_whole(path)] = path
    passed_over, results_too = (
        tuple(sorted(path for whole, path in rows.items() if whole not in named)) for rows in (skipped, own)
    )
    return Found(tuple(sorted(path for path, _ in named.values())), passed_over, _names(named), results_too)


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


def _local(place: str, results: _Results) -> tuple[str, Iterator[tuple[str, _Kind]]]:
    """The folder that the files in ``place`` are called from, and these files."""
    path = Path(place)
    if path.is_dir():
        return _whole(place), _under(path, results.around(path.resolve()))
    if path.exists():
        return _whole(place).rpartition("/")[0], iter([(place, "report")])
    if any(mark in place for mark in _GLOB_MARKS):
        fixed = _fixed(path)
        return _whole(str(fixed)), _matching(place, results.around(fixed.resolve()))
    raise SettingsError(f"找不到“{place}”：请核对路径。", f"{place} does not exist: check the path.")


def _fixed(pattern: Path) -> Path:
    """The folder above the first part of a glob that has a mark."""
    parts = pattern.parts
    marked = next(number for number, part in enumerate(parts) if any(mark in part for mark in _GLOB_MARKS))
    return Path(*parts[:marked])


def _matching(pattern: str, results: _Results) -> Iterator[tuple[str, _Kind]]:
    from glob import iglob

    for match in iglob(pattern, recursive=True):  # noqa: PTH207  (Path.glob knows no absolute patterns)
        if Path(match).is_file():
            whole = Path(match).resolve()
            own = whole in results.files or results.folder in whole.parents
            yield match, "own" if own else _kind(Path(match).name)


def _under(folder: Path, results: _Results) -> Iterator[tuple[str, _Kind]]:
    for root, folders, names in os.walk(folder):
        whole = Path(root).resolve()
        for name in sorted(folders):
            if name.startswith(".") or Path(root, name).resolve() == results.folder:
                folders.remove(name)
                yield str(Path(root, name)), "passed over" if name.startswith(".") else "own"
        folders.sort()
        for name in sorted(names):
            yield str(Path(root, name)), "own" if whole / name in results.files else _kind(name)


def _remote(place: str) -> tuple[str, Iterator[tuple[str, _Kind]]]:
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
    return root, ((path, _kind(_plain(path).rpartition("/")[2])) for path in rows)


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


def _kind(name: str) -> _Kind:
    return "passed over" if is_passed_over(name) else "report"


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
