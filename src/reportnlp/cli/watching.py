"""``check --watch``: checks again when a report, or a file that the check depends on, has been saved.

Looks at the times of the files instead of asking the system for events: that also works on network drives.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from reportnlp.cli import frame
from reportnlp.errors import ReportnlpError, SettingsError
from reportnlp.suppress import sidecar_path

_PAUSE = 0.3  # seconds between two looks, and without a change before a check
_PATIENCE = 3.0  # seconds that a file may be gone while it is saved
_SHARE = 10  # a look at a large folder takes at most a tenth of the time

Stamp = tuple[int, int] | None  # time and size; None: no such file
Look = dict[str, tuple[Stamp, Stamp]]  # of each file, and of its sidecar file


def watch(
    places: Sequence[str], output: str | None, others: Iterable[str], check: Callable[[Sequence[str] | None], int]
) -> int:
    """Calls ``check`` with the reports in ``places`` that were saved, or with None for all of them; until Ctrl-C.

    ``places`` are files and folders; ``output`` is none of them. ``others`` are files on which every report depends.
    """
    try:
        reports, rest = _reports(places, output), _looked_at(others)
        check(None)
        frame.note("等待保存，存盘后自动再查；按 Ctrl-C 结束。", "Waiting for changes; Ctrl-C ends.")
        while True:
            started = time.monotonic()
            now, now_rest = _reports(places, output), _looked_at(others)
            if (now, now_rest) == (reports, rest):
                time.sleep(max(_PAUSE, _SHARE * (time.monotonic() - started)))
                continue
            now, now_rest = _settled(places, output, others)
            saved = [path for path, stamps in now.items() if stamps != reports.get(path)]
            if now_rest != rest:
                _again(check, None, "设置或台账", "settings or records")
            elif saved:
                _again(check, saved, "、".join(saved), ", ".join(saved))
            reports, rest = now, now_rest
    except KeyboardInterrupt:
        frame.note("已结束。", "Ended.")
        return 0


def files_in(places: Sequence[str], output: str | None) -> list[str]:
    """The reports to check: hidden files, lock files and ``output`` are none."""
    return list(_reports(places, output))


def _again(check: Callable[[Sequence[str] | None], int], paths: Sequence[str] | None, zh: str, en: str) -> None:
    clock = time.strftime("%H:%M:%S")
    frame.note(f"—— {clock} {zh}有改动，重新检查 ——", f"—— {clock} {en} changed ——")
    try:
        check(paths)
    except ReportnlpError as error:  # perhaps half written: the next save mends it
        frame.complain(error)


def _settled(places: Sequence[str], output: str | None, others: Iterable[str]) -> tuple[Look, Look]:
    """What there is once nothing changes any more and no named file is gone, as it is for a moment during a save."""
    end = time.monotonic() + _PATIENCE
    before = None
    while True:
        now = _reports(places, output), _looked_at(others)
        gone = any(stamps[0] is None for look in now for stamps in look.values())
        if now == before and not (gone and time.monotonic() < end):
            return now
        before = now
        time.sleep(_PAUSE)


def _reports(places: Sequence[str], output: str | None) -> Look:
    from reportnlp.batch.files import find_files, is_passed_over
    from reportnlp.document.readers import has_report_ending

    paths: list[str] = []
    for place in places:
        if not Path(place).is_dir():
            paths += [] if is_passed_over(Path(place).name) else [place]
            continue
        try:
            paths += filter(has_report_ending, find_files([place]).files)
        except SettingsError:  # no file in it yet
            continue
    own = Path(output).resolve() if output else None
    return _looked_at(path for path in paths if own is None or Path(path).resolve() != own)


def _looked_at(paths: Iterable[str]) -> Look:
    return {path: (_stamp(Path(path)), _stamp(sidecar_path(path))) for path in paths}


def _stamp(path: Path) -> Stamp:
    try:
        row = path.stat()
    except (OSError, ValueError):
        return None
    return row.st_mtime_ns, row.st_size
