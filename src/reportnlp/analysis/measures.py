"""The figures that a reader expects of each work area: the table of the package, areas overridden by a unit's own file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from reportnlp.analysis.own_files import kept_while_same
from reportnlp.data import table
from reportnlp.errors import SettingsError, reason_of
from reportnlp.findings import AREAS, Area


class Measure(NamedTuple):
    """One expected figure: its name, its unit and the words of a text that call for it."""

    name: str
    unit: str
    cues: tuple[str, ...]


@kept_while_same
def load_measures(path: str | None = None, areas: tuple[Area, ...] = AREAS) -> dict[str, tuple[Measure, ...]]:
    """Measures by area. An area that the file ``path`` names has that file's measures instead.

    The file is tab-separated text like data/expected_measures.tsv: area (one of ``areas``), measure, unit, words with blanks
    between. Raises SettingsError, naming file and line, for a file that cannot be read and rows that do not fit.
    """
    measures = _by_area(list(table("expected_measures.tsv")))
    return measures if path is None else {**measures, **_by_area(_rows(Path(path), areas))}


def _by_area(rows: list[tuple[str, ...]]) -> dict[str, tuple[Measure, ...]]:
    measures: dict[str, tuple[Measure, ...]] = {}
    for area, name, unit, *cues in rows:
        measures[area] = (*measures.get(area, ()), Measure(name, unit, tuple(" ".join(cues).split())))
    return measures


def _rows(path: Path, areas: tuple[Area, ...]) -> list[tuple[str, ...]]:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "不是 UTF-8 文本"
        raise SettingsError(
            f"读不了数据项文件“{path}”（{reason}）：请核对路径和编码。", f"cannot read the measures {path}: {error}."
        ) from None
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        row = tuple(cell.strip() for cell in line.split("\t"))
        if len(row) not in (3, 4) or row[0] not in areas or not all(row[:3]):
            raise SettingsError(
                f"{path}:{number}：每行应是 领域、数据项、单位、提示词，用制表符分开，领域为{'、'.join(areas)}之一。",
                f"{path}:{number}: a row has area, measure, unit and words, with tabs between.",
            )
        rows.append(row)
    return rows
