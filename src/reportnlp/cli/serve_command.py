"""``reportnlp serve``: the page and the REST interface on this computer."""

from __future__ import annotations

import argparse
import ipaddress
import socket
import sys
from contextlib import suppress

from reportnlp.cli import frame
from reportnlp.config import LoadedSettings

SUMMARY = ("在本机打开网页版：拖入报告即查，也供程序调用", "serve the page and the REST interface on this computer")


def add_arguments(child: argparse.ArgumentParser) -> None:
    """Arguments of ``serve``."""
    child.add_argument("--port", type=int, default=8765, metavar="N", help=frame.say("端口（默认 8765）", "port"))
    child.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help=frame.say("地址（默认只限本机）", "address to listen on")
    )
    child.add_argument(
        "--token",
        metavar="TEXT",
        help=frame.say("口令（至少 16 个字符），供别的电脑访问时必须有", "token, needed for other computers"),
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
    _refuse_odd(arguments)
    try:
        import uvicorn

        from reportnlp.web.app import create_app
    except ImportError:
        raise frame.usage_error(
            '网页版要先安装：pip install "reportnlp[web]"。', 'serve needs: pip install "reportnlp[web]".'
        ) from None
    app = create_app(loaded.settings, token=arguments.token, jobs=arguments.jobs, seconds=float(arguments.time_limit))
    listener = _listening(arguments.host, arguments.port)
    fragment = f"#token={arguments.token}" if arguments.token else ""
    address = f"http://{_shown(arguments.host)}:{listener.getsockname()[1]}/{fragment}"
    frame.note(f"已启动：请用浏览器打开 {address}（按 Ctrl+C 结束）", f"serving {address} (Ctrl+C ends it)")
    config = uvicorn.Config(
        app,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=3,
        ws="none",
        proxy_headers=False,
    )
    with suppress(KeyboardInterrupt):  # the way to end it
        uvicorn.Server(config).run(sockets=[listener])
    return 0


def _listening(host: str, port: int) -> socket.socket:
    """Bound here, so that a port in use is one sentence."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        if sys.platform != "win32":  # there it would let two programs share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
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
    if arguments.token is None and not _is_loopback(arguments.host):
        raise frame.usage_error(
            f"{arguments.host} 不是本机地址，别的电脑也能访问：请用 --token 设一个口令。",
            f"{arguments.host} can be reached by others: set a --token.",
        )
    if arguments.token is not None and (len(arguments.token) < 16 or not arguments.token.isascii()):
        raise frame.usage_error("口令至少要 16 个英文字母或数字。", "a token has at least 16 ASCII characters.")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
