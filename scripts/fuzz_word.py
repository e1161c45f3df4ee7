"""Feeds mutated Word files to the reader: each must end in a Document or an UnreadableError, in time.

    python scripts/fuzz_word.py FOLDER [--runs 2000] [--seed N] [--seconds 5]

Mutations: bytes of XML parts; elements dropped, doubled, moved, renamed, nested; attribute values; entry names;
entries dropped or doubled; the package's own bytes. A seed and a number make an input again: they are printed with
every failure. Exit code 1 when one fails.
"""

from __future__ import annotations

import argparse
import copy
import io
import random
import sys
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from lxml import etree

import reportnlp
from reportnlp.document import office
from reportnlp.errors import UnreadableError

_VALUES = ("", "0", "-1", "999999999", "99999999999999", "a", "述", "\u202e", "word/document.xml", "../x", "%9%8%7")

_LARGEST = 300_000  # bytes of a sample


def main() -> int:
    """Runs the fuzzer; exit code 1 when an input ends in anything else or takes too long."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=5.0)
    arguments = parser.parse_args()
    office.shutil.which = lambda *_: None  # type: ignore[attr-defined]  # a mutant is not worth starting LibreOffice
    files = {
        path.name: path.read_bytes() for path in sorted(arguments.folder.iterdir()) if path.suffix in (".docx", ".docm")
    }
    files = {name: data for name, data in files.items() if len(data) < _LARGEST and _is_archive(data)}
    print(f"{len(files)} 份样本，{arguments.runs} 个变异，种子 {arguments.seed}")
    results: Counter[str] = Counter()
    slowest, bad = (0.0, ""), 0
    for number in range(arguments.runs):
        name, kind, data = mutant(files, arguments.seed, number)
        started = time.perf_counter()
        try:
            reportnlp.read(data, name)
            result = "读出"
        except UnreadableError as error:
            result = "一句说明" if error.zh.endswith("。") and "\n" not in error.zh else "说明不成句"
        except Exception:
            result = "崩溃"
            traceback.print_exc()
        seconds = time.perf_counter() - started
        slowest = max(slowest, (seconds, f"{name}，{kind}，第 {number} 个"))
        results[result] += 1
        if result not in ("读出", "一句说明") or seconds > arguments.seconds:
            bad += 1
            print(f"失败：种子 {arguments.seed} 第 {number} 个：{name}，{kind}，{result}，{seconds:.1f} s")
    print(
        "、".join(f"{key} {count}" for key, count in results.most_common())
        + f"；最慢 {slowest[0]:.2f} s（{slowest[1]}）"
    )
    return int(bad > 0)


def _is_archive(data: bytes) -> bool:
    try:
        zipfile.ZipFile(io.BytesIO(data)).close()
    except zipfile.BadZipFile:
        return False
    return True


def mutant(files: dict[str, bytes], seed: int, number: int) -> tuple[str, str, bytes]:
    """The mutated file of that number: name of its original, kind of mutation, bytes."""
    chance = random.Random(f"{seed}/{number}")
    name = chance.choice(list(files))
    data = files[name]
    if chance.random() < 0.1:
        return name, "package", _bytes(data, chance)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = []
        for entry in archive.infolist():
            try:
                entries.append((entry.filename, archive.read(entry)))
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
                continue
    kinds: dict[str, Callable[[list[tuple[str, bytes]], random.Random], None]] = {
        "bytes": _change_bytes,
        "elements": _change_elements,
        "entries": _change_entries,
    }
    kind = chance.choices(list(kinds), (3, 6, 1))[0]
    for _ in range(chance.randint(1, 3)):
        if entries:
            kinds[kind](entries, chance)
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        warnings.simplefilter("ignore")  # two entries of one name are what is wanted
        for key, content in entries:
            target.writestr(key, content)
    return name, kind, buffer.getvalue()


def _bytes(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        place = chance.randrange(len(changed))
        action = chance.randrange(4)
        if action == 0:
            changed[place] = chance.randrange(256)
        elif action == 1:
            del changed[place : place + chance.randint(1, 50)]
        elif action == 2:
            changed[place:place] = changed[place : place + chance.randint(1, 200)]
        else:
            changed[place:place] = chance.choice(
                (b"<", b">", b"&", b"\0", b"<!DOCTYPE a>", b"&#0;", b"]]>", b"<w:p>", b"\xff")
            )
        if not changed:
            break
    return bytes(changed)


def _xml(entries: list[tuple[str, bytes]], chance: random.Random) -> int | None:
    parts = [index for index, (name, data) in enumerate(entries) if name.endswith((".xml", ".rels")) and data]
    main = [index for index in parts if "word/" in entries[index][0] and "theme" not in entries[index][0]]
    return chance.choice(main or parts) if parts else None


def _change_bytes(entries: list[tuple[str, bytes]], chance: random.Random) -> None:
    index = _xml(entries, chance)
    if index is not None:
        entries[index] = (entries[index][0], _bytes(entries[index][1], chance))


def _change_elements(entries: list[tuple[str, bytes]], chance: random.Random) -> None:
    index = _xml(entries, chance)
    if index is None:
        return
    try:
        root = etree.fromstring(entries[index][1], etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        return
    nodes = [node for node in root.iter() if isinstance(node.tag, str)]
    for _ in range(chance.randint(1, 12)):
        node, other = chance.choice(nodes), chance.choice(nodes)
        parent = node.getparent()
        action = chance.randrange(7)
        if parent is None:
            continue
        if action == 0:
            parent.remove(node)
        elif action == 1:
            parent.insert(chance.randrange(len(parent) + 1), copy.deepcopy(node))
        elif action == 2:
            other.append(copy.deepcopy(node) if len(node) < 200 else etree.Element(str(node.tag)))
        elif action == 3:
            node.tag = other.tag
        elif action == 4 and node.attrib:
            node.set(chance.choice(list(node.attrib)), chance.choice(_VALUES))
        elif action == 5:
            parent[:] = sorted(parent, key=lambda _: chance.random())
        else:
            node.text = chance.choice(_VALUES)
    entries[index] = (entries[index][0], etree.tostring(root, encoding="UTF-8"))


def _change_entries(entries: list[tuple[str, bytes]], chance: random.Random) -> None:
    index = chance.randrange(len(entries))
    name, data = entries[index]
    action = chance.randrange(5)
    if action == 0:
        del entries[index]
    elif action == 1:
        entries.append((chance.choice((name, name.upper(), f"x/{name}")), data))
    elif action == 2:
        entries[index] = (
            chance.choice((f"../{name}", f"/{name}", name.replace("/", "\\"), f"C:/{name}", "")) or "x",
            data,
        )
    elif action == 3:
        entries[index] = (name, chance.choice(entries)[1])
    else:
        chance.shuffle(entries)


if __name__ == "__main__":
    sys.exit(main())
