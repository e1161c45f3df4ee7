"""The same checking on a Dask cluster that runs already."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import islice
from threading import local
from typing import Any

from reportnlp.batch.child import Child
from reportnlp.batch.task import Job, Outcome
from reportnlp.errors import SettingsError

_CHUNK = 8  # files of one task: what a crash can lose
_AHEAD = 3  # tasks for each worker at a time; more would only wait in its memory
_CONNECT_SECONDS = 5

_mine = local()  # in a thread of a worker: its checking process


def in_cluster(paths: Sequence[str], job: Job, scheduler: str) -> Iterator[list[Outcome]]:
    """Outcomes of all paths, a chunk at a time in the order in which they are done.

    The chunk of a worker that is lost is done by another one. Raises SettingsError without the extra ``batch``, and
    for a scheduler that does not answer.
    """
    if not paths:
        return
    with _client(scheduler) as client:
        distributed: Any = import_module("distributed")
        workers = max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
        size = max(1, min(_CHUNK, len(paths) // (workers * _AHEAD)))
        chunks = (tuple(paths[start : start + size]) for start in range(0, len(paths), size))

        def submitted(most: int) -> list[Any]:
            """The next few chunks, on their way."""
            return [client.submit(examine_chunk, chunk, job, pure=False) for chunk in islice(chunks, most)]

        running = distributed.as_completed(submitted(workers * _AHEAD))
        for future in running:
            yield future.result()
            future.release()
            for following in submitted(1):
                running.add(following)


def examine_chunk(paths: Sequence[str], job: Job) -> list[Outcome]:
    """What a worker does: its files one after another, in the one process apart that its thread keeps for them."""
    child: Child | None = getattr(_mine, "child", None)
    if child is None or child.ended or child.version != job.version:
        if child is not None:
            child.end()
        child = _mine.child = Child(job)
    return [child.examine(path) for path in paths]


def _client(scheduler: str) -> Any:
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise SettingsError(
            '用 Dask 调度器要先装：pip install "reportnlp[batch]"。',
            '--scheduler needs: pip install "reportnlp[batch]".',
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        return distributed.Client(scheduler, timeout=_CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"连不上调度器“{scheduler}”：请核对地址，例如 tcp://127.0.0.1:8786。",
            f"no scheduler answers at {scheduler}: {error}.",
        ) from None
