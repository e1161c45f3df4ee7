"""The application: page, REST and guard put together; run by ``serve``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser

import reportnlp
from reportnlp.config import Settings
from reportnlp.web import api
from reportnlp.web.answers import shapes
from reportnlp.web.guard import Guard, Limits
from reportnlp.web.order import Setup
from reportnlp.web.pool import Pool

_KINDS = {"html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}  # fmt: skip
_SENTENCES = {
    404: "没有这个地址。",
    405: "这个地址不接受这种请求。",
    413: "有一项文字超过 1 MB 的上限：请改为用 file 上传文件。",
}


def create_app(
    settings: Settings | None = None,
    *,
    token: str | None = None,
    jobs: int = 2,
    seconds: float = 60.0,
    memory: int = 1_000_000_000,
    limits: Limits | None = None,
) -> Guard:
    """The ASGI application. ``token`` must be sent with each request under /api; without one only this computer may ask.

    ``jobs`` reports are checked at a time, each within ``seconds`` and ``memory`` bytes.
    """
    settings = settings or Settings()
    pool = Pool(Setup(settings, memory, seconds), jobs)
    limits = limits or Limits(settings.limits.file_bytes + 1_000_000, at_work=jobs + 2, seconds=60 + 4 * seconds)
    MultiPartParser.spool_max_size = limits.body_bytes  # uploads stay in memory: nothing of them is written to a disk

    @asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        starting = asyncio.create_task(pool.start())
        yield
        starting.cancel()
        await asyncio.wait([starting])
        await pool.close()

    app = FastAPI(
        title="reportnlp",
        version=reportnlp.__version__,
        description="Offline checker for Chinese work reports.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=living,
        redirect_slashes=False,
    )
    app.state.pool = pool
    app.state.upload_bytes = limits.body_bytes
    app.include_router(api.router)
    _serve_page(app)
    _answer_errors(app)
    app.openapi_schema = openapi = app.openapi()  # made once; kept by FastAPI
    openapi["components"]["schemas"].update(shapes())
    return Guard(app, limits, token)


def _serve_page(app: FastAPI) -> None:
    """The page's files, read once: what a request names is looked up, never opened."""
    from reportnlp.formats.page import page_files

    own = {row.name: row.read_text("utf-8") for row in (files("reportnlp.web") / "static").iterdir() if row.is_file()}
    shown = {"/": own.pop("index.html"), **{f"/static/{name}": text for name, text in {**page_files(), **own}.items()}}

    def page(request: Request) -> Response:
        name = request.url.path
        return Response(shown[name], media_type=_KINDS[name.rpartition(".")[2] if "." in name else "html"])

    for name in shown:
        app.add_api_route(name, page, methods=["GET"], include_in_schema=False, response_class=Response)


def _answer_errors(app: FastAPI) -> None:
    """One shape for every error, one Chinese sentence in it, never a traceback."""

    @app.exception_handler(api.Refused)
    def refused(_: Request, error: api.Refused) -> JSONResponse:
        return _failure(422, error.refusal.code, error.refusal.message)

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        fields = dict.fromkeys(str(row["loc"][-1]) for row in error.errors())
        return _failure(422, "invalid", f"请求里的这些项缺少或不合要求：{'、'.join(fields)}。")

    @app.exception_handler(HTTPException)
    def http(_: Request, error: HTTPException) -> JSONResponse:
        chinese = not error.detail.isascii()
        status = 413 if "maximum size" in error.detail else error.status_code  # what reads forms says it in English
        sentence = error.detail if chinese else _SENTENCES.get(status, "请求无法理解，请检查格式。")
        return _failure(status, "too_large" if status == 413 else "http", sentence, error.headers)

    @app.exception_handler(Exception)
    def broken(_: Request, __: Exception) -> JSONResponse:
        return _failure(500, "broken", "程序内部出错，没有结果：请把情况报告给我们。")


def _failure(status: int, code: str, sentence: str, headers: Any = None) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": sentence}}, status, headers)
