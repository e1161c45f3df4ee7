"""Side by side: claims of reportnlp and the numbers that peers from PyPI find, on the same data.

    python scripts/peers.py EVAL_FOLDER SETPHRASES_TSV

Peers (not dependencies; each is left out, and said so, where it is not installed): recognizers-text-suite with
emoji==1.7.0, cn2an, jionlp. An item counts as found right end to end when a span covers its number, stays inside the
item and has its value (a range needs both ends). Hits on dates, ordinals and the like count as false for all alike.
Set phrases stand in a neutral sentence, of which nothing should be found. Speed is characters a second on one core.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from math import isclose
from pathlib import Path
from typing import Any, NamedTuple

import reportnlp
from reportnlp.engine import analyse

_CLAIMS = ("quantity", "money", "percent", "percent_point", "fraction", "multiple", "duration")
_NEUTRAL = "认真落实{}有关要求。"
_ATTESTED = "attested"


class Hit(NamedTuple):
    """A number found: its span, and its value or the two ends of a range."""

    start: int
    end: int
    values: tuple[float, ...]


Finder = Callable[[str], Iterable[Hit]]


class Row(NamedTuple):
    """Figures of one finder."""

    name: str
    precision: float
    recall: float
    f1: float
    touched: int
    characters_a_second: float


def main() -> int:
    """Prints the table and says in which measure another one leads."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, help="folder with quantities.jsonl and claims.jsonl")
    parser.add_argument("phrases", type=Path, help="TSV with the columns phrase and status")
    arguments = parser.parse_args()
    with arguments.phrases.open(encoding="utf-8", newline="") as file:
        phrases = [row["phrase"] for row in csv.DictReader(file, delimiter="\t") if row["status"] == _ATTESTED]
    finders = list(_finders())
    for name in ("quantities", "claims"):
        lines = (arguments.folder / f"{name}.jsonl").read_text("utf-8").splitlines()
        rows = [_score(title, find, list(map(json.loads, lines)), phrases) for title, find in finders]
        print(f"\n{name}.jsonl，{len(lines)} 段；固定短语 {len(phrases)} 个")
        print(f"{'':28}{'P':>7}{'R':>7}{'F1':>7}{'误取短语':>8}{'字/秒':>12}")
        for row in rows:
            print(
                f"{row.name:28}{row.precision:7.3f}{row.recall:7.3f}{row.f1:7.3f}{row.touched:10}"
                f"{row.characters_a_second:14,.0f}"
            )
        _leads(rows)
    return 0


def _score(name: str, find: Finder, texts: list[dict[str, Any]], phrases: list[str]) -> Row:
    find("预热：共12名党员。")
    started = time.perf_counter()
    found = [list(find(row["text"])) for row in texts]
    seconds = time.perf_counter() - started
    wanted = right = given = 0
    for row, hits in zip(texts, found, strict=True):
        items = [item for item in row["items"] if item["kind"] in _CLAIMS]
        wanted += len(items)
        given += len(hits)
        right += sum(any(_is_right(hit, item) for hit in hits) for item in items)
    touched = sum(any(True for _ in find(_NEUTRAL.format(f"“{phrase}”"))) for phrase in phrases)
    precision, recall = right / max(1, given), right / wanted
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return Row(name, precision, recall, f1, touched, sum(len(row["text"]) for row in texts) / seconds)


def _is_right(hit: Hit, item: dict[str, Any]) -> bool:
    if not (item["start"] <= hit.start <= item["num_start"] and item["num_end"] <= hit.end <= item["end"]):
        return False
    value = item["value"] if isinstance(item["value"], list) else [item["value"]]
    return len(value) == len(hit.values) and all(
        number is not None and isclose(number, want, rel_tol=1e-6)
        for number, want in zip(hit.values, value, strict=True)
        if want is not None
    )


def _leads(rows: list[Row]) -> None:
    ours = rows[0]
    for field, title, better in (
        ("f1", "F1", max),
        ("touched", "误取短语", min),
        ("characters_a_second", "速度", max),
    ):
        best = better(rows, key=lambda row: getattr(row, field))
        if getattr(best, field) != getattr(ours, field):
            print(f"{title}：{best.name} 领先")


def _finders() -> Iterator[tuple[str, Finder]]:
    yield "reportnlp", _reportnlp
    for title, module, make in (
        ("recognizers-text-suite", "recognizers_number", _recognizers),
        ("cn2an", "cn2an", _cn2an),
        ("jionlp（金额）", "jionlp", _jionlp),
    ):
        try:
            importlib.import_module(module)
        except ImportError as error:
            print(f"没有安装 {title}（{error}），不参加比较。")
            continue
        yield title, make()


def _reportnlp(text: str) -> Iterator[Hit]:
    for claim in analyse(reportnlp.from_text(text)).claims:
        quantity = claim.quantity
        both = (quantity.low, quantity.high) if quantity.value is None else (quantity.value,)
        yield Hit(*claim.span, tuple(number for number in both if number is not None))


def _recognizers() -> Finder:
    """Number, percent, currency, dimension, age: the longest of overlapping hits, as its users do."""
    number = importlib.import_module("recognizers_number")
    unit = importlib.import_module("recognizers_number_with_unit")
    culture = "zh-cn"
    models = [
        number.recognize_number,
        number.recognize_percentage,
        unit.recognize_currency,
        unit.recognize_dimension,
        unit.recognize_age,
    ]

    def find(text: str) -> Iterator[Hit]:
        """Hits of all models, the longest first."""
        hits: list[Hit] = []
        for model in models:
            for row in model(text, culture):
                value = str((row.resolution or {}).get("value") or "").rstrip("%")
                if re.fullmatch(r"-?[0-9.]+(?:E[-+]?[0-9]+)?", value):
                    hits.append(Hit(row.start, row.end + 1, (float(value),)))
        hits.sort(key=lambda hit: (hit.start - hit.end, hit.start))
        kept: list[Hit] = []
        for hit in hits:
            if not any(hit.start < other.end and other.start < hit.end for other in kept):
                kept.append(hit)
        yield from kept

    return find


def _cn2an() -> Finder:
    """Each run of numerals, read by cn2an in its smart mode."""
    cn2an = importlib.import_module("cn2an")
    run = re.compile(r"[0-9.零〇一二两三四五六七八九十百千万亿]+")

    def find(text: str) -> Iterator[Hit]:
        """Runs that cn2an accepts."""
        for match in run.finditer(text):
            try:
                yield Hit(*match.span(), (float(cn2an.cn2an(match[0], "smart")),))
            except ValueError:
                continue

    return find


def _jionlp() -> Finder:
    """JioNLP's amounts of money: the only quantities that it extracts with spans and values."""
    jionlp = importlib.import_module("jionlp")

    def find(text: str) -> Iterator[Hit]:
        """Amounts with one value or two."""
        for row in jionlp.ner.extract_money(text, with_parsing=True):
            number: Any = (row.get("detail") or {}).get("num")
            values = number if isinstance(number, list) else [number]
            start, end = row["offset"]
            if all(value is not None for value in values):
                yield Hit(start, end, tuple(map(float, values)))

    return find


if __name__ == "__main__":
    sys.exit(main())
