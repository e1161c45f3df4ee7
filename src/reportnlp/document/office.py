"""Turns what is not a plain .docx into one: encrypted files with msoffcrypto, older formats with LibreOffice.

Both are optional. LibreOffice runs in a profile of its own in a temporary folder, without macros, without updating
links and with a proxy that leads nowhere. Its whole process group ends at the time limit, and with this process.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from reportnlp.document.limits import LIMITS, Limits
from reportnlp.document.word.guard import open_archive
from reportnlp.document.word.signatures import is_encrypted, looks_zipped, older_format
from reportnlp.errors import UnreadableError

CONVERSION_SECONDS: float = 60
CONVERTED = "这是用 LibreOffice 转换出来的副本，编号和版式可能与原件不同。"
# The group that a program runs in ends when the pipe to this process does, however that came to its end: a program that
# went on would hold memory and a copy of the report for ever. Descriptor 3: a shell gives what runs beside it no other.
_GUARD = 'exec 3<&0; "$@" & program=$!; { read -r _; kill -s KILL 0; } <&3 & wait "$program"'
_MAX_SPINS = 1_000_000  # rounds of hashing that a file may ask for; Word asks for 100,000
_OPEN_DOCUMENT_PARTS = ("content.xml", "styles.xml", "META-INF/manifest.xml")
_NAMES = {".rtf": "RTF 文件", ".odt": "OpenDocument 文件（.odt）", ".doc": "旧版 Word 或 WPS 文字文件（.doc、.wps）"}
_FILTERS = {".doc": "MS Word 97", ".rtf": "Rich Text Format", ".odt": "writer8"}  # else damage is read as plain text
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>
"""
_SETTING = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
_SAFE = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    *(("Inet/Settings", f"ooInet{kind}ProxyName", "127.0.0.1") for kind in ("HTTP", "HTTPS", "FTP")),
    *(("Inet/Settings", f"ooInet{kind}ProxyPort", "9") for kind in ("HTTP", "HTTPS", "FTP")),
    ("Inet/Settings", "ooInetNoProxy", ""),
)


def convert_within(seconds: float) -> None:
    """A process with a time limit of its own says how long a conversion may take, so that it ends first and says why."""
    global CONVERSION_SECONDS
    CONVERSION_SECONDS = min(CONVERSION_SECONDS, seconds)


def plain_docx(
    data: bytes, ending: str = "", password: str | None = None, limits: Limits = LIMITS
) -> tuple[bytes, tuple[str, ...]]:
    """The bytes of a plain .docx with the same text, and sentences on what was done to get them.

    ``ending`` is that of the file's name (.doc). Bytes that neither program can do anything for come back as they
    are. Raises UnreadableError when a program, an extra or the right password is missing.
    """
    if is_encrypted(data) or (password is not None and older_format(data, ending) == ".doc"):
        data = decrypted(data, password)
    older = older_format(data, ending)
    if older is None:
        return data, ()
    if older == ".odt":
        _look_at_open_document(data, limits)
    return _converted(data, older), (CONVERTED,)


def decrypted(data: bytes, password: str | None) -> bytes:
    """The bytes without their encryption. Raises UnreadableError without the right password or without msoffcrypto."""
    if password is None:
        raise UnreadableError(
            "这是加了打开密码的文件：请用 --password 给出打开密码，或在 Word、WPS 里取消密码、另存后再用。",
            "This file is password-protected: give its password with --password, or save a copy without one.",
        )
    try:
        import msoffcrypto
        from msoffcrypto.exceptions import InvalidKeyError
    except ImportError:
        raise UnreadableError(
            '读加密的文件要先安装扩展：pip install "reportnlp[word]"，或在 Word、WPS 里取消密码、另存后再检查。',
            'Encrypted files need an extra: pip install "reportnlp[word]", or save a copy without the password.',
        ) from None
    plain = BytesIO()
    try:
        file: Any = msoffcrypto.OfficeFile(BytesIO(data))
        if not file.is_encrypted():
            return data
        _check_rounds(data)
        _unlock(file, password)
        file.decrypt(plain)
    except UnreadableError:
        raise
    except InvalidKeyError:
        raise UnreadableError(
            "打开密码不对：请核对密码后再检查。", "The password is wrong: check it and try again."
        ) from None
    except Exception:  # the library reads untrusted bytes and raises whatever comes
        raise UnreadableError(
            "文件加了密，但无法解密（文件损坏或加密方式少见）：请在 Word 或 WPS 里取消密码、另存后再检查。",
            "The file is encrypted in a way that cannot be undone here: save a copy without the password.",
        ) from None
    return plain.getvalue()


def _unlock(file: Any, password: str) -> None:
    try:
        file.load_key(password=password, verify_password=True)
    except TypeError:  # legacy formats have no such option and always verify
        file.load_key(password=password)


def _check_rounds(data: bytes) -> None:
    import olefile

    with olefile.OleFileIO(BytesIO(data)) as ole:
        if not ole.exists("EncryptionInfo"):
            return
        rounds = re.findall(rb'spinCount="(\d+)"', ole.openstream("EncryptionInfo").read(100_000))
    if any(len(count) > 9 or int(count) > _MAX_SPINS for count in rounds):
        raise ValueError


def _look_at_open_document(data: bytes, limits: Limits) -> None:
    """The same guard as for a .docx, before LibreOffice sees the file."""
    package = open_archive(data, limits)
    for name in _OPEN_DOCUMENT_PARTS:
        if package.find(name) == name:
            package.parse(name)
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise UnreadableError(
            "这是加了打开密码的 OpenDocument 文件：请在 LibreOffice 里取消密码、另存后再检查。",
            "This OpenDocument file is password-protected: save a copy without the password.",
        )


def _converted(data: bytes, ending: str) -> bytes:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    kind = _NAMES[ending]
    if program is None:
        raise UnreadableError(
            f"这是{kind}，读它要用 LibreOffice：请安装 LibreOffice，或用 Word、WPS 另存为 .docx。",
            f"This is a {ending} file, which needs LibreOffice: install it, or save the file as .docx.",
        )
    with tempfile.TemporaryDirectory(prefix="reportnlp-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        source = place / f"source{ending}"
        source.write_bytes(data)
        profile = place / "profile" / "user" / "registrymodifications.xcu"
        profile.parent.mkdir(parents=True)
        profile.write_text(_SETTINGS.format("".join(_SETTING.format(*row) for row in _SAFE)), "utf-8")
        in_time = _run(_command(program, place, source), place)
        result = place / "out" / "source.docx"
        if in_time and result.is_file() and result.stat().st_size:
            with result.open("rb") as file:
                converted = file.read(LIMITS.file_bytes + 1)
            if looks_zipped(converted):
                return converted
    why = "文件可能已损坏或加了密码" if in_time else f"超过 {CONVERSION_SECONDS:.0f} 秒没有完成"
    raise UnreadableError(
        f"这是{kind}，LibreOffice 没能转换（{why}）：请用 Word 或 WPS 打开后另存为 .docx。",
        f"This is a {ending} file that LibreOffice could not convert: save it as .docx with Word or WPS.",
    )


def _command(program: str, place: Path, source: Path) -> list[str]:
    return [
        program,
        f"-env:UserInstallation={(place / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--nologo",
        f"--infilter={_FILTERS[source.suffix]}",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(place / "out"),
        str(source),
    ]


def _run(command: list[str], place: Path) -> bool:
    """Runs a program as a group of its own; False when it had to be ended at the time limit."""
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "SYSTEMROOT", "LANG", "LC_ALL")}
    guarded = hasattr(os, "killpg")
    process = subprocess.Popen(
        ["/bin/sh", "-c", _GUARD, "sh", *command] if guarded else command,
        stdin=subprocess.PIPE if guarded else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=place,
        env={**kept, "HOME": str(place), "TMPDIR": str(place), "SAL_USE_VCLPLUGIN": "svp"},
        start_new_session=True,
    )
    try:
        process.wait(CONVERSION_SECONDS)
        return True
    except subprocess.TimeoutExpired:
        return False
    finally:
        with contextlib.suppress(OSError):
            if guarded:
                os.killpg(process.pid, signal.SIGKILL)  # also what the program has left behind
            else:
                process.kill()
        process.wait()
        if process.stdin is not None:
            process.stdin.close()
