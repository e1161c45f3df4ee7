"""Paragraphs with areas to learn from: labelled ones, prototypes of our own, and weakly labelled text."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from reportnlp.analysis.taxonomy import standard
from reportnlp.data import table
from reportnlp.findings import AREAS

PROTOTYPES = Path(__file__).resolve().parent.parent.parent / "corpora" / "area_prototypes.tsv"
_HEADING = re.compile(r"(?:（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|[#＃]+ )(.{3,36}?)。?$")
_SHORTEST, _LONGEST = 40, 400
_FAR = ("laws", "mfa")  # names of files too far from reports
_LEAD = 3.0  # the words' favourite leads the next area by this much
_WORDS_NEEDED = 3  # different words of the favourite
_HEADING_LEAD = 2.5
_FRAME = re.compile(
    r"现在，?我?代表.{2,20}(?:报告|汇报)|请予?审议|各位代表[！：]|衷心的?感谢|致以崇高的?敬意|现将.{2,30}(?:报告|汇报)如下"
)


_NUMBER = re.compile(r"(?:[（(]?[一二三四五六七八九十\d]+[）)、.．]|第[一二三四五六七八九十]+[部分、]+)\s*")
_ITEM_LENGTH = (8, 45)  # characters of a piece of an enumeration
_COMPOSED_WEIGHT = 1 / 6
_STYLES = (
    (("一是", "二是", "三是", "四是"), "；"),
    (("（一）", "（二）", "（三）", "（四）"), "。"),
    (("1.", "2.", "3.", "4."), "。"),
    (("首先，", "其次，", "再次，", "最后，"), "；"),
    (("第一，", "第二，", "第三，", "第四，"), "。"),
    (("", "", "", ""), "；"),
)


class Labelled(NamedTuple):
    """A paragraph, the heading above it ("" without one), its area, where it is from, and what it weighs."""

    text: str
    heading: str
    area: str
    source: str
    weight: float = 1.0
    ambiguous: bool = False


def _unnumbered(heading: str) -> str:
    """A heading as the checker sees it: without its number."""
    return _NUMBER.sub("", heading.strip(), count=1) if _NUMBER.match(heading.strip()) else heading.strip()


def labelled(path: Path) -> list[Labelled]:
    """Rows of areas.jsonl."""
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return [
        Labelled(row["text"], _unnumbered(row["heading"]), row["area"], row["source"], 1.0, row["ambiguous"])
        for row in rows
    ]


def exam(folder: Path) -> list[Labelled]:
    """Body paragraphs of reports with gold.jsonl: only to measure on, one by one, without headings."""
    found = []
    for report in map(json.loads, (folder / "gold.jsonl").read_text("utf-8").splitlines()):
        lines = (folder / report["file_txt"]).read_text("utf-8").split("\n")
        found += [
            Labelled(lines[row["paragraph"]], "", row["area"], report["id"])
            for row in report["areas"]
            if row["kind"] == "body"
        ]
    return found


def repository(source: str) -> str:
    """The collection that a source belongs to, for the harder split."""
    match = re.search(r"repo:?\s*([\w.-]+/[\w.-]+)", source)
    return match.group(1) if match else "other"


def prototypes(seed: int = 1) -> list[Labelled]:
    """Each prototype without a heading, under one that names its area, and under one that names none."""
    rows = [line.split("\t") for line in PROTOTYPES.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows += [["其他", "text", words] for (words,) in table("frame_paragraphs.tsv")]
    headings = defaultdict(list)
    for area, kind, words in rows:
        if kind == "heading":
            headings[area].append(words)
    chance = random.Random(seed)
    result = []
    for area, kind, words in rows:
        if kind == "text":
            above = ("", chance.choice(headings[area]), chance.choice(headings["其他"]))
            result += [Labelled(words, _unnumbered(heading), area, f"prototype {words}", 1 / 3) for heading in above]
    return result


def composed(count: int = 160, seed: int = 1) -> list[Labelled]:
    """Enumerations put together from headings and first clauses of the prototypes.

    Items of several work areas make 其他, as plans and summings up do; as many enumerations stay in one area.
    """
    rows = [line.split("\t") for line in PROTOTYPES.read_text("utf-8").splitlines() if not line.startswith("#")]
    pieces: dict[str, list[str]] = defaultdict(list)
    for area, _, words in rows:
        piece = _unnumbered(re.split("[。；]", words)[0])
        if area != "其他" and _ITEM_LENGTH[0] <= len(piece) <= _ITEM_LENGTH[1]:
            pieces[area].append(piece)
    chance = random.Random(seed)
    result = []
    for number in range(count):
        areas = list(AREAS[:-1])
        if number % 2:
            area = chance.choice(areas)
            items = chance.sample(pieces[area], chance.choice((3, 4)))
        else:
            area = "其他"
            items = [chance.choice(pieces[one]) for one in areas]
            if chance.random() < 0.5:
                items.pop(chance.randrange(len(items)))
        marks, end = chance.choice(_STYLES)
        text = end.join(mark + item for mark, item in zip(marks, items, strict=False)) + "。"
        result.append(Labelled(text, "", area, "composed", _COMPOSED_WEIGHT))
    return result


def weak(folder: Path, most_per_area: int, lines: int = 60_000, seed: int = 1) -> list[Labelled]:
    """Paragraphs of unlabelled text whose heading names an area or whose words clearly do.

    Half of the words that decided are cut out of each, so that the model learns what else stands beside them.
    """
    by_area: dict[str, list[Labelled]] = defaultdict(list)
    for path in sorted(folder.glob("*.jsonl.xz")):
        if path.name.startswith(_FAR):
            continue
        found: dict[str, list[Labelled]] = defaultdict(list)
        for row in _weak_in(path, lines):
            found[row.area].append(row)
        for area, rows in found.items():
            random.Random(seed).shuffle(rows)
            by_area[area] += rows[: most_per_area // 2]
    chance = random.Random(seed)
    chosen = []
    for area in AREAS:
        rows = by_area[area]
        chance.shuffle(rows)
        chosen += [row._replace(text=_thinned(row.text, chance)) for row in rows[:most_per_area]]
    return chosen


def _weak_in(path: Path, lines: int) -> Iterator[Labelled]:
    heading = ""
    for line in islice(_lines(path), lines):
        line = line.strip()
        match = _HEADING.match(line)
        if match:
            heading = match.group(1)
        elif not line or len(line) > 2000:
            heading = ""
        elif len(line) >= _SHORTEST:
            text = line[:_LONGEST]
            area = _weak_area(text, heading)
            if area is not None:
                yield Labelled(text, heading, area, path.name, 1.0)


def _lines(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") as handle:
        for row in handle:
            yield from json.loads(row)["text"].split("\n")
            yield ""


def _weak_area(text: str, heading: str) -> str | None:
    if _FRAME.search(text) and len(text) < 200:
        return "其他"
    taxonomy = standard()
    hits = list(taxonomy.hits(text))
    words = taxonomy.body
    scores = taxonomy.word_scores(hits)
    best = max(range(len(AREAS)), key=scores.__getitem__)
    named = taxonomy.heading_scores(heading) if heading else [0.0] * len(AREAS)
    second, first = sorted(named)[-2:]
    if first - second >= _HEADING_LEAD:
        area = named.index(first)
        return AREAS[area] if scores[area] >= max(scores[:-1]) - 1 else None
    lead = scores[best] - sorted(scores)[-2]
    if lead >= _LEAD and len({entry for _, entry in hits if words.areas[entry] == best}) >= _WORDS_NEEDED:
        return AREAS[best]
    return None


def _thinned(text: str, chance: random.Random) -> str:
    words = standard().body
    parts, place = [], 0
    for start, entry in standard().hits(text):
        if chance.random() < 0.5:
            parts.append(text[place:start])
            place = start + len(words.lexicon.entries[entry])
    return "".join(parts) + text[place:]
