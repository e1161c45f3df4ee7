"""Runs an audit: what is already done stays, the rest is checked, every file gets its row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from reportnlp import __version__
from reportnlp.batch.child import Child
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
) -> Audit:
    """Check the files in ``places`` and keep the results in the folder ``out``.

    ``check`` turns paths into outcomes, in pieces that are written together (default: one after another in one process
    apart). What it has given is safe, whatever happens next. Raises SettingsError for places without files and for a
    folder that another audit is writing to.
    """
    found = find_files(places, out)
    with closing(Store(out)) as store:
        run = store.start_run(len(found.files), _now(), {"reportnlp": __version__, "settings": job.version})
        plan = _plan(found.files, job, store.known())
        if progress is not None:
            progress.start(len(found.files), len(found.files) - len(plan.todo) - len(plan.twins))
        for paths in (plan.todo, plan.twins):
            holders = store.holders({plan.keys[path][1] for path in paths})
            alike = [path for path in paths if plan.keys[path][1] in holders]
            for path in alike:
                store.copy(path, holders[plan.keys[path][1]])
                _tell(progress, path)
            for outcomes in (check or one_by_one)([path for path in paths if path not in set(alike)], job):
                store.write([_with_keys(outcome, plan.keys) for outcome in outcomes])
                for outcome in outcomes:
                    _tell(progress, outcome.path, outcome)
        dropped = store.keep_only(found.files)
        done = len(plan.todo) + len(plan.twins)
        store.finish_run(run, done, _now())
    return Audit(found, done, len(found.files) - done, dropped)


def one_by_one(paths: Sequence[str], job: Job) -> Iterator[list[Outcome]]:
    """Check the files one after another, in one process apart from this one."""
    child = Child(job)
    try:
        for path in paths:
            yield [child.examine(path)]
    finally:
        child.close()


class _Plan(NamedTuple):
    """SHA-256 and key of each file; those to do, and those whose content is that of another one to do."""

    keys: dict[str, tuple[str, str]]
    todo: list[str]
    twins: list[str]


def _plan(paths: Iterable[str], job: Job, known: dict[str, str]) -> _Plan:
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
        if not key or known.get(path) != key:
            (twins if key and key in seen else todo).append(path)
            seen.add(key)
    return _Plan(keys, todo, twins)


def _with_keys(outcome: Outcome, keys: dict[str, tuple[str, str]]) -> Outcome:
    """A file that brought its process down told no hash: that of the plan."""
    return outcome if outcome.key else replace(outcome, sha256=keys[outcome.path][0], key=keys[outcome.path][1])


def _tell(progress: Progress | None, path: str, outcome: Outcome | None = None) -> None:
    if progress is not None:
        progress.done(path, outcome)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
