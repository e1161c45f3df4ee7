"""``reportnlp serve``: the page and the REST interface on this computer."""

from __future__ import annotations

import argparse
import os
import secrets
import socket
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from reportnlp.cli import frame
from reportnlp.config import LoadedSettings
from reportnlp.errors import reason_of

SUMMARY = ("在本机打开网页版：拖入报告即查，也供程序调用", "serve the page and the REST interface on this computer")


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``serve``."""
    child.add_argument("--port", type=int, default=8765, metavar="N", help=frame.say("端口（默认 8765）", "port"))
    child.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help=frame.say("地址（默认只限本机）", "address to listen on")
    )
    token = child.add_mutually_exclusive_group()
    token.add_argument(
        "--token-file",
        metavar="FILE",
        help=frame.say(
            "口令文件，供别的电脑访问时必须有；没有这个文件就生成一个",
            "file with the token, needed for other computers; made where there is none",
        ),
    )
    token.add_argument(
        "--token",
        metavar="TEXT",
        help=frame.say(
            "直接写口令；这台电脑的别的用户看得到，最好用 --token-file",
            "the token itself; other users of this computer can see it: better --token-file",
        ),
    )
    child.add_argument(
        "--jobs", "-j", type=int, default=2, metavar="N", help=frame.say("同时检查几份（默认 2）", "reports at a time")
    )
    child.add_argument(
        "--time-limit",
        type=int,
        default=60,
        metavar="SECONDS",
        help=frame.say("一份报告最多用几秒（默认 60）", "seconds for one report"),
    )
    frame.add_rule_flags(child)


def run(arguments: argparse.Namespace, loaded: LoadedSettings) -> int:
    """Serves until it is interrupted."""
    try:
        import uvicorn

        from reportnlp.web.app import create_app
    except ImportError:
        raise frame.usage_error(
            '网页版要先安装：pip install "reportnlp[web]"。', 'serve needs: pip install "reportnlp[web]".'
        ) from None
    _refuse_odd(arguments)
    token = _token(arguments)
    app = create_app(loaded.settings, token=token, jobs=arguments.jobs, seconds=float(arguments.time_limit))
    listener = _listening(arguments.host, arguments.port)
    fragment = f"#token={quote(token, safe='')}" if token else ""
    address = f"http://{_shown(arguments.host)}:{listener.getsockname()[1]}/{fragment}"
    config = uvicorn.Config(
        app,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=3,
        ws="none",
        proxy_headers=False,
    )
    with suppress(KeyboardInterrupt), listener:  # Ctrl+C is the way to end it, from the first word on
        _tell(address, arguments)
        uvicorn.Server(config).run(sockets=[listener])
    return 0


def _tell(address: str, arguments: argparse.Namespace) -> None:
    frame.note(f"已启动：请用浏览器打开 {address} （按 Ctrl+C 结束）", f"serving {address} (Ctrl+C ends it)")
    if arguments.token is not None:
        frame.note(
            "提醒：写在命令里的口令，这台电脑的别的用户看得到：最好改用 --token-file 口令.txt。",
            "warning: other users of this computer can see a token in a command: better --token-file token.txt.",
        )


def _listening(host: str, port: int) -> socket.socket:
    """Bound here, so that a port in use is one sentence."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        if sys.platform != "win32":  # there it would let two programs share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()  # who comes before the server is up waits, and is not refused
    except OSError:
        listener.close()
        raise frame.usage_error(
            f"用不了地址 {host} 的端口 {port}：可能已被别的程序占用，请用 --port 换一个。",
            f"cannot listen on {host} port {port}: choose another --port.",
        ) from None
    return listener


def _refuse_odd(arguments: argparse.Namespace) -> None:
    if not 0 <= arguments.port <= 65535:
        raise frame.usage_error("端口应在 1 到 65535 之间。", "a port lies between 1 and 65535.")
    if arguments.jobs < 1 or arguments.time_limit < 1:
        raise frame.usage_error("--jobs 和 --time-limit 至少是 1。", "--jobs and --time-limit are at least 1.")
    from reportnlp.web.guard import is_loopback

    if arguments.token is None and arguments.token_file is None and not is_loopback(arguments.host):
        raise frame.usage_error(
            f"{arguments.host} 不是本机地址，别的电脑也能访问：请加 --token-file 口令.txt（没有这个文件就生成一个）。",
            f"{arguments.host} can be reached by others: add --token-file token.txt (made where there is none).",
        )


def _token(arguments: argparse.Namespace) -> str | None:
    """The token, from the command or the first line of its file."""
    path = arguments.token_file
    token = arguments.token if path is None else _token_in(path)
    if token is not None and (len(token) < 16 or not token.isascii() or not token.isprintable()):
        raise frame.usage_error(
            f"{'口令' if path is None else f'“{path}”里的口令'}至少要 16 个英文字母或数字。",
            f"a token{'' if path is None else f' in {path}'} has at least 16 ASCII characters.",
        )
    return token


def _token_in(path: str) -> str:
    try:
        with suppress(FileExistsError):
            # for its owner alone from the first moment; an existing file is never written
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(24) + "\n")
            frame.note(f"已生成口令，写入 {path}。", f"made a token, written to {path}.")
        return Path(path).read_text("utf-8-sig").partition("\n")[0].strip()
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "不是口令文件"
        raise frame.usage_error(f"读不了口令文件“{path}”（{reason}）。", f"cannot read {path}.") from None


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
