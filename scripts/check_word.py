"""Annotates every .docx of a folder with made-up findings and checks what the editor promises.

Use: check_word.py FOLDER… [--render OUT]. Every file that can be read gets a comment on each seventh sentence and
replacements across runs, in tables, lists, headers and text boxes. Then: the copy opens in python-docx; with the
program's marks taken out again each story is the original's, run for run; untouched parts are the same bytes; a
second annotate adds nothing; without marks the file is the same bytes; ids are unique. With ``--render`` LibreOffice
makes a PDF and pictures of the copy. Exit code 1 when a check fails.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import docx
from lxml import etree

from reportnlp.document.model import Document
from reportnlp.document.readers import read
from reportnlp.document.word.editor import Mark, mark_word
from reportnlp.document.word.guard import open_package
from reportnlp.document.word.proof import prove, reject_own
from reportnlp.document.word.reader import read_word
from reportnlp.document.word.tags import tags_of
from reportnlp.errors import UnreadableError
from reportnlp.findings import finding_mark, fingerprint
from reportnlp.text.edits import Edit, apply_edits

_STORIES = ("header", "footer", "footnotes", "endnotes", "comments")
_PDF = 'pdf:writer_pdf_Export:{"ExportNotes":{"type":"boolean","value":"true"}}'  # comments show as little sheets
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def made_up(document: Document) -> list[Mark]:
    """Marks all over the document: comments on sentences, replacements of two or three characters, insertions."""
    marks: list[Mark] = []
    number = 0
    for paragraph in document.paragraphs:
        for sentence in paragraph.sentences(document.text):
            number += 1
            if number % 7 == 1:
                marks.append(Mark(sentence, _comment("ZZ001", sentence.of(document.text), number)))
            elif number % 7 in (3, 5) and sentence.length >= 6:
                middle = sentence.start + sentence.length // 2
                span = type(sentence)(middle - 1, middle + 1 + number % 2)
                new = ("改正", "", span.of(document.text)[:1] + "插" + span.of(document.text)[1:])[number % 3]
                marks.append(Mark(span, _comment("ZZ002", span.of(document.text), number), new))
    return marks


def _comment(code: str, found: str, number: int) -> str:
    mark = finding_mark(code, fingerprint(code, found, number))
    return f"{code} “{found[:20]}”是试写的批注。\n依据：check_word\n{mark}"


def problems(data: bytes, document: Document) -> Iterator[str]:
    """What is wrong with an annotated copy; nothing when all promises hold. The last one is an account."""
    if mark_word(data, document, []).data != data:
        yield "no-op is not the same bytes"
    marks = made_up(document)
    started = time.perf_counter()
    result = mark_word(data, document, marks)
    seconds = time.perf_counter() - started
    yield from _reading(data, result.data)
    proof = prove(data, result.data, document.text, result.changes)
    if not proof.holds:
        yield "rejecting all does not give the text"
    after = read_word(result.data).text
    if after != apply_edits(document.text, result.changes):
        yield "accepting all does not give the changed text"
    before, back = _stories(reject_own(data)), _stories(reject_own(result.data))
    back = {name: content for name, content in back.items() if name in before or content}
    for name in before.keys() | back.keys():
        if before.get(name) != back.get(name):
            yield f"{name} is not the original's after rejecting"
    copy = read(result.data, "copy.docx")
    again = mark_word(result.data, copy, _found_again(marks, result.changes))
    if again.data != result.data:
        yield f"a second annotate adds {again.comments} comments, {len(again.changes)} changes"
    plain = mark_word(data, document, marks, accept=True)
    if not prove(data, plain.data, document.text, plain.changes, accept=True).holds:
        yield "--accept changes other text"
    yield from _double_ids(data, result.data)
    print(
        f"   {len(marks)} marks: {result.comments} comments, {len(result.changes)} changes, {proof.unchanged} parts "
        f"untouched, {seconds:.2f} s" + "".join(f"\n   {zh}" for zh, _ in result.notes)
    )


def _found_again(marks: list[Mark], changes: tuple[Edit, ...]) -> list[Mark]:
    """The same findings at the places where they stand after the changes; replaced slips are gone."""
    found = []
    for mark in marks:
        if not any(edit.span.overlaps(mark.span) or mark.span.covers(edit.span) for edit in changes):
            before = (edit for edit in changes if edit.span.end <= mark.span.start)
            moved = sum(len(edit.replacement) - edit.span.length for edit in before)
            found.append(Mark(mark.span.shift(moved), mark.comment))
    return found


def _reading(data: bytes, written: bytes) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            docx.Document(io.BytesIO(data))
        except Exception:
            return  # not even the original opens
        try:
            docx.Document(io.BytesIO(written))
        except Exception as error:
            yield f"python-docx: {type(error).__name__}: {error}"


def _stories(data: bytes) -> dict[str, bytes]:
    """Each story in one form: neighbouring runs of the same formatting joined, ids and w:rsid left out."""
    package = open_package(data)
    links = package.relationships(package.main)
    names = {package.main, *(link.target for link in links if link.target and link.kind in _STORIES)}
    return {name: _plain_form(package.parse(name)) for name in names}


def _plain_form(root: etree._Element) -> bytes:
    tags = tags_of(root)
    for node in list(root.iter()):
        for key in list(node.attrib):
            if str(key).startswith(tags.named("rsid")) or key == _SPACE:
                del node.attrib[key]
        if node.tag in (tags.named("ins"), tags.named("moveTo"), tags.named("rPrChange")):
            node.set(tags.named("id"), "0")
        if node.tag != tags.t:
            node.text = None if not (node.text or "").strip() else node.text
        node.tail = None
    for kind in ("ins", "moveTo"):
        for node in list(root.iter(tags.named(kind))):
            _join(node, tags.named(kind), tags.named("none"))
    for run in list(root.iter(tags.r)):
        _join(run, tags.r, tags.run_properties)
    for text in list(root.iter(tags.t)):
        following = text.getnext()
        while following is not None and following.tag == tags.t:
            text.text = (text.text or "") + (following.text or "")
            text.getparent().remove(following)  # type: ignore[union-attr]
            following = text.getnext()
    if root.tag == tags.named("comments") and not len(root):
        return b""
    return etree.tostring(root, method="c14n")


def _join(node: etree._Element, tag: str, properties: str) -> None:
    """Take into ``node`` the neighbours that follow with the same name, attributes and properties."""
    if node.getparent() is None:
        return

    def key(element: etree._Element) -> tuple[object, ...]:
        found = element.find(properties)
        return sorted(element.attrib.items()), None if found is None else etree.tostring(found, method="c14n")

    following = node.getnext()
    while following is not None and following.tag == tag and key(following) == key(node):
        for child in list(following):
            if child.tag != properties:
                node.append(child)
        node.getparent().remove(following)  # type: ignore[union-attr]
        following = node.getnext()


def _double_ids(data: bytes, written: bytes) -> Iterator[str]:
    old, new = _ids(data), _ids(written)
    double = {number for number, count in new.items() if count > 1 and count > old.get(number, 0)}
    if double:
        yield f"ids used twice: {sorted(double)[:5]}"


def _ids(data: bytes) -> Counter[str]:
    package = open_package(data)
    links = package.relationships(package.main)
    names = {package.main, *(link.target for link in links if link.target and link.kind in _STORIES)}
    found: Counter[str] = Counter()
    for name in names:
        root = package.parse(name)
        tags = tags_of(root)
        kinds = ("comment", "ins", "del", "moveFrom", "moveTo", "bookmarkStart", "rPrChange", "pPrChange")
        found.update(str(node.get(tags.named("id"))) for node in root.iter(*map(tags.named, kinds)))
    return found


def render(path: Path, folder: Path, original: Path) -> Iterator[str]:
    """PDF and pictures of an annotated copy, by LibreOffice; what it opens must stay a file that it opens."""
    if _converted(path, folder):
        picture = ["pdftoppm", "-r", "70", "-png", "-l", "3", str(folder / f"{path.stem}.pdf"), str(folder / path.stem)]
        subprocess.run(picture, check=True)
    elif _converted(original, folder / "originals"):
        yield "LibreOffice opens the original, but not the copy"


def _converted(path: Path, folder: Path) -> bool:
    profile = (folder / "profile").resolve().as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", _PDF]
    subprocess.run([*command, "--outdir", str(folder), str(path)], check=False, capture_output=True, timeout=180)
    return (folder / f"{path.stem}.pdf").exists()


def main() -> int:
    """Checks every file; says how many were read and what failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--render", type=Path)
    arguments = parser.parse_args()
    done = failed = unread = 0
    for path in sorted(path for folder in arguments.folders for path in folder.glob("*.doc[xm]")):
        data = path.read_bytes()
        try:
            if not data.startswith(b"PK"):
                raise UnreadableError("不是 .docx 压缩包", "not a .docx package")  # read by way of LibreOffice only
            document = read(data, path.name)
        except UnreadableError:
            unread += 1
            continue
        print(path.name)
        found = list(problems(data, document))
        if arguments.render:
            arguments.render.mkdir(parents=True, exist_ok=True)
            copy = arguments.render / path.name
            copy.write_bytes(mark_word(data, document, made_up(document)).data)
            found += render(copy, arguments.render, path)
        for problem in found:
            print(f"   FAILED: {problem}")
        done += 1
        failed += bool(found)
    print(f"{done} files checked, {failed} with a failure, {unread} not readable")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
