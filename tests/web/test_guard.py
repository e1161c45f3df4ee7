"""The guard: host, origin, token, size, time, number; and what serve refuses to do."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import httpx
import pytest

from reportnlp.cli.main import main
from reportnlp.web.guard import Guard, Limits

LIMITS = Limits(body_bytes=1000, body_seconds=0.3, seconds=2.0, at_work=1, waiting=1)
TOKEN = "abcdefghijklmnop"


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Says how many bytes came; waits for as long as the path says."""
    from starlette.exceptions import HTTPException
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse

    request = Request(scope, receive)
    try:
        body = await request.body()
    except HTTPException as error:
        await PlainTextResponse(error.detail, error.status_code)(scope, receive, send)
        return
    await asyncio.sleep(float(scope["path"].rpartition("/")[2] or 0))
    await PlainTextResponse(str(len(body)))(scope, receive, send)


def run(work: Callable[[httpx.AsyncClient], Coroutine[Any, Any, None]], token: str | None = None) -> None:
    async def whole() -> None:
        transport = httpx.ASGITransport(Guard(echo, LIMITS, token))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8765") as client:
            await work(client)

    asyncio.run(whole())


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "localhost", "[::1]:8765", "LOCALHOST:1"])
def test_this_computer_is_let_in(host: str) -> None:
    async def work(client: httpx.AsyncClient) -> None:
        answer = await client.get("/0", headers={"host": host})
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'") and "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"

    run(work)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "", "10.0.0.5:8765"])
def test_another_name_for_this_computer_is_refused(host: str) -> None:
    async def work(client: httpx.AsyncClient) -> None:
        for method in ("GET", "POST"):
            answer = await client.request(method, "/0", headers={"host": host})
            assert answer.status_code == 403 and answer.json()["error"]["code"] == "host"

    run(work)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_other_pages_may_not_post(headers: dict[str, str]) -> None:
    async def work(client: httpx.AsyncClient) -> None:
        answer = await client.post("/0", headers=headers)
        assert answer.status_code == 403 and answer.json()["error"]["code"] == "origin"
        assert (await client.post("/0", headers={"origin": "http://127.0.0.1:8765"})).status_code == 200

    run(work)


def test_a_token_is_asked_for_where_there_is_one() -> None:
    async def work(client: httpx.AsyncClient) -> None:
        for given in ({}, {"authorization": "Bearer wrong"}, {"authorization": "Bearer 口令".encode()}):
            answer = await client.post("/api/v1/0", headers=given)  # type: ignore[arg-type]
            assert answer.status_code == 401 and answer.json()["error"]["code"] == "token"
        right = {"authorization": f"Bearer {TOKEN}", "host": "office.example"}
        assert (await client.post("/api/v1/0", headers=right)).status_code == 200
        assert (await client.get("/0")).status_code == 200  # the page itself holds nothing secret

    run(work, TOKEN)


def test_too_much_is_refused_announced_or_not() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield bytes(100)

    async def work(client: httpx.AsyncClient) -> None:
        assert (await client.post("/0", content=bytes(1000))).text == "1000"
        answer = await client.post("/0", content=bytes(1001))
        assert answer.status_code == 413 and answer.json()["error"]["code"] == "too_large"
        assert (await client.post("/0", content=pieces())).status_code == 413
        assert (await client.post("/0", content=b"", headers={"content-length": "-1"})).status_code == 413

    run(work)


def test_too_slow_is_given_up() -> None:
    async def slowly() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.sleep(1)
        yield b"x"

    async def work(client: httpx.AsyncClient) -> None:
        assert (await client.post("/0", content=slowly())).status_code == 408
        answer = await client.post("/5")
        assert answer.status_code == 408 and answer.json()["error"]["code"] == "too_slow"

    run(work)


def test_a_crowd_waits_and_a_larger_one_is_told_so() -> None:
    async def work(client: httpx.AsyncClient) -> None:
        answers = await asyncio.gather(*(client.post("/0.2") for _ in range(4)))
        assert sorted(row.status_code for row in answers) == [200, 200, 503, 503]
        assert (await client.post("/0")).status_code == 200

    run(work)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--host", "0.0.0.0"], "--token"),
        (["--host", "192.168.1.7"], "--token"),
        (["--host", "::"], "--token"),
        (["--token", "kurz"], "16"),
        (["--token", "口令口令口令口令口令口令口令口令"], "16"),
        (["--port", "99999"], "端口"),
        (["--port", "x"], "--port"),
        (["--jobs", "0"], "--jobs"),
        (["--host", "no.such.host.invalid", "--token", TOKEN], "用不了"),
    ],
)
def test_serve_refuses(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", *words]) == 2
    err = capsys.readouterr().err
    assert says in err and err.count("\n") == 1


def test_a_port_in_use_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["serve", "--port", str(taken.getsockname()[1])]) == 2
    assert "占用" in capsys.readouterr().err
