"""``reportnlp audit``: whole folders of reports, worst first; stopped and run again it goes on."""

from __future__ import annotations

import argparse
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportnlp.cli import frame
from reportnlp.config import LoadedSettings
from reportnlp.findings import SEVERITIES

if TYPE_CHECKING:
    from reportnlp.batch.comparison import Comparison, Earlier, State
    from reportnlp.batch.overview import Overview, ReportRow
    from reportnlp.batch.runner import Audit
    from reportnlp.batch.store import Store
    from reportnlp.batch.task import Outcome

SUMMARY = ("审查整个文件夹的报告，问题多的在前；中断后再运行会接着做", "audit folders of reports; run again to go on")
_LINE_SECONDS = 5.0  # between two lines of progress where there is no terminal
_SHOWN = 10
_KINDS = (("已改", "mended"), ("新出现", "new"), ("仍在", "still"))
_STATES: tuple[tuple[str, State], ...] = (("这次才有", "new"), ("这次没有", "gone"), ("这次未能检查", "unread"))


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``audit``."""
    child.add_argument(
        "places",
        nargs="+",
        metavar="FOLDER",
        help=frame.say("文件夹、通配符、文件或地址", "folders, globs, files, addresses"),
    )
    child.add_argument(
        "--output", "-o", metavar="OUT", required=True, help=frame.say("结果写进这个文件夹", "folder for the results")
    )
    frame.add_rule_flags(child)
    frame.add_fail_flag(child)
    frame.add_baseline_flag(child)
    child.add_argument(
        "--jobs",
        "-j",
        type=_count,
        default=1,
        metavar="N",
        help=frame.say("同时检查几份（默认 1）", "reports checked at a time"),
    )
    child.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help=frame.say("已有的 Dask 调度器，例如 tcp://127.0.0.1:8786", "a Dask scheduler"),
    )
    child.add_argument(
        "--time-limit",
        type=_count,
        default=60,
        metavar="SECONDS",
        help=frame.say("一份报告最多用几秒（默认 60）", "seconds for one report"),
    )
    child.add_argument(
        "--memory-limit",
        type=_count,
        default=1000,
        metavar="MB",
        help=frame.say("一份报告最多用多少 MB 内存（默认 1000）", "MB for one report"),
    )

    child.add_argument(
        "--previous",
        metavar="OUT_LAST",
        help=frame.say(
            "上次审查的输出文件夹：比较哪些已改、新出现、仍在", "folder of an earlier audit to compare with"
        ),
    )
    child.add_argument(
        "--annotate",
        action="store_true",
        help=frame.say("另写带批注和修订的 Word 副本", "write Word copies with comments too"),
    )


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Every file gets its row; the results are written when all have one."""
    from reportnlp.batch.pages import check_installed
    from reportnlp.batch.runner import audit, side_by_side
    from reportnlp.batch.serving import spare_collector
    from reportnlp.batch.task import Job
    from reportnlp.rules.catalog import rules_across

    spare_collector()
    check_installed()
    rules_across(loaded.settings.select, loaded.settings.ignore)  # a wrong word is better known before the audit
    out = Path(arguments.output)
    job = Job(loaded.settings, float(arguments.time_limit), arguments.memory_limit * 10**6)
    earlier = _earlier(arguments.previous, out)
    check = None
    if arguments.scheduler:
        from reportnlp.batch.cluster import in_cluster

        check = partial(in_cluster, scheduler=arguments.scheduler)
    elif arguments.jobs > 1:
        check = partial(side_by_side, jobs=arguments.jobs)
    with _Progress() as progress:
        try:
            done = audit(arguments.places, out, job, check, progress, arguments.annotate)
        except KeyboardInterrupt:
            progress.close()
            frame.note(
                f"已停止：做完的结果保留在 {out}，再运行同一条命令就接着做。",
                f"Stopped: what is done stays in {out}; run the same command to go on.",
            )
            return 130
    with _opened(out) as store:
        compared = None
        if earlier is not None:
            from reportnlp.batch.comparison import compare

            compared = compare(earlier, store)
        return _finish(store, out, done, loaded.settings.fail_on, compared)


def _earlier(folder: str | None, out: Path) -> Earlier | None:
    from reportnlp.batch.comparison import read_earlier

    return read_earlier(Path(folder), out) if folder is not None else None


def _opened(out: Path) -> Any:
    from contextlib import closing

    from reportnlp.batch.store import Store

    return closing(Store(out))


def _finish(store: Store, out: Path, done: Audit, fail_on: str, compared: Comparison | None) -> int:
    from reportnlp.batch.overview import overview
    from reportnlp.batch.pages import render_index, render_page
    from reportnlp.batch.results import INDEX, LINES, PAGES, WORKBOOK, pages_in
    from reportnlp.batch.sheets import sheets_of
    from reportnlp.formats.json import json_lines
    from reportnlp.formats.workbook import render_workbook

    pages = out / PAGES
    pages.mkdir(exist_ok=True)
    written = set()

    def write_page(report: dict[str, Any], row: ReportRow) -> None:
        name = f"{row.page}.html"
        frame.write_bytes(str(pages / name), [], render_page(report, row).encode())
        written.add(name)

    found = overview(store, write_page)
    frame.write_bytes(
        str(out / LINES),
        [],
        "".join((*store.lines(), *json_lines((), ((row.path, row.reason) for row in found.unread)))).encode(),
    )
    frame.write_bytes(str(out / WORKBOOK), [], render_workbook(sheets_of(store, found, compared)))
    for old in pages_in(out):
        if old.name not in written:
            old.unlink()
    frame.write_bytes(str(out / INDEX), [], render_index(found, compared).encode())
    _summary(found, out, done, store, compared)
    if found.unread:
        return 2
    limit = SEVERITIES.index(fail_on)
    return int(
        any((row.errors, row.warnings, row.advice)[level] for row in found.reports for level in range(limit + 1))
    )


def _summary(found: Overview, out: Path, done: Audit, store: Store, compared: Comparison | None) -> None:
    from reportnlp.formats.text import table

    heads = ("单位", "文件", "错误", "警告", "建议", "数据")
    worst = [
        (row.unit or "—", row.name, str(row.errors), str(row.warnings), str(row.advice), str(row.claims))
        for row in found.reports[:_SHOWN]
    ]
    counts = [sum(getattr(row, name) for row in found.reports) for name in ("errors", "warnings", "advice")]
    lines = [
        f"共 {len(done.found.files)} 个文件：已检查 {len(found.reports)} 份，未检查 {len(found.unread)} 个；本次做了 {done.done} 个，沿用上次 {done.kept} 个。"
    ]
    if done.dropped:
        lines.append(f"上次有而这次没有的 {done.dropped} 个文件已从结果中去掉。")
    if done.found.skipped:
        lines.append(f"跳过隐藏文件、临时文件和忽略文件 {len(done.found.skipped)} 个。")
    if done.found.own:
        lines.append("输出文件夹里审查自己写的结果没有再审查。")
    hidden = store.hidden()
    known = f"；另有 {hidden} 处是基线中已有的" if hidden else ""
    lines.append(
        f"错误 {counts[0]}，警告 {counts[1]}，建议 {counts[2]}{known}；报告之间的问题 {len(found.passages)} 处。"
    )
    lines += _compared(compared) if compared is not None else []
    lines += _copies(store, out)
    lines.append(f"总览：{out / 'index.html'}，{out / '总览.xlsx'}")
    frame.show(None, [], *([table(heads, worst)] if worst else []), *lines)


def _compared(compared: Comparison) -> list[str]:
    counts = "，".join(f"{word} {compared.count(kind)}" for word, kind in _KINDS)
    more = [f"{word} {count} 份" for word, state in _STATES if (count := compared.reports(state))]
    return [
        f"与上次比较 {compared.reports('both')} 份：{counts}{'；' if more else ''}{'，'.join(more)}。{compared.caution}"
    ]


def _copies(store: Store, out: Path) -> list[str]:
    """How many copies with comments there are, and, each reason once, why reports with findings have none."""
    from collections import Counter

    from reportnlp.batch.copies import FOLDER

    rows = store.rows()
    count = sum(bool(row.annotated) for row in rows)
    lines = [f"带批注的 Word 副本 {count} 份：{out / FOLDER}"] if count else []
    reasons = Counter(row.unannotated for row in rows if row.unannotated)
    return lines + [f"{count} 份有问题的报告没有副本：{reason}" for reason, count in sorted(reasons.items())]


class _Progress:
    """A bar on standard error; lines, now and then, where that is no terminal."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._files = self._count = self._failures = 0
        self._last = self._started = time.monotonic()

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, files: int, finished: int) -> None:
        """So many files in all, of which so many were done in an earlier run."""
        self._files, self._count = files, finished
        if sys.stderr is None or not sys.stderr.isatty():
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn("审查"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[failures]}{task.fields[current]}"),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("", total=files, completed=finished, rate="", failures="", current="")
        self._finished = finished
        self._bar.start()

    def done(self, path: str, outcome: Outcome | None) -> None:
        """One more file has its row."""
        self._count += 1
        self._failures += outcome is not None and outcome.status != "checked"
        now = time.monotonic()
        if self._bar is not None:
            rate = (self._count - self._finished) / max(now - self._started, 0.1)
            failures = f"未检查 {self._failures} " if self._failures else ""
            self._bar.update(
                self._task,
                completed=self._count,
                rate=f"{rate:.1f} 份/秒",
                failures=failures,
                current=Path(path).name[:24],
            )
        elif now - self._last >= _LINE_SECONDS or self._count == self._files:
            self._last = now
            frame.note(
                f"审查 {self._count}/{self._files}，未检查 {self._failures}：{path}",
                f"audited {self._count}/{self._files}, {self._failures} not checked: {path}",
            )

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise ValueError
    return count
