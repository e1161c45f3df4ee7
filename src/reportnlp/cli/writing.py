"""What annotate and fix share: reading a file with its bytes, and the proof that ends both."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from reportnlp.cli import frame
from reportnlp.errors import UnreadableError

if TYPE_CHECKING:
    from reportnlp.document.model import Document
    from reportnlp.document.word.editor import Mark, Marked
    from reportnlp.document.word.proof import Proof


def opened(path: str, period: str | None) -> tuple[bytes, Document]:
    """A file's bytes and the document in them."""
    from reportnlp.document.readers import read, read_bytes

    data = read_bytes(Path(path))
    return data, read(data, path, period)


def is_word(data: bytes) -> bool:
    """Whether the editor can write into these bytes."""
    return data.startswith(b"PK")


def refuse_other_files(path: str, data: bytes) -> None:
    """Raise the error for a file that holds no .docx package."""
    if not is_word(data):
        raise UnreadableError(
            f"“{path}”不是 .docx 文件，不能写入批注和修订：请先用 Word 或 WPS 另存为 .docx。",
            f"{path} is not a .docx file, so nothing can be written into it: save it as .docx first.",
        )


def marked(data: bytes, document: Document, marks: Iterable[Mark], accept: bool = False) -> tuple[Marked, str]:
    """The edited bytes, proved harmless, and the sentence that says so; notes go to standard error."""
    from reportnlp.formats.word import proved_copy

    result, proof = proved_copy(data, document, marks, accept)
    for zh, en in result.notes:
        frame.note(f"注意：{zh}", f"note: {en}")
    return result, _sentence(result, proof, accept)


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
