"""A process of its own for the checking, so that a file which hangs it or eats its memory takes nothing else with it.

The parent sends one path after another as pickled frames; the Checker is loaded once.
"""

from __future__ import annotations

import gc
import os
import pickle
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Timer
from typing import IO, Any, cast

from reportnlp.batch.task import Job, Outcome
from reportnlp.errors import ReportnlpError

HEAD = struct.Struct("<Q")
OUT_OF_MEMORY = 77  # exit code
_START_SECONDS = 120
GRACE = 5  # seconds after which a child whose parent is gone ends itself

_HANGS = "检查用时超过 {:.0f} 秒，已放弃：请打开看看是否特别大或已损坏，可用 --time-limit 放宽。"
_EATS = "检查所需内存超过 {:.0f} MB，已放弃：请打开看看是否特别大或已损坏，可用 --memory-limit 放宽。"
_NO_START = "检查进程启动不了：请看内存是否够用、安装是否完整（reportnlp doctor）；做完的还在，再运行就接着做。"
_KILLS = "检查时程序意外结束（{}），已放弃：请用 Word 或 WPS 打开后另存一份再检查。"


class Child:
    """One checking process; started when it is first needed, and again after a file has brought it down."""

    def __init__(self, job: Job) -> None:
        self.version = job.version
        self.ended = False
        self._job = job
        self._late = False
        self._process: subprocess.Popen[bytes] | None = None

    def examine(self, path: str) -> Outcome:
        """What comes of one file. One that brings the process down is tried once more, then put into quarantine."""
        for _ in range(2):
            outcome = self._try(path)
            if outcome.status != "quarantined":
                return outcome
        return outcome

    def end(self) -> None:
        """End the process for good, from whatever thread: a file that is being checked gets no second try."""
        self.ended = True
        self.close()

    def close(self) -> None:
        """End the process; the next file starts another one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(OSError):
                        stream.close()
            process.wait()

    def _try(self, path: str) -> Outcome:
        try:
            process = self._started()
            answer = self._within(self._job.seconds, lambda: _ask(process, path))
        except (EOFError, OSError, pickle.UnpicklingError):
            return Outcome(path, "", "", "quarantined", self._why())
        return cast(Outcome, answer)

    def _started(self) -> subprocess.Popen[bytes]:
        if self.ended:
            raise EOFError
        process = self._process
        if process is None:
            self._late = False
            command = [sys.executable, "-m", "reportnlp.batch.child"]
            try:
                self._process = process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
                self._within(_START_SECONDS, lambda: _ask(process, self._job))
            except (EOFError, OSError, pickle.UnpicklingError) as error:
                self.close()
                if self.ended:
                    raise EOFError from None
                raise ReportnlpError(_NO_START, f"no checking process starts ({error}); run again to go on.") from None
        return process

    def _within(self, seconds: float, ask: Callable[[], Any]) -> Any:
        timer = Timer(seconds, self._give_up)
        timer.daemon = True
        timer.start()
        try:
            return ask()
        finally:
            timer.cancel()

    def _give_up(self) -> None:
        process = self._process
        if process is not None:
            self._late = True
            process.kill()

    def _why(self) -> str:
        process, late = self._process, self._late
        if self.ended:  # its process may be in good health, and would be waited for in vain
            self.close()
        code = process.wait() if process is not None else 0
        self.close()
        if late:
            return _HANGS.format(self._job.seconds)
        if code == OUT_OF_MEMORY:
            return _EATS.format(self._job.memory / 1e6)
        return _KILLS.format(f"信号 {-code}" if code < 0 else f"代码 {code}")


def _ask(process: subprocess.Popen[bytes], question: object) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    send(process.stdin, question)
    return receive(process.stdout)


def send(stream: IO[bytes], thing: object) -> None:
    """Write one thing as a frame: its length, then the pickle."""
    data = pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
    stream.write(HEAD.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one frame. Raises EOFError when the other side is gone."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    return pickle.loads(stream.read(HEAD.unpack(head)[0]))  # from a process of our own


def main() -> None:
    """The child's side: a Job first, then paths; an Outcome for each."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not get between the frames
    questions = sys.stdin.buffer
    job: Job = receive(questions)
    from reportnlp.batch.task import examine
    from reportnlp.engine import Checker

    checker = Checker(job.settings)
    limit_memory(job.memory)
    send(answers, True)
    settled = False
    try:
        while True:
            path = receive(questions)
            alarm(job.seconds + GRACE)
            outcome = examine(path, job, checker)
            alarm(0)
            send(answers, outcome)
            if not settled:
                settled = _settle()
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (EOFError, KeyboardInterrupt, BrokenPipeError):
        os._exit(0)


def _settle() -> bool:
    """Once the first file has loaded the lexicons: leave them out of the collector's rounds, and make those rarer."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    return True


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


if __name__ == "__main__":
    main()
