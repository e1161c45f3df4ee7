"""Events that a report says were held together with another unit, and the figures of the whole event."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from reportnlp.findings import Quantity
from reportnlp.records.ranges import Range, claimed_range
from reportnlp.span import Span
from reportnlp.text.sentences import split_clauses, split_sentences

_JOINT = re.compile("联合|共同|携手|会同|合作|合办|联手")
_EVENT = re.compile(
    r"(?:举办|召开|开展|组织|承办|主办|举行|启动|实施)了?(?:[0-9]+[场次期届])?(?P<event>(?:“[^”]{2,20}”)?[\u3400-\u9fff]{0,16}?"
    r"(?:会|赛|节|活动|演练|培训|培训班|行动|仪式|论坛|展|演出|整治|巡查|检查))(?=[0-9，。；、]|$)"
)
_DAY = re.compile(r"([0-9]{1,2})月([0-9]{1,2})日")
_OF_ALL = re.compile(
    "吸引|参加人数|参与人数|参加者|共有|现场|提供|达成|签约|签订|发布|惠及|服务|接待|征集|排查|整改|化解|发放"
)
_OF_ONE = re.compile(
    "出动|派出|选派|抽调|投入|其中|我[街镇乡局村社单处]|本[街镇乡局村社单处]|组织[^，]{0,6}(?:党员|干部|职工|志愿者|群众|学生)"
)


class EventFigure(NamedTuple):
    """A figure of the whole event: what it counts, and what the wording allows it to be."""

    span: Span
    subject: tuple[str, str]
    range: Range


class JointEvent(NamedTuple):
    """One event: the sentence that tells of it, its name, its day (6-18, None without one) and its figures."""

    sentence: Span
    name: str
    day: str | None
    figures: tuple[EventFigure, ...]


def joint_events(report: dict[str, Any]) -> tuple[JointEvent, ...]:
    """Those of a report's JSON, in order. A sentence that tells of two is left out: its figures cannot be told apart."""
    return tuple(_found(report)) if _JOINT.search(report["text"]) else ()


def _found(report: dict[str, Any]) -> Iterator[JointEvent]:
    text = report["text"]
    for row in report["paragraphs"]:
        if row["area"] is None or not _JOINT.search(text, row["start"], row["end"]):
            continue
        for sentence in split_sentences(text, Span(row["start"], row["end"])):
            words = sentence.of(text)
            names = [match["event"] for match in _EVENT.finditer(words)] if _JOINT.search(words) else []
            if len(names) == 1:
                day = _DAY.search(words)
                told = f"{int(day[1])}-{int(day[2])}" if day else None
                yield JointEvent(sentence, names[0], told, tuple(_figures(report, sentence)))


def _figures(report: dict[str, Any], sentence: Span) -> Iterator[EventFigure]:
    text = report["text"]
    clauses = split_clauses(text, sentence)
    for row in report["claims"]:
        span = Span(row["start"], row["end"])
        subject = row["noun"] or row["indicator"]
        clause = next((clause for clause in clauses if clause.start <= span.start < clause.end), None)
        if clause is None or row["modality"] != "done":
            continue
        before = text[clause.start : span.start]
        if _OF_ALL.search(clause.of(text)) and not _OF_ONE.search(before):
            number = Span(row["number_start"], row["number_end"])
            quantity = Quantity(
                span, number, row["value"], row["low"], row["high"], row["bound"], row["unit"], row["dimension"], row["kind"]
            )  # fmt: skip
            yield EventFigure(span, (subject or "", row["dimension"]), claimed_range(quantity, number.of(text)))
