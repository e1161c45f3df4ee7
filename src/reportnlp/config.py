"""Settings: what they are, where they come from, and which place won."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, NamedTuple

from reportnlp.document.limits import LIMITS, Limits
from reportnlp.errors import SettingsError
from reportnlp.findings import SEVERITIES, Severity
from reportnlp.suppress import Suppression, settings_suppressions
from reportnlp.text.tokens import Segmenter

FILE_NAME = "reportnlp.toml"
_FILES = {
    "areas": ("领域文件或训练出的文件夹的路径，例如 领域.yaml", "the path of a file or folder of areas"),
    "measures": ("数据项文件的路径，例如 数据项.tsv", "the path of a table of measures"),
    "models": ("放模型的文件夹，例如 models", "a folder with models"),
    "profile": ("版式文件的路径，例如 版式.yaml", "the path of a profile"),
    "roster": ("名册文件的路径，例如 名册.csv", "the path of a roster"),
    "dictionary": ("词典文件的路径，例如 词典.txt", "the path of a dictionary"),
}
_CHOICES: dict[str, tuple[str, ...]] = {
    "fail_on": SEVERITIES,
    "lang": ("zh", "en"),
    "segmenter": ("rjieba", "jieba"),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a check does. Every field is a key of [tool.reportnlp] (with - for _) and, where it makes sense, a flag.

    ``select``/``ignore``: rule codes, their beginnings, names or Chinese family names. ``min_confidence``: findings
    below it are dropped. ``fail_on``: the mildest severity that makes ``check`` exit with 1. ``period``: the
    reporting year. ``lang``: language of the program's own messages. ``segmenter``: word cutter. ``suppress``: single
    findings to ignore. ``baseline``: a file of known findings that ``check`` and ``audit`` do not show; the Checker, which
    opens no file, leaves it alone. ``layout``: whether the layout of Word files is checked too. ``profile``: a file with
    figures that the layout is checked against. ``measures``: a file with the figures that a unit expects of each work area
    (analysis/measures.py says how it is written). ``areas``: a file with a unit's own work areas, or the folder that
    ``reportnlp areas train`` made from it. ``roster``: a file of names, posts and organisations that must be
    written so; ``dictionary`` (a file) and ``terms``: words that no rule on wording touches. ``models``: a folder with
    models of one's own (``speller/``, ``areas/``) in place of those installed. ``max_file_mb`` and ``max_unpacked_mb``: larger files
    are refused. ``polish_url`` and ``polish_model``: the OpenAI-compatible endpoint that ``draft --polish`` may ask; its
    key stands in the environment (REPORTNLP_POLISH_KEY), never in a file.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_confidence: float = 0.0
    fail_on: Severity = "warning"
    period: str | None = None
    lang: Literal["zh", "en"] = "zh"
    segmenter: Segmenter = "rjieba"
    suppress: tuple[Suppression, ...] = ()
    baseline: str | None = None
    layout: bool = False
    profile: str | None = None
    measures: str | None = None
    models: str | None = None
    areas: str | None = None
    roster: str | None = None
    dictionary: str | None = None
    terms: tuple[str, ...] = ()
    polish_url: str | None = None
    polish_model: str | None = None
    max_file_mb: int = LIMITS.file_bytes // 10**6
    max_unpacked_mb: int = LIMITS.total_bytes // 10**6

    @property
    def files(self) -> tuple[Path, ...]:
        """The files whose content a check depends on; of a folder its manifest, which names the sums of all others."""
        named = (self.profile, self.measures, self.roster, self.dictionary, self.areas)
        paths = [Path(name) for name in named if name]
        models = [*Path(self.models).glob("*/manifest.json")] if self.models else []
        return (*(path / "manifest.json" if path.is_dir() else path for path in paths), *sorted(models))

    @property
    def limits(self) -> Limits:
        """How large a file may be; the limits that no setting names grow with the unpacked size."""
        unpacked = self.max_unpacked_mb * 10**6
        growth = max(1.0, unpacked / LIMITS.total_bytes)
        return Limits(
            file_bytes=self.max_file_mb * 10**6,
            part_bytes=min(unpacked, int(LIMITS.part_bytes * growth)),
            total_bytes=unpacked,
            xml_marks=int(LIMITS.xml_marks * growth),
            paragraphs=int(LIMITS.paragraphs * growth),
            characters=int(LIMITS.characters * growth),
        )


class LoadedSettings(NamedTuple):
    """Settings with the place that each value came from: 默认, a file or 命令行."""

    settings: Settings
    origins: dict[str, str]


def load_settings(folder: Path, flags: Mapping[str, Any] | None = None) -> LoadedSettings:
    """Defaults, then the user's file, then the closest project file above ``folder``, then ``flags``; later wins.

    Raises SettingsError, naming file and key, for unknown keys and values that do not fit.
    """
    settings = Settings()
    origins = dict.fromkeys((field.name for field in fields(Settings)), "默认")
    for path in (_user_file(), _project_file(folder)):
        if path is not None:
            values = checked_settings(_table(path), str(path))
            for key in ("baseline", *_FILES):
                if values.get(key):  # a path in a file starts at the file
                    values[key] = str(path.parent / values[key])
            settings = replace(settings, **values)
            origins.update(dict.fromkeys(values, str(path)))
    values = checked_settings({key: value for key, value in (flags or {}).items() if value is not None}, "命令行")
    origins.update(dict.fromkeys(values, "命令行"))
    return LoadedSettings(replace(settings, **values), origins)


def _user_file() -> Path | None:
    home = os.environ.get("APPDATA") or os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    path = Path(home) / "reportnlp" / FILE_NAME
    return path if path.is_file() else None


def _project_file(folder: Path) -> Path | None:
    for place in (folder, *folder.parents):
        if (place / FILE_NAME).is_file():
            return place / FILE_NAME
        project = place / "pyproject.toml"
        if project.is_file() and "[tool.reportnlp" in project.read_text("utf-8", errors="replace"):
            return project
    return None


def _table(path: Path) -> Mapping[str, Any]:
    import tomllib

    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"配置文件 {path} 不是合法的 TOML：{error}。", f"{path} is not valid TOML: {error}."
        ) from None
    table: Any = content
    if path.name == "pyproject.toml":
        tool = content.get("tool")
        table = tool.get("reportnlp", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise SettingsError(f"{path}：[tool.reportnlp] 应是一组“键 = 值”。", f"{path}: tool.reportnlp must be a table.")
    return {str(key).replace("-", "_"): value for key, value in table.items()}


def checked_settings(table: Mapping[str, Any], place: str) -> dict[str, Any]:
    """The values of ``table`` as fields of Settings. Raises SettingsError, naming ``place``, for what does not fit."""
    names = [field.name for field in fields(Settings)]
    values = {}
    for key, value in table.items():
        shown = key.replace("_", "-")
        if key not in names:
            near = get_close_matches(key, names, 1, 0.5)
            hint = near[0].replace("_", "-") if near else "、".join(name.replace("_", "-") for name in names)
            raise SettingsError(
                f"{place}：没有“{shown}”这个设置，是不是 {hint}？",
                f"{place}: unknown setting {shown!r}, did you mean {hint}?",
            )
        values[key] = _value(key, value, f"{place}：{shown}")
    return values


def _value(key: str, value: Any, place: str) -> Any:
    if key in ("select", "ignore"):
        value = [value] if isinstance(value, str) else value
        if isinstance(value, list | tuple) and all(isinstance(row, str) for row in value):
            return tuple(word.strip() for row in value for word in row.split(",") if word.strip())
        raise SettingsError(f'{place} 应是一列规则代码，例如 ["PH", "TY001"]。', f"{place}: a list of rule codes.")
    if key == "min_confidence":
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
            return float(value)
        raise SettingsError(f"{place} 应是 0 到 1 之间的数，例如 0.8。", f"{place}: a number from 0 to 1.")
    if key == "suppress":
        return settings_suppressions(value, place)
    if key == "baseline":
        if isinstance(value, str):
            return value or None
        raise SettingsError(f'{place} 应是基线文件名，例如 "基线.json"。', f"{place}: the name of a baseline file.")
    if key == "period":
        value = str(value).removesuffix("年")
        if value.isascii() and value.isdigit() and len(value) == 4:
            return value
        raise SettingsError(f"{place} 应是四位数的年份，例如 2023。", f"{place}: a year such as 2023.")
    if key == "layout":
        if isinstance(value, bool):
            return value
        raise SettingsError(f"{place} 只能是 true 或 false。", f"{place}: true or false.")
    if key in ("polish_url", "polish_model"):
        if isinstance(value, str) and value.strip():
            return value
        raise SettingsError(f'{place} 应是文字，例如 "http://127.0.0.1:8000/v1"。', f"{place}: a text.")
    if key in _FILES:
        if isinstance(value, str) and value.strip():
            return value
        raise SettingsError(f"{place} 应是{_FILES[key][0]}。", f"{place}: {_FILES[key][1]}.")
    if key == "terms":
        if isinstance(value, list | tuple) and all(isinstance(row, str) and row.strip() for row in value):
            return tuple(row.strip() for row in value)
        raise SettingsError(f'{place} 应是一列词，例如 ["智慧柳溪"]。', f"{place}: a list of words.")
    if key in ("max_file_mb", "max_unpacked_mb"):
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 10_000:
            return value
        raise SettingsError(f"{place} 应是 1 到 10000 之间的整数，例如 50。", f"{place}: a whole number of megabytes.")
    if value not in _CHOICES[key]:
        raise SettingsError(
            f"{place} 只能是 {'、'.join(_CHOICES[key])}，不能是“{value}”。",
            f"{place}: one of {', '.join(_CHOICES[key])}.",
        )
    return value
