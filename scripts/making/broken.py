"""Files of an audit that are broken or mean harm, each made from the sound Word file of a report."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from unittest.mock import patch

_BODY = "word/document.xml"
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TEXT = "<w:document {}><w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>"
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "WordDocument".encode("utf-16-le") + b"\0" * 4096
_PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 400
_BOMB = 120  # millions of bytes that 120 KB unpack to
_DEEP = 50_000  # elements within one another


def broken_file(number: int, sound: bytes, draw: random.Random) -> tuple[str, str, bytes]:
    """What is wrong with the broken file of that number, the ending of its name, and its bytes."""
    kind = list(_KINDS)[number % len(_KINDS)]
    ending, make = _KINDS[kind]
    return kind, ending, make(sound, draw)


def _truncated(sound: bytes, draw: random.Random) -> bytes:
    return sound[: draw.randint(len(sound) // 4, len(sound) - 100)]


def _rotten(sound: bytes, draw: random.Random) -> bytes:
    """Bytes inside the compressed text are others."""
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        entry = archive.getinfo(_BODY)
    first = entry.header_offset + 30 + len(_BODY)
    data = bytearray(sound)
    for _ in range(40):
        data[draw.randrange(first, first + entry.compress_size)] ^= 0x55
    return bytes(data)


def _zip_bomb(sound: bytes, _: random.Random) -> bytes:
    return _with_body(sound, [b" " * 1_000_000] * _BOMB)


def _encrypted(sound: bytes, draw: random.Random) -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    stream = io.BytesIO()
    with patch("secrets.token_bytes", draw.randbytes):  # the same seed, the same file
        OOXMLFile(io.BytesIO(sound)).encrypt("述职2023", stream)
    return stream.getvalue()


def _entity_bomb(sound: bytes, _: random.Random) -> bytes:
    entities = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10 if level else "哈"}">' for level in range(10))
    return _with_body(sound, [f"<!DOCTYPE x [{entities}]>{_TEXT.format(_NAMESPACE, '&e9;')}".encode()])


def _nested(sound: bytes, _: random.Random) -> bytes:
    inside = "<w:p><w:r>" * _DEEP + "</w:r></w:p>" * _DEEP
    return _with_body(sound, [f"<w:document {_NAMESPACE}><w:body>{inside}</w:body></w:document>".encode()])


def _foreign_file(sound: bytes, _: random.Random) -> bytes:
    entity = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'
    return _with_body(sound, [f"{entity}{_TEXT.format(_NAMESPACE, '&secret;')}".encode()])


def _without_body(sound: bytes, _: random.Random) -> bytes:
    return _with_body(sound, [])


def _with_body(sound: bytes, body: list[bytes]) -> bytes:
    """``sound`` with another main part, given in pieces; none: without it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            if entry.filename != _BODY:
                target.writestr(entry, source.read(entry))
            elif body:
                with target.open(entry, "w") as part:
                    part.writelines(body)
    return stream.getvalue()


_KINDS: dict[str, tuple[str, Callable[[bytes, random.Random], bytes]]] = {
    "cut off": ("docx", _truncated),
    "rotten": ("docx", _rotten),
    "zip bomb": ("docx", _zip_bomb),
    "encrypted": ("docx", _encrypted),
    "a picture": ("docx", lambda *_: _PICTURE),
    "old Word renamed": ("docx", lambda *_: _OLD_WORD),
    "Word named text": ("txt", lambda sound, _: sound[: len(sound) // 2]),
    "entity bomb": ("docx", _entity_bomb),
    "nested": ("docx", _nested),
    "entity of a file": ("docx", _foreign_file),
    "no main part": ("docx", _without_body),
    "odd encoding": ("txt", lambda _, draw: "工作总结与述职报告".encode("utf-16-be") * 40 + draw.randbytes(400)),
    "no byte": ("docx", lambda *_: b""),
    "blanks": ("md", lambda *_: b" \r\n\t" * 300),
    "a table": ("xlsx", lambda sound, _: sound.replace(b"word/", b"xlsx/")),
}
