"""The processes of serve: one that is at work for a reader who left is never given to the next."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from reportnlp.batch.serving import receive, send
from reportnlp.config import Settings
from reportnlp.records.ledger import NamedBytes
from reportnlp.web import pool as pools
from reportnlp.web.api import Lines
from reportnlp.web.order import Answer, Event, Order, Refusal, Setup
from reportnlp.web.pool import Pool

SETUP = Setup(Settings(), 1_000_000_000, 60.0)
ORDER = Order("areas", NamedBytes("报告.txt", "全年走访群众30户。".encode()))


class Endless:
    """A worker that tells something for ever, until it is stopped."""

    def __init__(self, *_: object) -> None:
        self.at_work = False

    async def perform(self, _: Order) -> AsyncGenerator[Event | Answer | Refusal, None]:
        self.at_work = True
        try:
            while True:
                yield Event(b"{}\n")
        finally:
            self.at_work = False


def test_a_reader_who_leaves_stops_the_work_before_the_next_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "_Worker", Endless)

    async def work() -> None:
        pool = Pool(SETUP, 1)
        [worker] = pool._workers
        frames = pool.perform(Order("check"))
        await anext(frames)
        assert worker.at_work  # type: ignore[attr-defined]
        await frames.aclose()
        assert not worker.at_work  # type: ignore[attr-defined]
        assert pool._idle.qsize() == 1

    asyncio.run(work())


def test_lines_are_closed_when_the_reader_leaves_while_one_is_sent() -> None:
    closed = []

    async def lines() -> AsyncGenerator[bytes, None]:
        try:
            while True:
                yield b"{}\n"
        finally:
            closed.append(True)

    async def work() -> None:
        sending, left = asyncio.Event(), asyncio.Event()

        async def send(message: Any) -> None:
            if message["type"] == "http.response.body":
                sending.set()
                await asyncio.sleep(60)  # the reader takes no more

        async def receive() -> Any:
            await sending.wait()
            left.set()
            return {"type": "http.disconnect"}

        answer = Lines(lines())
        await answer({"type": "http", "asgi": {"spec_version": "2.3"}}, receive, send)
        assert left.is_set() and closed

    asyncio.run(work())


async def answers(pool: Pool) -> list[Any]:
    return [frame async for frame in pool.perform(ORDER)]


def test_a_process_that_was_slow_to_start_gives_no_answer_to_another_question(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        pool = Pool(SETUP, 1)
        monkeypatch.setattr(pools, "_START_SECONDS", 0.05)
        await pool.start()
        monkeypatch.undo()
        assert [type(frame) for frame in await answers(pool)] == [Answer]
        await pool.close()

    asyncio.run(work())


def test_all_processes_have_ended_when_the_pool_is_closed() -> None:
    async def work() -> None:
        pool = Pool(SETUP, 2)
        processes = [await worker.started() for worker in pool._workers]
        pool._workers[0].kill()  # as for a reader who left
        await pool.close()
        assert [process.returncode for process in processes] == [-signal.SIGKILL] * 2

    asyncio.run(work())


def test_a_process_that_ended_while_idle_is_replaced() -> None:
    async def work() -> None:
        pool = Pool(SETUP, 1)
        process = await pool._workers[0].started()
        process.kill()
        await process.wait()
        assert [type(frame) for frame in await answers(pool)] == [Answer]
        await pool.close()

    asyncio.run(work())


def test_nothing_of_a_report_stays_on_the_disk_when_its_process_is_ended() -> None:
    async def work() -> None:
        pool = Pool(SETUP, 1)
        [worker] = pool._workers
        await worker.started()
        assert worker._folder is not None
        left = Path(worker._folder.name, "reportnlp-converting")
        left.write_text("全年走访群众30户。", "utf-8")
        worker.kill()
        assert not left.parent.exists()
        await pool.close()

    asyncio.run(work())


STUCK = """
import time
from reportnlp.batch import serving
from reportnlp.web import tasks, worker
serving.GRACE = 0
tasks.perform = lambda *_: time.sleep(600)
worker.main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the system has no such alarm")
def test_a_process_that_hangs_ends_itself_though_the_server_is_gone() -> None:
    with subprocess.Popen([sys.executable, "-c", STUCK], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        send(process.stdin, SETUP._replace(seconds=0.5))
        assert receive(process.stdout) is True
        send(process.stdin, ORDER)
        assert process.wait(120) == -signal.SIGALRM
