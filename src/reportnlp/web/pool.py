"""A few checking processes: a report that hangs one or eats its memory costs that report, never the server."""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any

from reportnlp.batch.serving import HEAD, OUT_OF_MEMORY, framed
from reportnlp.web.order import Answer, Event, Order, Refusal, Setup

_START_SECONDS = 120.0
_END_SECONDS = 10.0

_HANGS = "处理这份文件用时超过 {:.0f} 秒，已放弃：请打开看看是否特别大或已损坏，拆分后再试。"
_EATS = "处理这份文件所需内存超过 {:.0f} MB，已放弃：请打开看看是否特别大或已损坏，拆分后再试。"
_KILLS = "处理这份文件时程序意外结束，已放弃：请用 Word 或 WPS 打开后另存一份再试。"


class Pool:
    """``jobs`` processes, each with one order at a time."""

    def __init__(self, setup: Setup, jobs: int) -> None:
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._workers = [_Worker(setup) for _ in range(jobs)]
        for worker in self._workers:
            self._idle.put_nowait(worker)

    async def start(self) -> None:
        """Load the checkers, so that the first report need not wait for them."""
        for worker in self._workers:
            with suppress(OSError, EOFError, asyncio.IncompleteReadError, TimeoutError):
                await worker.started()

    async def close(self) -> None:
        """End all processes, and hear that they have ended: a loop that is gone by then would complain."""
        for worker in self._workers:
            worker.kill()
        ended = (process.communicate() for worker in self._workers for process in worker.killed)
        with suppress(TimeoutError):
            async with asyncio.timeout(_END_SECONDS):
                await asyncio.gather(*ended, return_exceptions=True)

    async def perform(self, order: Order) -> AsyncGenerator[Event | Answer | Refusal, None]:
        """Events, then one Answer or Refusal; waits until a process is free.

        Who stops before the last one closes it: a process that is still at work ends before another order can get it.
        """
        worker = await self._idle.get()
        try:
            async with aclosing(worker.perform(order)) as frames:
                async for frame in frames:
                    yield frame
        finally:
            self._idle.put_nowait(worker)


class _Worker:
    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._process: Process | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None  # converting an old format leaves files there
        self._starting = asyncio.Lock()
        self.killed: list[Process] = []  # and perhaps not gone yet

    async def started(self) -> Process:
        async with self._starting:
            if self._process is None or self._process.returncode is not None:  # the system may have ended an idle one
                self.kill()
                self._folder = tempfile.TemporaryDirectory(prefix="reportnlp-", ignore_cleanup_errors=True)
                apart = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._folder.name)
                process = self._process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    "reportnlp.web.worker",
                    stdin=PIPE,
                    stdout=PIPE,
                    env={**os.environ, **apart},
                    start_new_session=True,  # Ctrl+C is for the server, which ends its processes
                )
                try:
                    await _send(process, self._setup)
                    async with asyncio.timeout(_START_SECONDS):  # wait_for of Python 3.11 can lose a cancellation
                        await _receive(process)
                except BaseException:  # half started, its next frame would be taken for an answer
                    self.kill()
                    raise
            return self._process

    def kill(self) -> None:
        """End the process; nothing of a report that it was at stays on the disk."""
        process, self._process = self._process, None
        self.killed = [row for row in self.killed if row.returncode is None]
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            self.killed.append(process)
        folder, self._folder = self._folder, None
        if folder is not None:
            folder.cleanup()

    async def perform(self, order: Order) -> AsyncGenerator[Event | Answer | Refusal, None]:
        done = False
        try:
            process = await self.started()
            end = asyncio.get_running_loop().time() + self._setup.seconds
            async with asyncio.timeout_at(end):
                await _send(process, order)
            while not done:
                async with asyncio.timeout_at(end):
                    frame = await _receive(process)
                done = not isinstance(frame, Event)
                yield frame
        except TimeoutError:
            yield Refusal("too_slow", _HANGS.format(self._setup.seconds))
        except (OSError, EOFError, asyncio.IncompleteReadError):
            yield await self._fallen()
        finally:
            if not done:  # it is still at work, or gone: the next order gets a new process
                self.kill()

    async def _fallen(self) -> Refusal:
        process = self._process
        code = await process.wait() if process is not None else 0
        if code == OUT_OF_MEMORY:
            return Refusal("too_large", _EATS.format(self._setup.memory / 1e6))
        return Refusal("broken", _KILLS)


async def _send(process: Process, thing: object) -> None:
    assert process.stdin is not None
    process.stdin.write(framed(thing))
    await process.stdin.drain()


async def _receive(process: Process) -> Any:
    assert process.stdout is not None
    [size] = HEAD.unpack(await process.stdout.readexactly(HEAD.size))
    return pickle.loads(await process.stdout.readexactly(size))  # from a process of our own
