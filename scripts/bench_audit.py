"""Times audits of made-up reports: with one job and two, with models and without, and as the folder grows.

    python scripts/bench_audit.py [--count 500] [--runs 3] [--reports FOLDER] [--growth 100 500 1000 2000] [--plot FILE]

Each audit is a fresh process. Prints reports per second of the whole command and while files are checked, the speed-up,
processor seconds per report, and the memory of the checking processes (PSS: what is shared is divided). Times depend on
the machine and on what else it does: its load is printed with every row, processor seconds hardly depend on it.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from make_reports import make_reports

from reportnlp.batch.store import FILE_NAME

_LEAST_RATE = 60.0  # reports a second on two jobs, without models
_LEAST_SPEED_UP = 1.7
_MOST_BEND = 1.3  # seconds a report of the largest folder, compared with the one before
_LOOK = 0.25  # seconds between two looks at the memory


@dataclass(frozen=True)
class Run:
    """One audit: seconds in all and until the last file was checked, processor seconds, MB of a checking process."""

    files: int
    seconds: float
    checking: float
    processor: float
    memory: float
    load: float


def main() -> int:
    """Runs the benchmark; exit code 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--runs", type=int, default=3, help="of each kind; 0: only the growth")
    parser.add_argument("--reports", type=Path, help="keep the made-up reports here, or take those that are here")
    parser.add_argument("--growth", type=int, nargs="*", default=[100, 500, 1000, 2000])
    parser.add_argument("--plot", type=Path, help="draw the growth into this .svg or .png")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folders = arguments.reports or Path(place)
        kept = True
        if arguments.runs:
            kept = _speed(_reports(folders, arguments.count), arguments.count, arguments.runs)
        if arguments.growth:
            kept &= _growth(folders, arguments.growth, arguments.plot)
    return int(not kept)


def _reports(folders: Path, count: int) -> Path:
    folder = folders / f"{count}"
    if not folder.exists():
        make_reports(count, folder)
    return folder


def _speed(folder: Path, count: int, runs: int) -> bool:
    """Rows for one and two jobs, taking turns, so that a slow spell of the machine hits both alike."""
    kept = True
    for models in (False, True):
        name = "with models" if models else "without models"
        turns = [(_audit(folder, 1, models), _audit(folder, 2, models)) for _ in range(runs)]
        for jobs, rows in zip((1, 2), zip(*turns, strict=True), strict=True):
            _show(f"{name}, {jobs} job{'s' * (jobs > 1)}", rows)
            kept &= all(row.files == count for row in rows)
        speed_up = statistics.median(one.seconds / two.seconds for one, two in turns)
        best = max(count / two.seconds for _, two in turns)
        print(f"  {name}: speed-up {speed_up:.2f} (median of {runs}), {best:.1f} reports/s at best on 2 jobs")
        kept &= speed_up >= _LEAST_SPEED_UP and (models or best >= _LEAST_RATE)
    print(
        f"every file has its row, speed-up ≥ {_LEAST_SPEED_UP}, ≥ {_LEAST_RATE:.0f} reports/s: {'yes' if kept else 'NO'}"
    )
    return kept


def _growth(folders: Path, counts: list[int], plot: Path | None) -> bool:
    rows = [_audit(_reports(folders, count), 2, models=False) for count in counts]
    for count, row in zip(counts, rows, strict=True):
        _show(f"{count} files, 2 jobs, without models", [row])
    each = [row.processor / row.files for row in rows]
    kept = all(row.files == count for row, count in zip(rows, counts, strict=True)) and (
        len(each) < 2 or each[-1] <= _MOST_BEND * each[-2]
    )
    print(f"linear growth: {'yes' if kept else 'NO'}")
    if plot:
        _draw(rows, plot)
    return kept


def _audit(folder: Path, jobs: int, models: bool) -> Run:
    """One audit from nothing, in an empty folder whose settings may name a folder without models."""
    with tempfile.TemporaryDirectory() as place:
        if not models:
            Path(place, "empty").mkdir()
            Path(place, "reportnlp.toml").write_text('models = "empty"\n', "utf-8")
        out = Path(place, "out")
        command = [
            sys.executable,
            "-m",
            "reportnlp",
            "audit",
            str(folder.resolve()),
            "-o",
            str(out),
            "--jobs",
            str(jobs),
        ]
        # An installed program is compiled; from a clone that may not keep what it compiles every start would do it again.
        environment = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}
        load, started = os.getloadavg()[0], time.perf_counter()
        process = subprocess.Popen(
            command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
        )
        memory, checked = 0.0, started
        used: dict[int, float] = {}
        while process.poll() is None:
            for below, seconds, megabytes in _processes(process.pid):
                used[below] = seconds
                memory = max(memory, megabytes)
            if not (out / "reports").exists():  # the pages, which are written first when all is checked
                checked = time.perf_counter()
            time.sleep(_LOOK)
        seconds = time.perf_counter() - started
        if process.returncode not in (0, 1, 2):
            raise SystemExit(f"the audit ended with {process.returncode}")
        return Run(_rows(out), seconds, checked - started, sum(used.values()), memory, load)


def _rows(out: Path) -> int:
    with closing(sqlite3.connect(out / FILE_NAME)) as base:
        return int(base.execute("SELECT count(*) FROM documents").fetchone()[0])


def _processes(audit: int) -> Iterator[tuple[int, float, float]]:
    """Number, processor seconds and, for checking processes, MB of the audit and of all processes below it."""
    found = [audit]
    for process in found:
        place = Path(f"/proc/{process}")
        with suppress(OSError):  # it has just ended
            found += [int(word) for task in place.glob("task/*/children") for word in task.read_text().split()]
            row = (place / "stat").read_text().rpartition(")")[2].split()
            yield process, (int(row[11]) + int(row[12])) / os.sysconf("SC_CLK_TCK"), _memory(place)


def _memory(process: Path) -> float:
    if b"reportnlp.batch.child" not in (process / "cmdline").read_bytes():
        return 0.0
    lines = (process / "smaps_rollup").read_text().splitlines()
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("Pss:")), 0.0)


def _show(name: str, rows: list[Run] | tuple[Run, ...]) -> None:
    def median(values: list[float]) -> float:
        return statistics.median(values)

    print(
        f"{name:32} {median([row.seconds for row in rows]):7.1f} s {median([row.files / row.seconds for row in rows]):6.1f} "
        f"reports/s ({median([row.files / row.checking for row in rows]):5.1f} while checking)  processor "
        f"{median([1000 * row.processor / row.files for row in rows]):5.1f} ms a report  {max(row.memory for row in rows):4.0f} MB "
        f"a worker  load {max(row.load for row in rows):.1f}",
        flush=True,
    )


def _draw(rows: list[Run], target: Path) -> None:
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 3.6))
    files = [row.files for row in rows]
    axes.plot(files, [row.processor for row in rows], "o-", color="#1f62b8", label="processor seconds")
    axes.plot(files, [row.seconds for row in rows], "s--", color="#8a5a00", label="seconds, 2 jobs")
    axes.set(xlabel="files", ylabel="seconds", xlim=(0, None), ylim=(0, None), title="reportnlp audit, without models")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(target, metadata={"Date": None} if target.suffix == ".svg" else None)


if __name__ == "__main__":
    raise SystemExit(main())
