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
from reportnlp.baseline import read_baseline
from reportnlp.batch.child import Child
from reportnlp.batch.copies import FOLDER, copy_names, drop, put, refuse_inputs, sum_of
from reportnlp.batch.crossing import find_across, hide_known
from reportnlp.batch.files import Found, find_files
from reportnlp.batch.results import RESULTS, own_results
from reportnlp.batch.store import Store
from reportnlp.batch.task import Job, Outcome, key_of
from reportnlp.errors import ReportnlpError, reason_of

_IN_THE_WAY = "批注副本的位置上有别的文件，或副本已被改动，没有覆盖：请移走 annotated 里的同名文件后再运行。"


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
    with findings, under ``out/annotated``. Findings of the baseline in the settings are not shown. Raises SettingsError for
    places without files, for a baseline that is none and for a folder that another audit is writing to.
    """
    found = find_files(places, out, own_results(out))
    names = copy_names(found.names) if annotate else {}
    refuse_inputs(found.files, [out / name for name in RESULTS] + [out / FOLDER / name for name in names.values()])
    known = read_baseline(job.settings.baseline) if job.settings.baseline else None
    job = replace(job, annotate=annotate, baseline=known)
    with closing(Store(out)) as store:
        settings = replace(job, annotate=False).version  # copies make no difference to what is found
        versions = {"reportnlp": __version__, "settings": settings, "baseline": job.known}
        run = store.start_run(found.names, _now(), {name: value for name, value in versions.items() if value})
        had = _Copies(store, out, names)
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
                completed = [_completed(had.written(outcome), plan.keys, job) for outcome in outcomes]
                for outcome in completed:
                    had.drop_stale(outcome.path, bool(outcome.annotated))
                store.write(completed)
                for outcome in outcomes:
                    _tell(progress, outcome.path, outcome)
        for path in set(had.now) - set(found.files):
            had.drop_stale(path, False)
        dropped = store.keep_only(found.files)
        done = len(plan.todo) + len(plan.twins)
        across = find_across(store.reports(across=False), store.report, found.names, job.settings)
        if known is not None:
            hide_known(across, store.reports(across=False), known)
        store.finish_run(run, done, _now(), across)
    return Audit(found, done, len(found.files) - done, dropped)


class _Copies:
    """The copies with comments that are there from earlier runs (``now``: path → name), and what they should be called.

    They are written here, in one place: a checking process may run on another computer.
    """

    def __init__(self, store: Store, out: Path, names: dict[str, str]) -> None:
        self.out, self.names = out, names
        self.now = {row.path: row.annotated if row.status == "checked" else "" for row in store.rows()}
        self._store = store
        self._own = store.copies()
        self._wanted = set(names.values())

    def are_there(self, path: str) -> bool:
        """Whether the file has its copy, or needs none."""
        name = self.now.get(path)
        return not self.names or name == "" or (name == self.names[path] and (self.out / FOLDER / name).is_file())

    def written(self, outcome: Outcome) -> Outcome:
        """The outcome with the name of its copy, which is on the disk then; or with the reason why it is not."""
        if not outcome.copy:
            return outcome
        name, why = self.names[outcome.path], ""
        try:
            if not self.put(name, outcome.copy):
                why = _IN_THE_WAY
        except OSError as error:
            why = f"写不了批注副本（{reason_of(error)}）：请检查输出文件夹。"
        return replace(outcome, copy=None, annotated=None if why else name, unannotated=why)

    def put(self, name: str, data: bytes) -> bool:
        """Write one; False where something stands in its place that no audit wrote. Raises OSError."""
        own = self._own.setdefault(name, set())
        own.add(sum_of(data))
        self._store.note_copies([(name, sum_of(data))])
        return put(self.out, name, data, own)

    def read(self, name: str) -> bytes:
        """The bytes of one. Raises OSError where it is gone or was changed since."""
        data = (self.out / FOLDER / name).read_bytes()
        if sum_of(data) not in self._own.get(name, ()):
            raise FileNotFoundError
        return data

    def drop_stale(self, path: str, written: bool) -> None:
        """Take away what is no copy of this file any more, before its row is written anew."""
        stale = {self.now.get(path)} - self._wanted
        if not written:
            stale.add(self.names.get(path))
        for name in filter(None, stale):
            drop(self.out, name, self._own.get(name, ()))


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
                if not had.put(name, had.read(source)):
                    return False
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
            yield [child.examine(path)]
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
                come.put(child.examine(path))
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


def _completed(outcome: Outcome, keys: dict[str, tuple[str, str]], job: Job) -> Outcome:
    """A file that brought its process down told no hash: that of the plan."""
    if outcome.status != "quarantined":
        return outcome
    sha256, key = keys[outcome.path]
    return replace(outcome, sha256=sha256, key=_given_up(key, job))


def _given_up(key: str, job: Job) -> str:
    """The key of a file that brought its process down: with more time or memory it is tried again."""
    return f"{key} {job.seconds:g} s {job.memory} bytes"


def _tell(progress: Progress | None, path: str, outcome: Outcome | None = None) -> None:
    if progress is not None:
        progress.done(path, outcome)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
