"""The checking process: orders come in as frames, events and one answer go out. Started by ``pool``."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from reportnlp.batch.serving import Work, serve_frames
from reportnlp.document.word.signatures import is_encrypted
from reportnlp.errors import ReportnlpError, UnreadableError
from reportnlp.web.order import Answer, Event, Order, Refusal, Setup

_WARMING = "一、强化组织建设\n全年发展党员12名，开展主题党日4次。"


def main() -> None:
    """A Setup first, then orders; for each some Events and then an Answer or a Refusal."""
    serve_frames(_prepare)


def _prepare(setup: Setup, tell: Callable[[object], None]) -> Work:
    from reportnlp.document.readers import from_text
    from reportnlp.web.tasks import checker_of, perform

    def tell_event(event: dict[str, Any]) -> None:
        tell(Event(json.dumps(event, ensure_ascii=False).encode("utf-8", "replace") + b"\n"))

    def answer(order: Order) -> Answer | Refusal:
        try:
            return perform(order, setup.settings, tell_event)
        except ReportnlpError as error:
            return Refusal(_code(error, order), error.zh)

    checker_of(setup.settings).check(from_text(_WARMING))  # loads what is loaded on first use
    return Work(setup.memory, setup.seconds, answer)


def _code(error: ReportnlpError, order: Order) -> str:
    if not isinstance(error, UnreadableError):
        return "refused"
    return "password" if order.report is not None and is_encrypted(order.report.data) else "unreadable"


if __name__ == "__main__":
    main()
