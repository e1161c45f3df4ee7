"""Last year's promises: what the previous report planned, and what the records say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reportnlp.analysis.context import Context
from reportnlp.document.model import Document
from reportnlp.draft.model import Piece, Sentence, Source, Words, filled
from reportnlp.draft.phrases import count_of, did, way_of
from reportnlp.findings import ActivityRecord
from reportnlp.records.dates import period_days
from reportnlp.records.ledger import Ledger, within
from reportnlp.records.names import Names
from reportnlp.span import Span

_MOST = 8  # promises taken up
_LONGEST = 60  # characters of a promise that are quoted
_PROMISES = re.compile(
    r"将|力争|计划|争取|打算|着力|继续|持续|进一步|深入|推进|加强|抓好|完善|健全|开展|组织|举办|建设|解决|提升"
)
_LABEL = re.compile(r"^(?:[一二三四五六七八九十]+[、是]|（[一二三四五六七八九十]+）|[0-9]+[.．、])")


def promises_of(previous: Document, ledger: Ledger, period: str | None) -> Iterator[Sentence]:
    """A sentence for each promise of the previous report's outlook: quoted, with the records of this year or a gap."""
    context = Context(previous)
    days = period_days(period)
    records = [record for record in ledger.distinct() if record.days and within(record, days)]
    names = Names(records)
    for number, promise in list(_quoted(context))[:_MOST]:
        quote = Piece(promise, Source(f"上年度报告第{number}段", ()))
        kinds = dict.fromkeys(
            records[min(mention.records)].kind
            for mention in names.mentions(promise, Span(0, len(promise)))
            if mention.records and len({records[index].kind for index in mention.records}) == 1
        )
        parts = [_done(kind, [record for record in records if record.kind == kind]) for kind in kinds]
        gap = Piece("【待补：落实情况】", Source("台账没有相应记录", ()))
        done: Words | Piece = gap if not parts else parts[0]
        for part in parts[1:]:
            done = filled("{first}，{next}", {"first": done, "next": part})
        if parts:
            done = filled("本年{done}", {"done": done})
        yield Sentence(filled("上年度提出“{quote}”。{done}。", {"quote": quote, "done": done}))


def _done(kind: str, records: Sequence[ActivityRecord]) -> Words:
    return filled("{did}{count}", {"did": did(kind, records), "count": count_of(records, way_of(kind).unit)})


def _quoted(context: Context) -> Iterator[tuple[int, str]]:
    """Number of the paragraph and words of each sentence that promises something, without its number and marks."""
    text = context.text
    for sentence in context.sentences:
        if not any(section.kind == "outlook" for section in context.sections_at(sentence.start)):
            continue
        index = context.paragraph_index_at(sentence.start)
        if context.document.is_heading(index):
            continue
        words = _LABEL.sub("", sentence.of(text).strip()).rstrip("。；！\n").replace("“", "‘").replace("”", "’")
        if 6 <= len(words) <= _LONGEST and _PROMISES.search(words):
            yield index + 1, words
