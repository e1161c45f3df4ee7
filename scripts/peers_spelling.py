"""Side by side: `reportnlp.correct` and what corrects Chinese offline without a neural network, on the same data.

    python scripts/peers_spelling.py EVAL_FOLDER [--proper WORDS] [--write]

Peers (not dependencies; each is left out, and said so, where it is not installed; see CONTRIBUTING.md): pycorrector's
ConfusionCorrector with reportnlp's list of slips in common words (it ships none), its ProperCorrector with its own five
idioms and with those of ``--proper``, and libime's word trigram of Debian through kenlm, with pycorrector's characters of
like sound and shape. Speed is characters of all files a second of processor time, reading the models left out.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from score import SCORES, checksum
from scoring.correction import CorrectionScore, score_correction
from scoring.figures import Figures
from scoring.word_trigram import TrigramCorrector

import reportnlp
from reportnlp.data import table

NAME = "peers spelling"  # in scores.json
SPOILT = ("odw", "textproof")
CLEAN = ("acc_xxqg", "acc_rmrb")
_HALF_WIDTH = ("acc_xxqg",)
_TRIGRAM = "/usr/lib/*/libime/zh_CN.lm"  # Debian's libime-data-language-model
_WARM = "维护党的纪律和政治规矩。"

Correct = Callable[[str], str]


class Scored(NamedTuple):
    """Scores of one file by part, and the seconds of processor time that its corrections took."""

    file: str
    parts: dict[str, CorrectionScore]
    seconds: float


class Row(NamedTuple):
    """A corrector on all files."""

    name: str
    files: list[Scored]

    def score(self, file: str, part: str = "") -> CorrectionScore:
        """The score of one file, of all of it or of a part."""
        return next(row.parts[part] for row in self.files if row.file == file)

    @property
    def characters_a_second(self) -> float:
        """Over all files."""
        return sum(row.parts[""].characters for row in self.files) / sum(row.seconds for row in self.files)


def main() -> int:
    """Prints the table, and records it with ``--write``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help=f"folder with {', '.join((*SPOILT, *CLEAN))} (.tsv)")
    parser.add_argument("--proper", type=Path, help="list of idioms, one a line, counts after a blank left out")
    parser.add_argument("--jobs", type=int, default=1, help="processes; a corrector's speed is that of one")
    parser.add_argument("--write", action="store_true", help=f"record the figures in {SCORES.name}")
    options = parser.parse_args()
    files = [options.folder / f"{name}.tsv" for name in (*SPOILT, *CLEAN)]
    if missing := [str(path) for path in [*files, options.proper] if path and not path.exists()]:
        parser.error(f"no such file: {', '.join(missing)}")
    names = list(correctors(options.proper))
    tasks = [(name, options.proper, path) for name in names for path in files]
    with ProcessPoolExecutor(options.jobs, get_context("spawn")) as pool:
        done = list(pool.map(scored, *zip(*tasks, strict=True)))
    rows = [
        Row(name, done[at : at + len(files)]) for at, name in zip(range(0, len(done), len(files)), names, strict=True)
    ]
    print(*markdown(rows), sep="\n")
    if options.write:
        record(rows, files)
    return 0


def scored(name: str, proper: Path | None, path: Path) -> Scored:
    """The corrector of that name on one file; the time is its own, not the scorer's."""
    correct = correctors(proper)[name]()
    correct(_WARM)
    seconds = 0.0

    def timed(text: str) -> str:
        nonlocal seconds
        started = time.process_time()
        result = correct(text)
        seconds += time.process_time() - started
        return result

    parts = score_correction(path, timed, path.stem in _HALF_WIDTH)
    print(f"{name}，{path.stem}：{parts[''].characters / seconds:,.0f} 字/秒", file=sys.stderr)
    return Scored(path.stem, parts, seconds)


def markdown(rows: list[Row]) -> Iterator[str]:
    """The table as it stands in the model's card."""
    part_b = [f"{name} B" for name in SPOILT]
    columns = [*SPOILT, *part_b, *(f"clean {name} changed" for name in CLEAN), "characters/s", "÷ ours"]
    yield f"| | {' | '.join(columns)} |"
    yield "|---" * (len(columns) + 1) + "|"
    for row in rows:
        cells = [_sentences(row.score(name, part)) for part in ("", "part B: ") for name in SPOILT]
        cells += [f"{_changed(row.score(name)):.2%}".replace("%", " %") for name in CLEAN]
        ratio = row.characters_a_second / rows[0].characters_a_second
        yield f"| {row.name} | {' | '.join(cells)} | {row.characters_a_second:,.0f} | {ratio:{'.0f' if ratio >= 10 else '.2g'}} |"


def _sentences(score: CorrectionScore) -> str:
    figures = score.figures()["sentences"]["correction"]
    percent = [100 * (figures[column] or 0) for column in ("P", "R", "F1")]
    return f"{percent[0]:.0f} / {percent[1]:.0f} / {percent[2]:.1f}"


def _changed(score: CorrectionScore) -> float:
    return score.false_changes / (score.sentences - score.with_error)


def record(rows: list[Row], files: list[Path]) -> None:
    """Writes the figures beside the other scores, with the checksum of the data."""
    recorded = json.loads(SCORES.read_text("utf-8"))
    figures: Figures = {}
    for row in rows:
        figures[row.name.strip("*")] = {
            part + file: {**score.figures()["sentences"]["correction"], "false changes": score.false_changes}
            for file, parts, _ in row.files
            for part, score in parts.items()
        }
        figures[row.name.strip("*")]["speed"] = {"characters a second": round(row.characters_a_second, -2)}
    recorded["data"][NAME] = checksum(files)
    recorded["figures"][NAME] = figures
    SCORES.write_text(json.dumps(recorded, ensure_ascii=False, indent=1) + "\n", "utf-8")


def correctors(proper: Path | None) -> dict[str, Callable[[], Correct]]:
    """What makes reportnlp and each peer that is installed ready, by name."""
    makers: dict[str, Callable[[], Correct]] = {"**reportnlp.correct**": lambda: reportnlp.correct}
    data = pycorrector_data()
    if data is None:
        print(
            "没有安装 pycorrector（以及它要的 loguru、pypinyin、pyahocorasick、jieba、six），不参加比较。",
            file=sys.stderr,
        )
        return makers
    name = f"pycorrector {version('pycorrector')}"
    makers[f"{name} ConfusionCorrector, reportnlp's {len(slips()):,} slips"] = confusion_corrector
    makers[f"{name} ProperCorrector as shipped"] = proper_corrector
    if proper is not None:
        words = sorted({line.split()[0] for line in proper.read_text("utf-8-sig").splitlines() if line.strip()})
        makers[f"the same, {len(words):,} idioms of {proper.stem}"] = lambda: proper_corrector(words)
    models = sorted(Path("/").glob(_TRIGRAM.lstrip("/")))
    if models and importlib.util.find_spec("kenlm"):
        makers["libime trigram of words, margin 5"] = lambda: trigram_corrector(models[0], data)
    else:
        print("没有安装 libime-data-language-model 或 kenlm（要用编译器装），不参加比较。", file=sys.stderr)
    return makers


def confusion_corrector() -> Correct:
    """pycorrector's replacement of listed words; it ships no list."""
    return _target(importlib.import_module("pycorrector.confusion_corrector").ConfusionCorrector(slips()))


def proper_corrector(words: list[str] | None = None) -> Correct:
    """pycorrector's matcher of idioms and names: ``words``, else the five that it ships."""
    make = importlib.import_module("pycorrector.proper_corrector").ProperCorrector
    if words is None:
        return _target(make())
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write("\n".join(words))
        file.flush()
        return _target(make(proper_name_path=file.name))


def trigram_corrector(model: Path, data: Path) -> Correct:
    """The trigram of an input method as corrector, with pycorrector's characters of like sound and shape."""
    return TrigramCorrector(importlib.import_module("kenlm").Model(str(model)), alike(data)).correct


def _target(corrector: Any) -> Correct:
    return lambda text: str(corrector.correct(text)["target"])


def pycorrector_data() -> Path | None:
    """The folder of pycorrector's data; None where it or what it needs is not installed.

    Makes its modules importable around its ``__init__``, which wants torch.
    """
    spec = importlib.util.find_spec("pycorrector") if "pycorrector" not in sys.modules else None
    needs = ("loguru", "pypinyin", "ahocorasick", "jieba", "six")
    if spec is not None and spec.submodule_search_locations and all(map(importlib.util.find_spec, needs)):
        package = ModuleType("pycorrector")
        package.__path__ = list(spec.submodule_search_locations)
        sys.modules["pycorrector"] = package
        importlib.import_module("loguru").logger.remove()
    package_found = sys.modules.get("pycorrector")
    return Path(package_found.__path__[0]) / "data" if package_found else None


def slips() -> dict[str, str]:
    """Wrong word → right word, of ``data/confusion_words.tsv``."""
    pairs: dict[str, str] = {}
    for right, *others in table("confusion_words.tsv"):
        for place, wrong in enumerate(others[:2]):
            pairs |= {right[:place] + other + right[place + 1 :]: right for other in wrong}
    return pairs


def alike(folder: Path) -> dict[str, str]:
    """Characters of like sound or shape, by pycorrector's two lists."""
    found: dict[str, set[str]] = {}
    for line in (folder / "same_pinyin.txt").read_text("utf-8").splitlines():
        character, *others = line.split("\t")
        if not line.startswith("#"):
            found.setdefault(character, set()).update("".join(others))
    for line in (folder / "same_stroke.txt").read_text("utf-8").splitlines():
        group = line.split()
        if not line.startswith("#"):
            for character in group:
                found.setdefault(character, set()).update(group)
    return {character: "".join(sorted(others - {character})) for character, others in found.items()}


if __name__ == "__main__":
    sys.exit(main())
