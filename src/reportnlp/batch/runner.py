"""Runs an audit: what is already done stays, the rest is checked, every file gets its row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import NamedTuple, Protocol

from reportnlp import __version__
from reportnlp.batch.child import Child
from reportnlp.batch.copies import FOLDER, copy_names, drop, put, refuse_inputs
from reportnlp.batch.crossing import find_across
from reportnlp.batch.files import Found, find_files
from reportnlp.batch.store import Store
from reportnlp.batch.task import Job, Outcome, key_of
from reportnlp.errors import ReportnlpError


class Progress(Protocol):
    """What is told while an audit runs."""

    def start(self, files: int, finished: int) -> None:
        """So many files in all, of which so many were done in an earlier run."""

    def done(self, path: str, outcome: Outcome | None) -> None:
        """One more file has its row; None: taken from a file with the same content."""


class Audit(NamedTuple):
    """What an audit did: files in all, done now, taken over from earlier, rows of files that are gone."""

    found: Found
    done: int
    kept: int
    dropped: int


def audit(
    places: Sequence[str],
    out: Path,
    job: Job,
    check: Callable[[Sequence[str], Job], Iterable[Sequence[Outcome]]] | None = None,
    progress: Progress | None = None,
    annotate: bool = False,
) -> Audit:
    """Check the files in ``places`` and keep the results in the folder ``out``.

    ``check`` turns paths into outcomes, in pieces that are written together (default: one after another in one process
    apart). What it has given is safe, whatever happens next. ``annotate`` writes a copy with comments of each Word report
    with findings, under ``out/annotated``. Raises SettingsError for places without files and for a
    folder that another audit is writing to.
    """
    found = find_files(places, out)
    names = copy_names(found.names) if annotate else {}
    targets = {path: str((out / FOLDER / name).resolve()) for path, name in names.items()}
    refuse_inputs(found.files, map(Path, targets.values()))
    job = replace(job, copies=targets)
    with closing(Store(out)) as store:
        run = store.start_run(found.names, _now(), {"reportnlp": __version__, "settings": job.version})
        had = _Copies(out, names, {row.path: row.annotated if row.status == "checked" else "" for row in store.rows()})
        plan = _plan(found.files, job, store.known(), had)
        if progress is not None:
            progress.start(len(found.files), len(found.files) - len(plan.todo) - len(plan.twins))
        for paths in (plan.todo, plan.twins):
            holders = store.holders({plan.keys[path][1] for path in paths}, annotate)
            alike = set()
            for path in paths:
                if _copied(store, had, path, holders.get(plan.keys[path][1])):
                    alike.add(path)
                    _tell(progress, path)
            for outcomes in (check or one_by_one)([path for path in paths if path not in alike], job):
                for outcome in outcomes:
                    had.drop_stale(outcome.path, bool(outcome.annotated))
                store.write([_completed(outcome, plan.keys, names, job) for outcome in outcomes])
                for outcome in outcomes:
                    _tell(progress, outcome.path, outcome)
        for path in set(had.now) - set(found.files):
            had.drop_stale(path, False)
        dropped = store.keep_only(found.files)
        done = len(plan.todo) + len(plan.twins)
        across = find_across(store.reports(across=False), store.report, found.names, job.settings)
        store.finish_run(run, done, _now(), across)
    return Audit(found, done, len(found.files) - done, dropped)


class _Copies:
    """The copies with comments that are there from earlier runs (``now``: path → name), and what they should be called."""

    def __init__(self, out: Path, names: dict[str, str], now: dict[str, str | None]) -> None:
        self.out, self.names, self.now = out, names, now
        self._wanted = set(names.values())

    def are_there(self, path: str) -> bool:
        """Whether the file has its copy, or needs none."""
        name = self.now.get(path)
        return not self.names or name == "" or (name == self.names[path] and (self.out / FOLDER / name).is_file())

    def drop_stale(self, path: str, written: bool) -> None:
        """Take away what is no copy of this file any more, before its row is written anew."""
        stale = {self.now.get(path)} - self._wanted
        if not written:
            stale.add(self.names.get(path))
        for name in filter(None, stale):
            drop(self.out, name)


def _copied(store: Store, had: _Copies, path: str, holder: str | None) -> bool:
    """Whether the file got its results, and its copy with comments, from one with the same content."""
    if holder is None or holder == path:
        return False
    name = None
    if had.names:
        source = store.annotated(holder)
        name = had.names[path] if source else ""
        if source:
            try:
                put(had.out / FOLDER / name, (had.out / FOLDER / source).read_bytes())
            except OSError:  # it is gone: the file is checked for itself
                return False
    had.drop_stale(path, bool(name))
    store.copy(path, holder, name)
    return True


def one_by_one(paths: Sequence[str], job: Job) -> Iterator[list[Outcome]]:
    """Check the files one after another, in one process apart from this one."""
    child = Child(job)
    try:
        for path in paths:
            yield [child.examine(path, job.copies.get(path))]
    finally:
        child.close()


def side_by_side(paths: Sequence[str], job: Job, jobs: int) -> Iterator[list[Outcome]]:
    """Check ``jobs`` files at a time, each in a process apart; outcomes in the order in which they come.

    A thread for each process hands it one path after another: all that it does is wait.
    """
    children = [Child(job) for _ in range(min(jobs, len(paths)))]
    following = iter(list(paths))  # shared: what one takes no other gets
    come: SimpleQueue[Outcome | BaseException] = SimpleQueue()

    def work(child: Child) -> None:
        try:
            for path in following:
                come.put(child.examine(path, job.copies.get(path)))
                if child.ended:
                    break
        except BaseException as error:
            come.put(error)
        finally:
            child.close()

    threads = [Thread(target=work, args=(child,), daemon=True) for child in children]
    for thread in threads:
        thread.start()
    left = len(paths)
    try:
        while left:
            outcomes = [come.get()]
            while not come.empty():
                outcomes.append(come.get())
            left -= len(outcomes)
            yield [_sound(outcome) for outcome in outcomes]
    finally:
        for child in children:
            child.end()
        for thread in threads:
            thread.join()


def _sound(outcome: Outcome | BaseException) -> Outcome:
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


class _Plan(NamedTuple):
    """SHA-256 and key of each file; those to do, and those whose content is that of another one to do."""

    keys: dict[str, tuple[str, str]]
    todo: list[str]
    twins: list[str]


def _plan(paths: Iterable[str], job: Job, known: dict[str, str], copies: _Copies) -> _Plan:
    keys: dict[str, tuple[str, str]] = {}
    todo: list[str] = []
    twins: list[str] = []
    seen: set[str] = set()
    for path in paths:
        try:
            keys[path] = key_of(path, job)
        except ReportnlpError:  # its row says why, once it is done
            keys[path] = ("", "")
        key = keys[path][1]
        if not key or known.get(path) not in (key, _given_up(key, job)) or not copies.are_there(path):
            (twins if key and key in seen else todo).append(path)
            seen.add(key)
    return _Plan(keys, todo, twins)


def _completed(outcome: Outcome, keys: dict[str, tuple[str, str]], names: dict[str, str], job: Job) -> Outcome:
    """A file that brought its process down told no hash: that of the plan. A copy goes by its name in the folder."""
    if outcome.status == "quarantined":
        sha256, key = keys[outcome.path]
        outcome = replace(outcome, sha256=sha256, key=_given_up(key, job))
    return replace(outcome, annotated=names[outcome.path]) if outcome.annotated else outcome


def _given_up(key: str, job: Job) -> str:
    """The key of a file that brought its process down: with more time or memory it is tried again."""
    return f"{key} {job.seconds:g} s {job.memory} bytes"


def _tell(progress: Progress | None, path: str, outcome: Outcome | None = None) -> None:
    if progress is not None:
        progress.done(path, outcome)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
