"""The processes of serve: one that is at work for a reader who left is never given to the next."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from reportnlp.config import Settings
from reportnlp.records.ledger import NamedBytes
from reportnlp.web import pool as pools
from reportnlp.web.api import Lines
from reportnlp.web.order import Answer, Event, Order, Refusal, Setup
from reportnlp.web.pool import Pool

SETUP = Setup(Settings(), 1_000_000_000)
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
        pool = Pool(SETUP, 1, 1.0)
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
        pool = Pool(SETUP, 1, 60.0)
        monkeypatch.setattr(pools, "_START_SECONDS", 0.05)
        await pool.start()
        monkeypatch.undo()
        assert [type(frame) for frame in await answers(pool)] == [Answer]
        pool.close()

    asyncio.run(work())


def test_a_process_that_ended_while_idle_is_replaced() -> None:
    async def work() -> None:
        pool = Pool(SETUP, 1, 60.0)
        process = await pool._workers[0].started()
        process.kill()
        await process.wait()
        assert [type(frame) for frame in await answers(pool)] == [Answer]
        pool.close()

    asyncio.run(work())
