"""The figures that a layout is checked against: those of GB/T 9704—2012, single ones overridden by a unit's own file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from reportnlp.analysis.own_files import kept_while_same
from reportnlp.data import FOLDER
from reportnlp.errors import SettingsError, reason_of

STANDARD = FOLDER / "layout_gbt9704.yaml"


class PageFigures(NamedTuple):
    """Paper, in millimetres."""

    clause: str
    width: float
    height: float
    tolerance: float


class MarginFigures(NamedTuple):
    """Margins, in millimetres; what they leave is the type area."""

    clause: str
    top: float
    bottom: float
    left: float
    right: float
    tolerance: float


class GridFigures(NamedTuple):
    """Lines on a page and characters on a line."""

    clause: str
    lines: float
    characters: float


class BodyFigures(NamedTuple):
    """Fonts, size in points and colours (six hexadecimal digits) of the text."""

    clause: str
    fonts: tuple[str, ...]
    size: float
    colors: tuple[str, ...]


class TitleFigures(NamedTuple):
    """Fonts, size in points and look of the title."""

    clause: str
    fonts: tuple[str, ...]
    size: float
    centered: bool
    bold: bool


class HeadingFigures(NamedTuple):
    """Fonts of headings of the first, the second and the lower layers; their size in points."""

    clause: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    lower: tuple[str, ...]
    size: float


class LineFigures(NamedTuple):
    """Line pitch, in points."""

    clause: str
    least: float
    most: float


class IndentFigures(NamedTuple):
    """Indent of a first line, in characters."""

    clause: str
    characters: float
    tolerance: float


class PageNumberFigures(NamedTuple):
    """Fonts and size in points of page numbers; the dashes around them; whether odd ones stand right, even ones left."""

    clause: str
    fonts: tuple[str, ...]
    size: float
    dashes: tuple[str, ...]
    odd_and_even: bool


class DateFigures(NamedTuple):
    """Characters that the date keeps from the right edge: what to write, and what is let pass."""

    clause: str
    right: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Profile:
    """All figures; the fields and theirs are the keys of a profile file."""

    page: PageFigures
    margins: MarginFigures
    grid: GridFigures
    body: BodyFigures
    title: TitleFigures
    headings: HeadingFigures
    line: LineFigures
    indent: IndentFigures
    page_number: PageNumberFigures
    date: DateFigures
    attachment: IndentFigures


_GROUPS: dict[str, Any] = {
    "page": PageFigures,
    "margins": MarginFigures,
    "grid": GridFigures,
    "body": BodyFigures,
    "title": TitleFigures,
    "headings": HeadingFigures,
    "line": LineFigures,
    "indent": IndentFigures,
    "page_number": PageNumberFigures,
    "date": DateFigures,
    "attachment": IndentFigures,
}


@kept_while_same
def load_profile(path: str | None = None) -> Profile:
    """The figures of the standard, with those of the file ``path`` instead where it names them.

    Raises SettingsError, naming file and line, for a file that cannot be read, unknown keys and values that do not fit.
    """
    values = _content(STANDARD)
    if path is not None:
        _override(values, _content(Path(path)), Path(path))
    return Profile(**{group: _GROUPS[group](**_plain(rows)) for group, rows in values.items()})


def _plain(rows: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in rows.items()}


def _content(path: Path) -> dict[str, Any]:
    import yaml

    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "不是 UTF-8 文本"
        raise SettingsError(
            f"读不了版式文件“{path}”（{reason}）：请核对路径和编码。", f"cannot read the profile {path}: {error}."
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise _error(path, mark.line + 1 if mark else 1, "不是合法的 YAML", "not valid YAML") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise _error(path, 1, "版式文件应是一组“键: 值”", "a profile is a mapping")
    return content


def _override(values: dict[str, Any], content: dict[str, Any], path: Path) -> None:
    for group, rows in content.items():
        line = _line(path, str(group))
        if group not in values:
            raise _unknown(path, line, str(group), values)
        if not isinstance(rows, dict):
            raise _error(path, line, f"{group} 下面应是一组“键: 值”", f"{group} holds a mapping")
        for key, value in rows.items():
            line = _line(path, str(group), str(key))
            if key not in values[group]:
                raise _unknown(path, line, str(key), values[group])
            if not _fits(value, values[group][key]):
                kind, kind_en = _kind(values[group][key])
                raise _error(path, line, f"{group}.{key} 应是{kind}", f"{group}.{key} must be {kind_en}")
            values[group][key] = value


def _fits(value: Any, standard: Any) -> bool:
    if isinstance(standard, bool):
        return isinstance(value, bool)
    if isinstance(standard, list):
        return isinstance(value, list) and bool(value) and all(isinstance(row, str) and row for row in value)
    if isinstance(standard, str):
        return isinstance(value, str) and bool(value.strip())
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 10_000


def _kind(standard: Any) -> tuple[str, str]:
    if isinstance(standard, bool):
        return "true 或 false", "true or false"
    if isinstance(standard, list):
        return "一列文字（数字要加引号）", "a list of texts"
    return ("文字", "text") if isinstance(standard, str) else ("不小于 0 的数", "a number from 0 up")


def _line(path: Path, group: str, key: str | None = None) -> int:
    """The line on which a key stands, as far as a look at the lines tells."""
    inside = key is None
    for number, row in enumerate(path.read_text("utf-8").splitlines(), 1):
        if re.match(rf"['\"]?{re.escape(group)}['\"]?\s*:", row):
            inside = True
            if key is None:
                return number
        if inside and key is not None and re.search(rf"(?:^\s+|[{{,]\s*)['\"]?{re.escape(key)}['\"]?\s*:", row):
            return number
    return 1


def _unknown(path: Path, line: int, key: str, known: Iterable[str]) -> SettingsError:
    near = get_close_matches(key, known, 1, 0.5)
    hint = near[0] if near else "、".join(known)
    return _error(path, line, f"没有“{key}”这个键，是不是 {hint}", f"unknown key {key!r}, did you mean {hint}")


def _error(path: Path, line: int, zh: str, en: str) -> SettingsError:
    return SettingsError(f"{path}:{line}：{zh}。", f"{path}:{line}: {en}.")
