"""The checking process: orders come in as frames, events and one answer go out. Started by ``pool``."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from reportnlp.batch.child import GRACE, OUT_OF_MEMORY, alarm, limit_memory, receive, send
from reportnlp.document.word.signatures import is_encrypted
from reportnlp.errors import ReportnlpError, UnreadableError
from reportnlp.web.order import Event, Order, Refusal, Setup

_WARMING = "一、强化组织建设\n全年发展党员12名，开展主题党日4次。"


def main() -> None:
    """A Setup first, then orders; for each some Events and then an Answer or a Refusal."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not get between the frames
    questions = sys.stdin.buffer
    setup: Setup = receive(questions)
    from reportnlp.document.readers import from_text
    from reportnlp.web.tasks import checker_of, perform

    def tell(event: dict[str, Any]) -> None:
        send(answers, Event(json.dumps(event, ensure_ascii=False).encode("utf-8", "replace") + b"\n"))

    checker_of(setup.settings).check(from_text(_WARMING))  # loads what is loaded on first use
    limit_memory(setup.memory)
    send(answers, True)
    try:
        while True:
            order: Order = receive(questions)
            alarm(setup.seconds + GRACE)  # the server may be gone by then
            try:
                answer: Any = perform(order, setup.settings, tell)
            except ReportnlpError as error:
                answer = Refusal(_code(error, order), error.zh)
            send(answers, answer)
            alarm(0)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (EOFError, KeyboardInterrupt, BrokenPipeError):
        os._exit(0)


def _code(error: ReportnlpError, order: Order) -> str:
    if not isinstance(error, UnreadableError):
        return "refused"
    return "password" if order.report is not None and is_encrypted(order.report.data) else "unreadable"


if __name__ == "__main__":
    main()
