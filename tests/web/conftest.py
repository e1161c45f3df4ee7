"""A server as ``reportnlp serve`` starts it, one for each test process."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

CORPORA = Path(__file__).parents[2] / "corpora"


class Server:
    def __init__(self, *words: str) -> None:
        command = [sys.executable, "-m", "reportnlp", "serve", "--port", "0", *words]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8")
        self.lines = [self.line()]  # that it wrote, down to its address
        while not (found := re.search(r"http://\S+?/", self.lines[-1])):
            assert self.process.poll() is None, self.lines
            self.lines.append(self.line())
        self.address = found.group()
        self.client = httpx.Client(base_url=self.address, timeout=600, trust_env=False)

    def line(self) -> str:
        """The next that it writes."""
        assert self.process.stderr is not None
        return self.process.stderr.readline()

    def post(self, path: str, **fields: object) -> httpx.Response:
        """A form in which bytes are files: ``file=("报告.docx", data)``."""
        files = []
        data: dict[str, object] = {}
        for name, value in fields.items():
            if isinstance(value, tuple):
                files.append((name, value))
            else:
                data[name] = value
        return self.client.post(f"/api/v1/{path}", data=data, files=files or None)

    def memory(self) -> float:
        """MB that the server and its processes hold."""
        whole = psutil.Process(self.process.pid)
        return sum(row.memory_info().rss for row in (whole, *whole.children(recursive=True))) / 1e6

    def worked(self) -> float:
        """Seconds of processor time that the server and its processes have taken."""
        whole = psutil.Process(self.process.pid)
        times = [row.cpu_times() for row in (whole, *whole.children(recursive=True))]
        return sum(row.user + row.system for row in times)

    def close(self) -> None:
        self.client.close()
        self.process.terminate()
        self.process.communicate(timeout=120)  # only a hang takes so long


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    made = Server("--time-limit", "600")  # a busy machine takes its time; only a hang takes so long
    yield made
    made.close()
