"""A checking process's own side: questions come in as frames, answers go out, within limits on memory and time.

Used by ``child`` (audit) and by the pool of ``serve``.
"""

from __future__ import annotations

import gc
import os
import pickle
import struct
import sys
from collections.abc import Callable
from typing import IO, Any, NamedTuple

HEAD = struct.Struct("<Q")
OUT_OF_MEMORY = 77  # exit code
GRACE = 5  # seconds after which a process whose parent is gone ends itself
_OFFICE = 0.8  # share of the time that converting an old format may take, so that the file is told why it was given up


class Work(NamedTuple):
    """What a checking process has loaded: bytes that it may take from now on, seconds for one question, who answers."""

    memory: int
    seconds: float
    answer: Callable[[Any], Any]


def serve_frames(prepare: Callable[[Any, Callable[[object], None]], Work]) -> None:
    """Answer questions until there are no more. ``prepare`` gets the first frame, and what sends others on the way."""
    from reportnlp.document.office import convert_within

    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not get between the frames
    questions = sys.stdin.buffer
    work = prepare(receive(questions), lambda thing: send(answers, thing))
    convert_within(_OFFICE * work.seconds)
    limit_memory(work.memory)
    send(answers, True)
    settled = False
    try:
        while True:
            question = receive(questions)
            alarm(work.seconds + GRACE)  # the parent may be gone by then
            send(answers, work.answer(question))
            alarm(0)
            settled = settled or _settle()
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (EOFError, KeyboardInterrupt, BrokenPipeError):
        os._exit(0)


def send(stream: IO[bytes], thing: object) -> None:
    """Write one thing as a frame: its length, then the pickle."""
    stream.write(framed(thing))
    stream.flush()


def framed(thing: object) -> bytes:
    """The bytes of a frame."""
    data = pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
    return HEAD.pack(len(data)) + data


def receive(stream: IO[bytes]) -> Any:
    """Read one frame. Raises EOFError when the other side is gone."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    return pickle.loads(stream.read(HEAD.unpack(head)[0]))  # from a process of our own


def _settle() -> bool:
    """Once the first file has loaded the lexicons: leave them out of the collector's rounds, and make those rarer."""
    gc.collect()
    gc.freeze()
    spare_collector()
    return True


def spare_collector() -> None:
    """Make the rounds of the collector rarer: reports are many small things, and no cycles."""
    gc.set_threshold(20_000, 20, 20)


def limit_memory(more: int) -> None:
    """Let the process have ``more`` bytes than it has now; where the system knows no such limit there is none."""
    if sys.platform == "linux":
        import resource
        from pathlib import Path

        now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + more, now + more))


def alarm(seconds: float) -> None:
    """Let the system end this process after so many seconds, whatever it is doing; 0: no longer."""
    if hasattr(os, "fork"):
        import signal

        signal.setitimer(signal.ITIMER_REAL, seconds)
