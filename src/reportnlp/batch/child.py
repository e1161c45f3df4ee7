"""A process of its own for the checking, so that a file which hangs it or eats its memory takes nothing else with it.

The parent sends one path after another as pickled frames; the Checker is loaded once.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from threading import Timer
from typing import Any, cast

from reportnlp.batch.serving import OUT_OF_MEMORY, Work, receive, send, serve_frames
from reportnlp.batch.task import Job, Outcome
from reportnlp.errors import ReportnlpError

_START_SECONDS = 120

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
        self._folder: tempfile.TemporaryDirectory[str] | None = None  # converting an old format leaves files there

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
        folder, self._folder = self._folder, None
        if folder is not None:
            folder.cleanup()

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
            self._folder = tempfile.TemporaryDirectory(prefix="reportnlp-", ignore_cleanup_errors=True)
            apart = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._folder.name)
            try:
                self._process = process = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **apart}
                )
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


def main() -> None:
    """The child's side: a Job first, then paths; an Outcome for each."""
    serve_frames(_prepare)


def _prepare(job: Job, _: Callable[[object], None]) -> Work:
    from reportnlp.batch.task import examine
    from reportnlp.engine import Checker

    checker = Checker(job.settings)
    return Work(job.memory, job.seconds, lambda path: examine(path, job, checker))


if __name__ == "__main__":
    main()
