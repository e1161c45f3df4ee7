"""The same checking several files at a time: a Dask cluster on this computer, or one that runs already.

On this computer the workers are threads that wait for their checking processes: what may hang or crash runs there.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from importlib import import_module
from itertools import islice
from threading import local
from typing import Any
from weakref import WeakSet

from reportnlp.batch.child import Child
from reportnlp.batch.task import Job, Outcome
from reportnlp.errors import SettingsError

_CHUNK = 8  # files of one task: what a crash can lose
_AHEAD = 3  # tasks for each worker at a time; more would only wait in its memory
_CONNECT_SECONDS = 5
_CALM = {  # what Dask does beside the work costs as much as every twentieth report
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "10s",
}

_mine = local()  # in a thread of a worker: its checking process
_children: WeakSet[Child] = WeakSet()  # of all threads of this process


def in_cluster(paths: Sequence[str], job: Job, jobs: int, scheduler: str | None = None) -> Iterator[list[Outcome]]:
    """Outcomes of all paths, a chunk at a time in the order in which they are done.

    The chunk of a worker that is lost is done by another one. Raises SettingsError without the extra ``batch``, and
    for a scheduler that does not answer.
    """
    if not paths:
        return
    with ExitStack() as stack:
        client = _client(min(jobs, len(paths)), scheduler, stack)
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
        _children.add(child)
    return [child.examine(path) for path in paths]


def _end_children() -> None:
    for child in list(_children):
        child.end()


def _client(jobs: int, scheduler: str | None, stack: ExitStack) -> Any:
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise SettingsError(
            '多进程审查要先安装：pip install "reportnlp[batch]"。', '--jobs needs: pip install "reportnlp[batch]".'
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    if scheduler is None:
        stack.enter_context(import_module("dask").config.set(_CALM))
        cluster = distributed.LocalCluster(
            n_workers=jobs,
            processes=False,
            host="127.0.0.1",  # without an address and a protocol it asks the network which address is its own
            protocol="tcp://",
            threads_per_worker=1,
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # else it warns when port 8787 is taken
            memory_limit=None,
            silence_logs=logging.CRITICAL,
        )
        stack.enter_context(cluster)
        stack.callback(_end_children)  # before the cluster waits for its threads
        return stack.enter_context(distributed.Client(cluster))
    try:
        return stack.enter_context(distributed.Client(scheduler, timeout=_CONNECT_SECONDS))
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"连不上调度器“{scheduler}”：请核对地址，例如 tcp://127.0.0.1:8786。",
            f"no scheduler answers at {scheduler}: {error}.",
        ) from None
