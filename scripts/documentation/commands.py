"""Commands and Python samples in Markdown: found, run in a folder of sample files, shown as a terminal shows them."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = 96  # of the terminal that is shown
_FENCE = re.compile(r"^([ \t]*)```([^\n`]*)\n(.*?)^\1```[ \t]*$", re.M | re.S)
_INLINE = re.compile(r"(?<!`)`(reportnlp [^`\n]+)`(?!`)")
_SHELLS = ("sh", "console")
_SAMPLES = {
    "报告.docx": "street_2023.docx",
    "报告.txt": "civil_2023.txt",
    "去年.docx": "school_2022.docx",
    "台账.xlsx": "records/street_2023.xlsx",
    "台账.csv": "records/street_2023.csv",
    "各单位/街道.docx": "street_2023.docx",
    "各单位/社区.docx": "community_2024.docx",
    "各单位/民政局.txt": "civil_2023.txt",
    "各单位/学校.docx": "school_2022.docx",
}
_WRITTEN = {
    "名册.csv": "姓名,职务,单位\n周明远,党工委书记,望溪街道\n",
    "词典.txt": "智慧望溪\n红色管家\n",
    "版式.yaml": "body:\n  fonts: [宋体]\n",
    "领域.yaml": (
        "思想建设: {description: 理论学习、主题教育、意识形态, words: [读书班, 宣讲], like: [政治建设]}\n"
        "业务工作: {description: 办理业务、完成指标, words: [受理, 窗口], like: [服务大局]}\n"
    ),
    "一句话.txt": "认真学习党的二十精神，维护党的纪律和政治体检。\n",
}


class Block(NamedTuple):
    """A fenced block: its language with what follows it (``console lines=8``), its content, and where it stands."""

    info: str
    content: str
    start: int
    end: int

    @property
    def language(self) -> str:
        """The first word of the fence; "" without one."""
        return self.info.split()[0] if self.info.split() else ""


class Run(NamedTuple):
    """What a command did: exit code and everything that it printed, with the colours of a terminal."""

    code: int
    output: str


def blocks(markdown: str) -> Iterator[Block]:
    """All fenced blocks of a page."""
    for match in _FENCE.finditer(markdown):
        indent, content = match[1], match[3]
        lines = [line.removeprefix(indent) for line in content.splitlines()]
        yield Block(match[2].strip(), "\n".join(lines), match.start(), match.end())


def command_lines(block: Block) -> list[str]:
    """Lines of a shell block that call reportnlp, joined where they end in a backslash, without prompt and remark."""
    if block.language not in _SHELLS:
        return []
    lines = block.content.replace("\\\n", " ").splitlines()
    bare = (re.sub(r"\s#\s.*$", "", line.strip()).removeprefix("$ ").strip() for line in lines)
    return [line for line in bare if re.match(r"(?:echo .*\| *)?reportnlp\b", line)]


def mentions(markdown: str) -> list[str]:
    """Commands in running text: `reportnlp rules`."""
    return _INLINE.findall(_FENCE.sub("", markdown))


def words_of(line: str) -> list[str]:
    """The words after ``reportnlp``; what is echoed into it is left out."""
    return shlex.split(line.rpartition("|")[2])[1:]


def python_samples(markdown: str) -> str:
    """The Python blocks of a page as one program: later ones go on with the names of earlier ones."""
    return "\n".join(block.content for block in blocks(markdown) if block.language == "python")


def lay_out(folder: Path) -> None:
    """Puts the sample files that the pages speak of into ``folder``."""
    for name, source in _SAMPLES.items():
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / "corpora" / source, target)
    for name, content in _WRITTEN.items():
        (folder / name).write_text(content, "utf-8")


@contextlib.contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """The sample folder as working directory, a terminal of fixed width, and no settings of the user's."""
    fixed = {"COLUMNS": str(COLUMNS), "TERM": "xterm-256color", "XDG_CONFIG_HOME": str(folder), "APPDATA": ""}
    before = {key: os.environ.get(key) for key in fixed}
    os.environ.update(fixed)
    try:
        with contextlib.chdir(folder):
            yield
    finally:
        for key, value in before.items():
            if value is None:
                del os.environ[key]
            else:
                os.environ[key] = value


class _Terminal(io.TextIOWrapper):
    """Standard output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def run(line: str, columns: int = COLUMNS) -> Run:
    """Runs one command line in this process; patterns such as *.docx are expanded as a shell does it."""
    from reportnlp.cli.main import main

    os.environ["COLUMNS"] = str(columns)
    words = []
    for word in words_of(line):
        words += sorted(map(str, Path().glob(word))) or [word] if "*" in word else [word]
    screen = _Terminal(io.BytesIO(), "utf-8")
    typed = io.TextIOWrapper(io.BytesIO(_echoed(line).encode()), "utf-8")
    before = sys.stdin
    sys.stdin = typed
    try:
        with contextlib.redirect_stdout(screen), contextlib.redirect_stderr(screen):
            code = _code(main, words)
        screen.flush()
    finally:
        sys.stdin = before
    printed = screen.buffer
    assert isinstance(printed, io.BytesIO)
    lines = printed.getvalue().decode().split("\n")
    return Run(code, "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines))  # progress is written over


def _code(main: object, words: list[str]) -> int:
    assert callable(main)
    try:
        return int(main(words))
    except SystemExit as left:  # --help
        return int(left.code or 0)


def _echoed(line: str) -> str:
    echoed = re.match(r"echo (.*?)\|", line)
    return " ".join(shlex.split(echoed[1])) + "\n" if echoed else ""
