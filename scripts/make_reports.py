"""Makes a folder of made-up work reports to audit: Word and text files of many units, slips in some, some files broken.

    python scripts/make_reports.py 500 -o FOLDER [--seed 1]

The same number and seed give the same files. 12 of 500 are broken or mean harm: cut off, encrypted, a zip bomb … A
fifth of the units has reports on two years, the second of which keeps a paragraph of the first one with its old year.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from making.broken import broken_file
from making.wording import YEARS, Wording, units, write_report
from scoring.word_writer import word_file

_BROKEN = 12 / 500
_AGAIN = 0.2  # share of the units that have a report on the next year too
_ENDINGS = ("docx",) * 8 + ("txt", "md")
_ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Made:
    """A file that was made: where, what is wrong with it ("" for a sound one), its slips and characters."""

    path: Path
    broken: str
    slips: tuple[str, ...]
    characters: int


def main() -> int:
    """Makes the files and says how many of which kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    made = make_reports(arguments.count, arguments.output, arguments.seed)
    sound = [row for row in made if not row.broken]
    characters = sum(row.characters for row in sound) / max(1, len(sound))
    slips = sum(len(row.slips) for row in sound)
    print(f"{len(sound)} reports of {characters:.0f} characters, {slips} slips; {len(made) - len(sound)} broken files")
    return 0


def make_reports(count: int, folder: Path, seed: int = 1) -> list[Made]:
    """Make ``count`` files in ``folder``, which must not exist."""
    draw = random.Random(seed)
    broken = set(draw.sample(range(count), round(count * _BROKEN)))
    made: list[Made] = []
    for number, wording in enumerate(islice(_reports(draw), count)):
        place = folder / wording.unit[2:]
        place.mkdir(parents=True, exist_ok=True)
        ending, data = _file(wording, draw)
        kind = ""
        if number in broken:
            sound = word_file({"numbering": "typed"}, _numbered(wording))
            kind, ending, data = broken_file(sum(bool(row.broken) for row in made), sound, draw)
        path = place / f"{number:04}{wording.title}.{ending}"
        path.write_bytes(data)
        made.append(Made(path, kind, wording.slips, sum(len(text) for _, text in wording.lines)))
    if len(made) < count:
        raise SystemExit(f"there are units for {len(made)} reports only")
    return made


def _reports(draw: random.Random) -> Iterator[Wording]:
    for unit in units(draw):
        year = draw.choice(YEARS)
        first = write_report(unit, year, draw)
        yield first
        if draw.random() < _AGAIN:
            yield _with_old_paragraph(write_report(unit, str(int(year) + 1), draw), first)


def _with_old_paragraph(report: Wording, earlier: Wording) -> Wording:
    """The unit's own paragraph of the year before, its year with it, in place of a new one."""
    report.lines[report.own] = ("body", f"{earlier.year}年，{earlier.lines[earlier.own][1]}")
    return report


def _file(wording: Wording, draw: random.Random) -> tuple[str, bytes]:
    """Ending and bytes of a sound file in one of the looks that there are."""
    ending = draw.choice(_ENDINGS)
    if ending == "docx":
        numbering = draw.choice(("typed", "style", "direct"))
        header = {"numbering": numbering, "runs": draw.choice(("whole", "split"))}
        header["styles"] = "plain" if numbering == "typed" and draw.random() < 0.5 else "heading"
        return ending, word_file(header, _numbered(wording) if numbering == "typed" else wording.lines)
    marks = {"title": "# ", "heading1": "## "} if ending == "md" else {}
    text = "".join(f"{marks.get(kind, '')}{text}\n" for kind, text in _numbered(wording))
    return ending, text.encode("utf-8" if ending == "md" else draw.choice(_ENCODINGS))


def _numbered(wording: Wording) -> list[tuple[str, str]]:
    """The lines with numbers typed before the headings."""
    numbers = iter(_NUMERALS)
    return [(kind, f"{next(numbers)}、{text}" if kind == "heading1" else text) for kind, text in wording.lines]


if __name__ == "__main__":
    raise SystemExit(main())
