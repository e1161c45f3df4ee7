"""The guard: host, origin, token, size, time, number; and what serve refuses to do."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from reportnlp.cli.main import main
from reportnlp.web.guard import Guard, Limits

from .conftest import Server

LIMITS = Limits(body_bytes=1000, at_work=1, waiting=1)
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


def run(
    work: Callable[[httpx.AsyncClient], Coroutine[Any, Any, None]], token: str | None = None, limits: Limits = LIMITS
) -> None:
    async def whole() -> None:
        transport = httpx.ASGITransport(Guard(echo, limits, token))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8765") as client:
            await work(client)

    asyncio.run(whole())


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8765", "localhost:8765", "localhost", "[::1]:8765", "LOCALHOST:1", "127.0.0.2:8765"]
)
def test_this_computer_is_let_in(host: str) -> None:
    async def work(client: httpx.AsyncClient) -> None:
        answer = await client.get("/0", headers={"host": host})
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'") and "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"

    run(work)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8765",
        "127.0.0.1.evil.example",
        "127.0.0.2x",
        "",
        "10.0.0.5:8765",
        "0.0.0.0",
        "[::]",
    ],
)
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
        await asyncio.sleep(600)
        yield b"x"

    async def work(client: httpx.AsyncClient) -> None:
        assert (await client.post("/0", content=slowly())).status_code == 408
        answer = await client.post("/600")
        assert answer.status_code == 408 and answer.json()["error"]["code"] == "too_slow"

    run(work, limits=LIMITS._replace(body_seconds=0.2, seconds=0.4))


def test_a_crowd_waits_and_a_larger_one_is_told_so() -> None:
    async def work(client: httpx.AsyncClient) -> None:
        crowd = [asyncio.ensure_future(client.post("/600")) for _ in range(4)]
        refused, waiting = await asyncio.wait(crowd, return_when=asyncio.FIRST_COMPLETED)
        while len(refused) < 2:
            more, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            refused |= more
        assert {row.result().status_code for row in refused} == {503} and len(waiting) == 2
        for row in waiting:
            row.cancel()
        await asyncio.wait(waiting)
        assert (await client.post("/0")).status_code == 200

    run(work)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--host", "0.0.0.0"], "--token-file"),
        (["--host", "192.168.1.7"], "--token-file"),
        (["--host", "::"], "--token-file"),
        (["--token-file", "没有的文件夹/口令.txt"], "没有的文件夹/口令.txt"),
        (["--token-file", "短.txt"], "短.txt"),
        (["--token-file", "乱.txt"], "乱.txt"),
        (["--token-file", "短.txt", "--token", TOKEN], "只能写一个"),
        (["--token", "kurz"], "16"),
        (["--token", "口令口令口令口令口令口令口令口令"], "16"),
        (["--port", "99999"], "端口"),
        (["--port", "x"], "--port"),
        (["--jobs", "0"], "--jobs"),
        (["--host", "no.such.host.invalid", "--token", TOKEN], "用不了"),
    ],
)
def test_serve_refuses(
    words: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("短.txt").write_text("kurz\n")
    Path("乱.txt").write_bytes(b"\xff\xfe\0\1" * 8)
    assert main(["serve", *words]) == 2
    err = capsys.readouterr().err
    assert says in err and err.count("\n") == 1


def test_the_token_stands_in_a_file_that_is_made_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "口令.txt"
    for made in (True, False):  # the second server takes the same one
        words = ("--jobs", "1", "--host", "127.0.0.2", "--token-file", str(path))
        server = Server(*words)
        try:
            token = path.read_text().strip()
            assert len(token) >= 32 and path.stat().st_mode & 0o077 == 0
            assert f"#token={token} " in server.lines[-1] and (len(server.lines) == 2) is made
            assert token not in psutil.Process(server.process.pid).cmdline()
            assert server.client.get("/api/v1/version").status_code == 401
            headers = {"authorization": f"Bearer {token}"}
            assert server.client.get("/api/v1/version", headers=headers).status_code == 200
        finally:
            server.close()


def test_a_token_in_the_command_is_warned_of() -> None:
    server = Server("--jobs", "1", "--token", "a#b&c=d+e/f%20g h")
    try:
        assert "#token=a%23b%26c%3Dd%2Be%2Ff%2520g%20h" in server.lines[-1]
        assert "--token-file" in server.line()
    finally:
        server.close()


def test_any_loopback_address_is_this_computer() -> None:
    server = Server("--jobs", "1", "--host", "127.0.0.2")
    try:
        assert server.client.get("/api/v1/version").status_code == 200
    finally:
        server.close()


def test_it_ends_quietly_when_it_is_interrupted_as_it_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("uvicorn.Server", interrupted)
    assert main(["serve", "--port", "0"]) == 0
    assert capsys.readouterr().err.count("\n") == 1


def test_a_port_in_use_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["serve", "--port", str(taken.getsockname()[1])]) == 2
    assert "占用" in capsys.readouterr().err
