"""What all commands share: the parser, the two languages, reading inputs, writing results whole or not at all."""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

from reportnlp.atomic import write_bytes as write_bytes  # for every command
from reportnlp.document.limits import LIMITS
from reportnlp.errors import ReportnlpError, SettingsError, UnreadableError
from reportnlp.findings import SEVERITIES

if TYPE_CHECKING:
    from rich.console import RenderableType

    from reportnlp.config import Settings
    from reportnlp.document.model import Document

PIPE_WIDTH = 1000  # columns of a table that no terminal limits
SETTING_FLAGS = (
    "select",
    "ignore",
    "min_confidence",
    "fail_on",
    "period",
    "lang",
    "baseline",
    "layout",
    "profile",
    "roster",
    "dictionary",
    "areas",
)

_language = "zh"
# argparse's own sentences, for Chinese readers.
_ARGPARSE = (
    (r"the following arguments are required: (.+)", r"缺少 \1"),
    (r"unrecognized arguments: (.+)", r"没有“\1”这个选项"),
    (r"argument (.+): expected one argument", r"\1 后面要写一个值"),
    (r"argument (.+): invalid choice: (.+) \(choose from (.+)\)", r"\1 不能是 \2，可选 \3"),
    (r"argument (.+): invalid float value: (.+)", r"\1 要写一个数，不能是 \2"),
    (r"argument (.+): not allowed with argument (.+)", r"\1 和 \2 只能写一个"),
    (r"argument (.+): ignored explicit argument (.+)", r"\1 后面不写值"),
    (r"one of the arguments (.+) is required", r"\1 要写一个"),
    (r"ambiguous option: (.+) could match (.+)", r"“\1”可以是 \2，请写全"),
)


def choose_language(words: Sequence[str], default: str = "zh") -> None:
    """Sets the language of the program's messages from ``--lang`` among ``words``."""
    global _language
    match = re.search(r"(?:^|\0)--lang[=\0](zh|en)(?:\0|$)", "\0".join(words))
    _language = match[1] if match else default


def say(zh: str, en: str) -> str:
    """The text of the chosen language."""
    return en if _language == "en" else zh


def note(zh: str, en: str) -> None:
    """One line on standard error."""
    print(say(zh, en), file=sys.stderr)  # noqa: T201


def complain(error: ReportnlpError) -> None:
    """The error's sentence on standard error."""
    note(f"错误：{error.zh}", f"error: {error.en}")


def usage_error(zh: str, en: str) -> SettingsError:
    """An error in how the program was called."""
    return SettingsError(zh, en)


class Parser(argparse.ArgumentParser):
    """argparse with Chinese headings, and errors that are one sentence."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=_Help, add_help=False, **options)
        self._positionals.title = say("参数", "arguments")
        self._optionals.title = say("选项", "options")
        self.add_argument("-h", "--help", action="help", help=say("显示这段说明", "show this help"))

    def error(self, message: str) -> NoReturn:
        """Raises the error as one sentence instead of printing the usage and leaving."""
        chinese = message
        for pattern, replacement in _ARGPARSE:
            chinese = re.sub(f"^{pattern}$", replacement, chinese)
        name = self.prog
        raise usage_error(f"{chinese}。用法见 {name} --help。", f"{message}. See {name} --help.")


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, say("用法：", "usage: ") if prefix is None else prefix)


def parser(commands: Mapping[str, ModuleType]) -> Parser:
    """The parser for ``commands``: name → module with SUMMARY, add_arguments and run."""
    top = Parser(
        prog="reportnlp",
        description=say(
            "检查中文述职报告和工作总结：错别字、提法、标点、数据。不联网。",
            "Offline checker for Chinese work reports.",
        ),
    )
    top.add_argument("-V", "--version", action="store_true", help=say("显示版本", "show the version"))
    choices = top.add_subparsers(
        dest="command", metavar=say("命令", "COMMAND"), parser_class=Parser, title=say("命令", "commands")
    )
    for name, module in commands.items():
        summary = say(*module.SUMMARY)
        child = choices.add_parser(name, help=summary, description=summary)
        module.add_arguments(child)
        child.add_argument("--lang", choices=("zh", "en"), help=say("提示语言", "language of messages"))
    return top


def add_rule_flags(child: argparse.ArgumentParser) -> None:
    """Flags that choose rules and the reporting year."""
    child.add_argument(
        "--select", action="append", metavar="CODE", help=say("只用这些规则：PH、TY001、错别字…", "only these rules")
    )
    child.add_argument("--ignore", action="append", metavar="CODE", help=say("不用这些规则", "leave these rules out"))
    child.add_argument(
        "--min-confidence", type=float, metavar="P", help=say("只报把握不低于 P 的（0–1）", "least confidence")
    )
    add_period_flag(child)
    add_own_word_flags(child)
    add_area_flag(child)


def add_own_word_flags(child: argparse.ArgumentParser) -> None:
    """Flags for the files of the user's own words."""
    child.add_argument(
        "--roster",
        metavar="FILE",
        help=say("名册（CSV、YAML：姓名、职务、单位）", "names, posts and organisations (CSV, YAML)"),
    )
    child.add_argument(
        "--dictionary", metavar="FILE", help=say("本单位用语，一行一个，不作改动", "own words, one a line: left alone")
    )


def add_area_flag(child: argparse.ArgumentParser) -> None:
    """The flag for a unit's own work areas."""
    child.add_argument(
        "--areas",
        metavar="PATH",
        help=say(
            "自己的工作领域：YAML 文件，或 areas train 得到的文件夹", "own work areas: YAML file or trained folder"
        ),
    )


def add_baseline_flag(child: argparse.ArgumentParser) -> None:
    """The flag for the findings that are known already."""
    child.add_argument(
        "--baseline",
        metavar="FILE",
        help=say('只看这个基线文件之后的新问题（写 "" 则不用）', "show only what is not in this baseline"),
    )


def add_fail_flag(child: argparse.ArgumentParser) -> None:
    """The flag for the severity that makes the exit code 1."""
    child.add_argument(
        "--fail-on",
        choices=SEVERITIES,
        help=say("有这一级或更重的问题时退出码为 1（默认 warning）", "exit 1 from this on"),
    )


def add_period_flag(child: argparse.ArgumentParser) -> None:
    """The flag for the reporting year."""
    child.add_argument("--period", metavar="YEAR", help=say("报告年度，例如 2023", "reporting year, for example 2023"))


def add_output_flags(child: argparse.ArgumentParser, formats: Sequence[str]) -> None:
    """Flags for the format of the result and the file to write it to."""
    child.add_argument("--format", choices=formats, default=formats[0], help=say("输出格式", "format of the output"))
    child.add_argument("--output", "-o", metavar="FILE", help=say("写入文件，不显示", "write to a file"))


def documents(
    paths: Sequence[str], settings: Settings, password: str | None = None, layout: bool = False
) -> Iterator[tuple[str, Document | UnreadableError]]:
    """Each path with its document, or with the error that says why it could not be read; “-” is standard input."""
    from reportnlp.document.readers import read

    period, limits = settings.period, settings.limits
    for path in paths:
        try:
            if path == "-":
                data = standard_input(limits.file_bytes)
                yield path, read(data, input_name(path), period, layout, password=password, limits=limits)
            else:
                yield path, read(path, period=period, layout=layout, password=password, limits=limits)
        except UnreadableError as error:
            yield path, error


def input_name(path: str) -> str:
    """What people call the input: “-” is standard input."""
    return say("标准输入", "standard input") if path == "-" else path


def standard_input(most: int = LIMITS.file_bytes) -> bytes:
    """All bytes of standard input; raises UnreadableError for more than ``most``."""
    if sys.stdin is None:
        raise usage_error("标准输入已关闭：请给出文件名。", "standard input is closed: name a file.")
    data: bytes = sys.stdin.buffer.read(most + 1)
    if len(data) > most:
        raise UnreadableError(
            f"标准输入超过 {most // 10**6} MB 的上限：请拆分后再检查。",
            f"standard input holds more than {most // 10**6} MB: split it first.",
        )
    return data


def show(output: str | None, inputs: Sequence[str], *renderables: RenderableType) -> None:
    """Rich renderables: with colours on a terminal, as plain text in a pipe or in the file ``output``."""
    from rich.console import Console

    plain = io.StringIO()
    if output is None and sys.stdout is not None and sys.stdout.isatty():
        Console(highlight=False).print(*renderables, sep="\n")
        return
    console = Console(file=plain, width=PIPE_WIDTH, soft_wrap=True, color_system=None, highlight=False)
    console.print(*renderables, sep="\n")
    write(
        output,
        inputs,
        "".join(line.rstrip(" ") + "\n" for line in plain.getvalue().rstrip("\n").split("\n")) + "\n",
        for_people=True,
    )


def write(output: str | None, inputs: Sequence[str], text: str, *, for_people: bool = False) -> None:
    """Text to standard output, or whole to the file ``output``, which must not be one of ``inputs``.

    Data that the encoding of standard output cannot hold is refused; only text ``for_people`` may lose characters.
    """
    if output is None:
        if sys.stdout is None:
            raise usage_error("标准输出已关闭：请用 --output 写入文件。", "standard output is closed: use --output.")
        if not for_people:
            _must_hold(sys.stdout.encoding, text)
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        write_bytes(output, inputs, text.encode())


def told_written(output: str | None) -> None:
    """Says that a result stands in the file ``output``, where there is one."""
    if output is not None:
        note(f"已写入 {output}。", f"written to {output}.")


def _must_hold(encoding: str | None, text: str) -> None:
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError as error:
        character = text[error.start]
        raise usage_error(
            f"标准输出的编码 {encoding} 写不了“{character}”：请用 --output 写入文件，或设置 PYTHONUTF8=1。",
            f"standard output ({encoding}) cannot hold {character!a}: use --output, or set PYTHONUTF8=1.",
        ) from None
