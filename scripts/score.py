"""Scores the checker on corpora/ and on folders of evaluation data, and compares with corpora/scores.json."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table as RichTable
from scoring.areas import score_areas, score_corpus_areas
from scoring.claims import ClaimScore, score_claims, score_set_phrases
from scoring.correction import score_correction
from scoring.figures import Figures
from scoring.findings import SlipScore, corpus_slips, score_corpora, score_traps

import reportnlp

SCORER = "1"
CORPORA = Path(__file__).resolve().parent.parent / "corpora"
SCORES = CORPORA / "scores.json"
_CORRECTION = ("odw", "textproof", "acc_rmrb", "acc_xxqg")
_HALF_WIDTH = ("acc_xxqg",)  # the source has half-width punctuation throughout


class Outcome(NamedTuple):
    """Figures of one data set, and its misses and false alarms in words."""

    figures: Figures
    missed: list[str]
    false: list[str]


class DataSet(NamedTuple):
    """A name, the files that it consists of, and what scores it."""

    name: str
    files: list[Path]
    score: Callable[[], Outcome]


def data_sets(folders: list[Path], checker: reportnlp.Checker) -> Iterator[DataSet]:
    """corpora/ and everything in ``folders`` whose format is known; traps_dev and lists beside a folder are taken too."""
    files = sorted(path for path in CORPORA.iterdir() if path.suffix in (".txt", ".docx", ".json") and path != SCORES)
    yield DataSet("corpora", files, lambda: _corpora(checker))
    taken: set[Path] = set()
    beside = [folder.resolve().parent / name for folder in folders for name in ("traps_dev", "lists")]
    for folder in [*folders, *beside]:
        if folder.resolve() in taken or not folder.is_dir():
            continue
        taken.add(folder.resolve())
        yield from _in_folder(folder, checker)


def _in_folder(folder: Path, checker: reportnlp.Checker) -> Iterator[DataSet]:
    scorers: dict[str, Callable[[Path], Outcome]] = {
        "areas.jsonl": lambda path: Outcome(score_areas(path, checker), [], []),
        "claims.jsonl": lambda path: Outcome(score_claims(path, checker), [], []),
        "quantities.jsonl": lambda path: Outcome(score_claims(path, checker), [], []),
        "setphrases.tsv": lambda path: Outcome(score_set_phrases(path, checker), [], []),
        **{f"{name}.tsv": _correction for name in _CORRECTION},
    }
    for name, scorer in scorers.items():
        path = folder / name
        if path.exists():
            yield DataSet(path.stem, [path], partial(scorer, path))
    if (folder / "gold.jsonl").exists():
        files = [folder / "gold.jsonl", *sorted(folder.glob("txt/*.txt")), *sorted(folder.glob("clean/*.txt"))]
        yield DataSet("traps", files, lambda: _outcome(score_traps(folder, checker)))


def _corpora(checker: reportnlp.Checker) -> Outcome:
    score, reports = score_corpora(CORPORA, checker)
    claims = ClaimScore()
    for gold, report in reports:
        spoilt = [slip.place for slip in corpus_slips(gold) if not slip.family]
        spoilt += [tuple(row.span) for row in report.paragraphs if row.part == "table"]  # the gold leaves cells out
        claims.add(gold["claims"], report.claims, unjudged=spoilt)
    tables = {**score.figures(), **claims.figures(), **score_corpus_areas(reports)}
    return Outcome(tables, score.missed, score.false)


def _outcome(score: SlipScore) -> Outcome:
    return Outcome(score.figures(), score.missed, score.false)


def _correction(path: Path) -> Outcome:
    scores = score_correction(path, reportnlp.correct, path.stem in _HALF_WIDTH)
    figures = {name + title: rows for name, score in scores.items() for title, rows in score.figures().items()}
    return Outcome(figures, [], [])


def checksum(files: list[Path]) -> str:
    """One SHA-256 over names and contents."""
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 10 else f"{value:.2f}"
    return "–" if value is None else str(value)


def show(console: Console, name: str, figures: Figures) -> None:
    """Prints all tables of one data set."""
    console.rule(name, align="left")
    for title, rows in figures.items():
        table = RichTable(title=title, title_justify="left", box=None, pad_edge=False)
        table.add_column("")
        columns = list(dict.fromkeys(column for row in rows.values() for column in row))
        for column in columns:
            table.add_column(column, justify="right")
        for label, row in rows.items():
            table.add_row(label, *(_shown(row.get(column)) for column in columns))
        console.print(table, "")


def differences(old: Figures, new: Figures) -> Iterator[str]:
    """One line for every figure that is not the same."""
    for title in dict.fromkeys([*old, *new]):
        before, after = old.get(title, {}), new.get(title, {})
        for label in dict.fromkeys([*before, *after]):
            first, second = before.get(label, {}), after.get(label, {})
            for column in dict.fromkeys([*first, *second]):
                if first.get(column) != second.get(column):
                    yield f"{title} / {label} / {column}: {_shown(first.get(column))} → {_shown(second.get(column))}"


def main() -> int:
    """Scores, prints, and compares or (--write) records."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, action="append", default=[], help="folder of evaluation data; repeatable")
    parser.add_argument("--write", action="store_true", help=f"record the figures in {SCORES.name}")
    parser.add_argument("--only", action="append", metavar="NAME", help="this data set only; repeatable")
    parser.add_argument("--misses", action="store_true", help="list slips not found and false alarms")
    options = parser.parse_args()
    if missing := [str(folder) for folder in options.data if not folder.is_dir()]:
        parser.error(f"no such folder: {', '.join(missing)}")
    sets = list(data_sets(options.data, reportnlp.Checker()))
    if unknown := sorted({*(options.only or [])} - {row.name for row in sets}):
        parser.error(f"no such data: {', '.join(unknown)}; there is {', '.join(row.name for row in sets)}")
    console = Console(width=110)
    recorded = json.loads(SCORES.read_text(encoding="utf-8")) if SCORES.exists() else {"data": {}, "figures": {}}
    changes: list[str] = []
    for row in sets:
        if options.only and row.name not in options.only:
            continue
        outcome = row.score()
        show(console, row.name, outcome.figures)
        if options.misses:
            for title, lines in (("not found", outcome.missed), ("false alarms", outcome.false)):
                console.print(title, *(f"  {line}" for line in lines), "", sep="\n", markup=False, highlight=False)
        known = recorded["figures"].get(row.name)
        sha = checksum(row.files)
        if known is not None and recorded["data"].get(row.name) != sha:
            changes.append(f"{row.name}: the data have changed since the figures were recorded")
        if known is not None:
            changes += [f"{row.name}: {line}" for line in differences(known, outcome.figures)]
        else:
            changes.append(f"{row.name}: no figures recorded")
        recorded["data"][row.name], recorded["figures"][row.name] = sha, outcome.figures
    console.rule(f"against {SCORES.name}", align="left")
    console.print(*(changes or ["no difference"]), sep="\n", markup=False, highlight=False)
    if options.write:
        kept = {
            "scorer": SCORER,
            "reportnlp": reportnlp.__version__,
            **{key: recorded[key] for key in ("data", "figures")},
        }
        SCORES.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
