"""``reportnlp lsp``: the language server, for editors."""

from __future__ import annotations

import argparse
import os

from reportnlp.cli import frame
from reportnlp.config import LoadedSettings

SUMMARY = ("编辑器用的语言服务器（LSP），经标准输入输出", "language server for editors, over standard input and output")


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``lsp``."""
    child.add_argument(
        "--stdio", action="store_true", help=frame.say("经标准输入输出，这是唯一的方式", "the only way there is")
    )


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Serves until the editor leaves; ends the process itself, as a check may still run in its thread."""
    try:
        from reportnlp.lsp.server import make_server
    except ImportError:
        raise frame.usage_error(
            '语言服务器要先安装：pip install "reportnlp[lsp]"。',
            'the language server needs: pip install "reportnlp[lsp]".',
        ) from None
    try:
        make_server().start_io()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    else:
        code = 0
    os._exit(code)  # the interpreter's own end would unwind that thread through C++ code, which aborts (SIGABRT)
