"""What annotate and fix share: reading a file with its bytes, and the proof that ends both."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from reportnlp.cli import frame
from reportnlp.errors import UnreadableError
from reportnlp.suppress import Suppression, read_sidecar

if TYPE_CHECKING:
    from reportnlp.config import Settings
    from reportnlp.document.model import Document
    from reportnlp.document.word.editor import Mark, Marked
    from reportnlp.document.word.proof import Proof


def add_password_flag(child: argparse.ArgumentParser) -> None:
    """The flag for the password of an encrypted file."""
    child.add_argument("--password", help=frame.say("加密文件的打开密码", "password of an encrypted file"))


def opened(path: str, settings: Settings, password: str | None) -> tuple[bytes, Document]:
    """A file's bytes, decrypted, and the document in them; “-” is standard input."""
    from reportnlp.document.office import decrypted
    from reportnlp.document.readers import read, read_bytes
    from reportnlp.document.word.signatures import is_encrypted

    limits = settings.limits
    data = frame.standard_input(limits.file_bytes) if path == "-" else read_bytes(Path(path), limits)
    if password is not None and is_encrypted(data):
        data = decrypted(data, password)
    return data, read(data, frame.input_name(path), settings.period, password=password, limits=limits)


def suppressions(path: str) -> tuple[Suppression, ...]:
    """What the sidecar file of a report says; standard input has none."""
    return () if path == "-" else read_sidecar(path)


def is_word(data: bytes) -> bool:
    """Whether the editor can write into these bytes."""
    return data.startswith(b"PK")


def refuse_other_files(path: str, data: bytes) -> None:
    """Raise the error for a file that holds no .docx package."""
    if not is_word(data):
        path = frame.input_name(path)
        raise UnreadableError(
            f"“{path}”不是 .docx 文件，不能写入批注和修订：请先用 Word 或 WPS 另存为 .docx。",
            f"{path} is not a .docx file, so nothing can be written into it: save it as .docx first.",
        )


def marked(data: bytes, document: Document, marks: Iterable[Mark], accept: bool = False) -> tuple[Marked, str]:
    """The edited bytes, proved harmless, and the sentence that says so."""
    from reportnlp.formats.word import write_marks

    result, proof = write_marks(data, document, marks, accept)
    return result, _sentence(result, proof, accept)


def deliver(arguments: argparse.Namespace, data: bytes, sentence: str, notes: Iterable[tuple[str, str]] = ()) -> None:
    """Writes the copy; only then is said what it holds and what could not be written into it."""
    frame.write_bytes(arguments.output, [arguments.path], data)
    tell(notes)
    if arguments.password is not None and is_word(data):
        tell([("写出的副本没有打开密码：需要的话请在 Word 或 WPS 里重新设置。", "the copy has no password.")])
    frame.write(None, [], f"{sentence}\n")


def tell(notes: Iterable[tuple[str, str]]) -> None:
    """Notes, each in Chinese and English, on standard error."""
    for zh, en in notes:
        frame.note(f"注意：{zh}", f"note: {en}")


def _sentence(result: Marked, proof: Proof, accept: bool) -> str:
    count = len(result.changes)
    if not count and not result.comments:
        return frame.say("没有要写入的内容，文件逐字节未变。", "Nothing to write: the file is the same bytes.")
    comments = frame.say(f"批注 {result.comments} 条；", f"{result.comments} comments; ") if result.comments else ""
    if accept:
        promise = frame.say("其余文字一字未变", "every other character is as it was")
    elif not count:
        promise = frame.say("原文一字未改", "no character of the text has changed")
    elif proof.revised:
        promise = frame.say("拒绝 reportnlp 的修订即得原文", "rejecting reportnlp's changes gives the original text")
    else:
        promise = frame.say("拒绝全部修订即得原文", "rejecting all changes gives the original text")
    return frame.say(
        f"{comments}改动 {count} 处；其余 {proof.unchanged} 个部件逐字节未变；{promise}。",
        f"{comments}{count} changes; {proof.unchanged} other parts are the same bytes; {promise}.",
    )
