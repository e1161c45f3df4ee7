"""REST under /api/v1: each path is one order for a checking process."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from difflib import get_close_matches
from pathlib import PurePath
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import Response, StreamingResponse
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from reportnlp.records.ledger import NamedBytes
from reportnlp.web.answers import FAILURES, Failure, RuleCard, RulePage, Version, given
from reportnlp.web.order import Answer, Event, Order, Refusal, Task
from reportnlp.web.pool import Pool

_MOST_NAME = 200  # characters of a file's name that are kept


async def _known_fields(request: Request) -> None:
    """A field that no one knows would be left out without a word."""
    if request.method != "POST":
        return
    known = _fields(request.scope["route"].dependant)
    for name in await request.form():
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"可能要写 {near[0]}" if near else f"可以写 {'、'.join(sorted(known))}"
            raise HTTPException(422, f"没有“{name[:_MOST_NAME]}”这一项：{hint}。")


def _fields(dependant: Any) -> set[str]:
    own = {row.alias for row in dependant.body_params}
    return own.union(*map(_fields, dependant.dependencies))


router = APIRouter(prefix="/api/v1", responses=FAILURES, dependencies=[Depends(_known_fields)])

Words = Annotated[list[str] | None, Form(description="codes, their beginnings, names or Chinese family names of rules")]
Upload = Annotated[UploadFile | None, File()]


async def report_order(
    file: Annotated[UploadFile | None, File(description="report: .docx .txt .md")] = None,
    text: Annotated[str | None, Form(description="the report's text, instead of a file")] = None,
    period: Annotated[str | None, Form(description="reporting year, such as 2023")] = None,
    password: Annotated[str | None, Form(description="that opens an encrypted file")] = None,
) -> dict[str, Any]:
    """The report of a request and its year."""
    report = await _bytes(file) if file else _pasted(text)
    return {"report": report, "period": period or None, "password": password or None}


async def check_order(
    order: Annotated[dict[str, Any], Depends(report_order)],
    records: Annotated[
        list[UploadFile] | None, File(description="activity ledgers: .xlsx .csv .json .jsonl SQLite")
    ] = None,
    previous: Annotated[UploadFile | None, File(description="last year's report")] = None,
    select: Words = None,
    ignore: Words = None,
    min_confidence: Annotated[float | None, Form(ge=0, le=1)] = None,
    layout: Annotated[bool | None, Form(description="check the layout of Word files too")] = None,
    ignored: Annotated[str | None, Form(description='JSON: {"fingerprint": "reason"}')] = None,
) -> dict[str, Any]:
    """The report of a request and how to check it."""
    return {
        **order,
        "records": await _all_bytes(records),
        "previous": await _bytes(previous) if previous else None,
        "select": tuple(filter(None, select or ())),
        "ignore": tuple(filter(None, ignore or ())),
        "min_confidence": min_confidence,
        "layout": layout,
        "ignored": _texts(ignored, "ignored") or {},
    }


ReportOrder = Annotated[dict[str, Any], Depends(report_order)]
CheckOrder = Annotated[dict[str, Any], Depends(check_order)]
Records = Annotated[list[UploadFile], File(description="activity ledgers: .xlsx .csv .json .jsonl SQLite")]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@router.post("/check", responses=given("application/json", _XLSX, shape="report"), response_class=Response)
async def check(
    request: Request, order: CheckOrder, format: Annotated[Literal["json", "xlsx"], Form()] = "json"
) -> Response:
    """Findings, claims and areas: one document of the schema ``reportnlp/1``."""
    return await _answer(request, "check", order, form=format)


@router.post("/check/stream", responses=given("application/x-ndjson"), response_class=Response)
async def check_stream(request: Request, order: CheckOrder) -> Response:
    """The same as lines of JSON while the check goes on.

    ``{"event": "first", "report"}`` has the text and the findings that are known at once, ``{"event": "progress", "done",
    "total"}`` counts rules; last comes ``{"event": "report", "report"}`` or ``{"event": "error", "error"}``.
    """
    return Lines(_lines(_pool(request), Order("check", **order, stream=True)))


@router.post(
    "/claims", responses=given("application/json", _XLSX, shape="reportnlp-rest-1.claims"), response_class=Response
)
async def claims(
    request: Request, order: ReportOrder, format: Annotated[Literal["json", "xlsx"], Form()] = "json"
) -> Response:
    """Every figure of a report, totals by area, figures per section."""
    return await _answer(request, "claims", order, form=format)


@router.post("/areas", responses=given("application/json", shape="reportnlp-rest-1.areas"), response_class=Response)
async def areas(request: Request, order: ReportOrder) -> Response:
    """The work area of every paragraph."""
    return await _answer(request, "areas", order)


@router.post("/correct", responses=given("application/json", shape="reportnlp-rest-1.correct"), response_class=Response)
async def correct(request: Request, order: ReportOrder) -> Response:
    """The text with its sure corrections, and the edits."""
    return await _answer(request, "correct", order)


@router.post("/annotate", responses=given(_DOCX, "text/plain"), response_class=Response)
async def annotate(
    request: Request,
    order: CheckOrder,
    chosen: Annotated[
        str | None, Form(description='JSON: {"fingerprint": "what to write"}; default: the sure ones')
    ] = None,
    comments: Annotated[bool, Form()] = True,
    changes: Annotated[bool, Form()] = True,
) -> Response:
    """The same Word file with comments and tracked changes; of a text file the edited text."""
    wanted = _texts(chosen, "chosen")
    return await _answer(request, "annotate", order, chosen=wanted, comments=comments, changes=changes)


@router.post(
    "/reconcile", responses=given("application/json", _XLSX, shape="reportnlp-reconcile-1"), response_class=Response
)
async def reconcile(
    request: Request,
    order: ReportOrder,
    records: Records,
    format: Annotated[Literal["json", "xlsx"], Form()] = "json",
) -> Response:
    """The report held against activity ledgers."""
    return await _answer(request, "reconcile", order, records=await _all_bytes(records), form=format)


@router.post(
    "/draft",
    responses=given("application/json", "text/markdown", _DOCX, shape="reportnlp-rest-1.draft"),
    response_class=Response,
)
async def draft(
    request: Request,
    records: Records,
    period: Annotated[str | None, Form()] = None,
    previous: Upload = None,
    kind: Annotated[Literal["述职报告", "工作总结"], Form()] = "述职报告",
    unit: Annotated[str | None, Form(max_length=60)] = None,
    format: Annotated[Literal["json", "md", "docx"], Form()] = "json",
) -> Response:
    """A report drafted from activity ledgers, every figure with its records."""
    order = {
        "records": await _all_bytes(records),
        "previous": await _bytes(previous) if previous else None,
        "period": period or None,
    }
    return await _answer(request, "draft", order, kind=kind, unit=unit or None, form=format)


@router.get("/rules")
def rules() -> list[RuleCard]:
    """All rule cards."""
    from reportnlp.formats.catalog import card_to_dict
    from reportnlp.rules.catalog import load_rules

    return [RuleCard(**card_to_dict(rule.card)) for rule in load_rules()]


@router.get("/rules/{code}", responses={404: {"model": Failure, "description": "There is no such rule."}})
def rule(code: str) -> RulePage:
    """One rule card with its examples, by code or name."""
    from reportnlp.errors import SettingsError
    from reportnlp.formats.catalog import card_page
    from reportnlp.rules.catalog import find_rule

    try:
        return RulePage(**card_page(find_rule(code).card))
    except SettingsError as error:
        raise HTTPException(404, error.zh) from None


@router.get("/version")
def version(request: Request) -> Version:
    """Name and version, and how much a request may hold."""
    import reportnlp

    most = request.app.state.upload_bytes
    return Version(name="reportnlp", version=reportnlp.__version__, api="v1", upload_bytes=most)


def _pool(request: Request) -> Pool:
    pool: Pool = request.app.state.pool
    return pool


async def _answer(request: Request, task: Task, order: dict[str, Any], **more: Any) -> Response:
    result: Answer | Refusal | None = None
    whole = Order(task, **{**order, **more})
    async with aclosing(_pool(request).perform(whole)) as frames:
        async for frame in frames:
            if not isinstance(frame, Event):
                result = frame
    if not isinstance(result, Answer):
        assert result is not None
        raise Refused(result)
    if not result.ending:
        return Response(result.data, media_type=result.media)
    name = quote(PurePath(whole.report.name if whole.report else "草稿").stem + result.ending, safe="")
    return Response(result.data, 200, {"content-disposition": f"attachment; filename*=UTF-8''{name}"}, result.media)


class Refused(Exception):  # noqa: N818
    """The process that did the work says why there is no result."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


class Lines(StreamingResponse):
    """Lines of JSON; a reader who leaves, even between two of them, ends the work at once."""

    def __init__(self, lines: AsyncGenerator[bytes, None]) -> None:
        super().__init__(lines, media_type="application/x-ndjson")
        self._lines = lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends them."""
        async with aclosing(self._lines):
            await super().__call__(scope, receive, send)


async def _lines(pool: Pool, order: Order) -> AsyncGenerator[bytes, None]:
    async with aclosing(pool.perform(order)) as frames:
        async for frame in frames:
            if isinstance(frame, Event):
                yield frame.line
            elif isinstance(frame, Answer):
                yield b'{"event": "report", "report": ' + frame.data + b"}\n"
            else:
                yield json.dumps({"event": "error", "error": frame._asdict()}, ensure_ascii=False).encode() + b"\n"


async def _bytes(file: UploadFile) -> NamedBytes:
    """An upload: of its name only the last part counts, and only as a label."""
    name = PurePath((file.filename or "").replace("\\", "/")).name
    shown = "".join(character for character in name if character.isprintable())[-_MOST_NAME:]
    return NamedBytes(shown or "未命名", await file.read())


async def _all_bytes(files: list[UploadFile] | None) -> tuple[NamedBytes, ...]:
    return tuple([await _bytes(file) for file in files or ()])


def _pasted(text: str | None) -> NamedBytes | None:
    return None if text is None else NamedBytes("粘贴的文字.txt", text.encode("utf-8", "replace"))


def _texts(content: str | None, name: str) -> dict[str, str] | None:
    """The object of texts in a field that holds JSON."""
    if not content:
        return None
    try:
        texts = json.loads(content)
        json.dumps(texts, ensure_ascii=False).encode()  # half a character (\ud800) cannot be written anywhere
    except (ValueError, RecursionError):
        texts = None
    if not isinstance(texts, dict) or not all(isinstance(value, str) for value in texts.values()):
        raise HTTPException(422, f'{name} 应是 JSON：指纹对文字，例如 {{"905ea99e1aea9000": "…"}}。')
    return texts
