"""What every request passes: host, origin, token, size, time and number; and the headers of every answer."""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Limits(NamedTuple):
    """Bytes of a request, seconds for sending it and for all of it, requests at work and requests that may wait."""

    body_bytes: int
    body_seconds: float = 60.0
    seconds: float = 300.0
    at_work: int = 4
    waiting: int = 200


class Guard:
    """An ASGI application around another. ``token`` None: any request from this computer; else it must be sent.

    A request that may change something waits until few are at work, before its body is read: so memory is bounded.
    """

    def __init__(self, app: App, limits: Limits, token: str | None = None) -> None:
        self._app = app
        self._limits = limits
        self._token = token
        self._slots = asyncio.Semaphore(limits.at_work)
        self._waiting = 0

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """One request, or the life of the server."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # no web sockets here
            return
        answer = _Answer(send)
        refusal = self._refusal(scope)
        if refusal is not None:
            await answer.refuse(*refusal)
        elif scope["method"] != "POST":
            await self._app(scope, receive, answer.send)
        else:
            await self._post(scope, receive, answer)

    async def _post(self, scope: MutableMapping[str, Any], receive: Receive, answer: _Answer) -> None:
        if self._waiting >= self._limits.waiting:
            await answer.refuse(503, "busy", "现在请求太多，请稍后再试。")
            return
        self._waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self._waiting -= 1
        try:
            async with asyncio.timeout(self._limits.seconds):
                await self._app(scope, _limited(receive, self._limits), answer.send)
        except TimeoutError:
            await answer.refuse(408, "too_slow", "这次请求用时过长，已放弃：请拆分文件后再试。")
        finally:
            self._slots.release()

    def _refusal(self, scope: MutableMapping[str, Any]) -> tuple[int, str, str] | None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get("host", "")
        if self._token is None and not is_loopback(_name_of(host)):
            return 403, "host", "只接受发往本机地址（127.0.0.1、localhost）的请求。"
        origin = headers.get("origin")
        if scope["method"] not in ("GET", "HEAD") and (
            (origin is not None and origin.partition("://")[2] != host)
            or headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
        ):
            return 403, "origin", "不接受别的网页发来的请求。"
        if self._token is not None and scope["path"].startswith("/api/"):
            given = headers.get("authorization", "").removeprefix("Bearer ")
            if not hmac.compare_digest(given.encode(), self._token.encode()):
                return 401, "token", "缺少口令或口令不对：请用启动服务时给出的口令。"
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._limits.body_bytes:
            return 413, "too_large", _too_large(self._limits)
        return None


class _Answer:
    """Sends the answer with the headers that every one has; knows whether it has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._begun = True
            given = {name.lower() for name, _ in message.get("headers", ())}
            more = [(name.encode(), value.encode()) for name, value in _HEADERS.items() if name.encode() not in given]
            message = {**message, "headers": [*message.get("headers", ()), *more]}
        await self._send(message)

    async def refuse(self, status: int, code: str, sentence: str) -> None:
        if self._begun:  # too late for another answer: the reader sees that this one breaks off
            return
        data = json.dumps({"error": {"code": code, "message": sentence}}, ensure_ascii=False).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(data)).encode())]
        headers += [(b"connection", b"close")] if status == 413 else []
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self._send({"type": "http.response.body", "body": data})


def _limited(receive: Receive, limits: Limits) -> Receive:
    """``receive`` that gives up on a body that is too large or comes too slowly."""
    end = asyncio.get_running_loop().time() + limits.body_seconds
    size = 0
    whole = False

    async def limited() -> Message:
        nonlocal size, whole
        if whole:  # only waits for the reader to leave
            return await receive()
        try:
            async with asyncio.timeout_at(end):  # wait_for of Python 3.11 can lose a cancellation
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, "上传用时过长，已放弃：请检查网络后再试。") from None
        size += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if size > limits.body_bytes:
            raise HTTPException(413, _too_large(limits))
        return message

    return limited


def _too_large(limits: Limits) -> str:
    return f"上传的内容超过 {limits.body_bytes // 10**6} MB 的上限：请拆分后再试。"


def _name_of(host: str) -> str:
    """The name in a Host header, without the port and the brackets of IPv6."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()


def is_loopback(name: str) -> bool:
    """Whether ``name`` is this computer for itself alone. Numbers are safe: only a name could be made to lead elsewhere."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
