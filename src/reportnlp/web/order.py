"""What a request asks of a checking process, and what comes back: plain, picklable data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from reportnlp.config import Settings
from reportnlp.records.ledger import NamedBytes

Task = Literal["check", "claims", "areas", "correct", "annotate", "reconcile", "draft"]


class Setup(NamedTuple):
    """What all orders share: settings, bytes of memory that a process may take, seconds that one order may take."""

    settings: Settings
    memory: int
    seconds: float


@dataclass(frozen=True)
class Order:
    """One piece of work. ``report`` and ``records`` are uploads: their names only label them, no file is opened.

    ``chosen`` has what a person wants to be written, by fingerprint (None: the sure corrections); ``ignored`` the reason
    for each fingerprint that a person wants to see no more. ``form`` is the kind of answer (json, xlsx, docx …).
    """

    task: Task
    report: NamedBytes | None = None
    records: tuple[NamedBytes, ...] = ()
    previous: NamedBytes | None = None
    form: str = "json"
    period: str | None = None
    password: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_confidence: float | None = None
    layout: bool | None = None
    chosen: Mapping[str, str] | None = None
    ignored: Mapping[str, str] = field(default_factory=dict)
    comments: bool = True
    changes: bool = True
    kind: str = "述职报告"
    unit: str | None = None
    stream: bool = False


class Event(NamedTuple):
    """Something told while the work goes on: one line of JSON."""

    line: bytes


class Answer(NamedTuple):
    """The result: its media type, its bytes, and the ending of the file that holds it ("" for JSON)."""

    media: str
    data: bytes
    ending: str = ""


class Refusal(NamedTuple):
    """Why there is no result: a word for programs, a sentence for people."""

    code: str
    message: str
