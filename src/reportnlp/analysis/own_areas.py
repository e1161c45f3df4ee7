"""A user's own work areas: a YAML file of names, descriptions and words, or the folder that training made from it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from reportnlp.analysis.own_files import kept_while_same
from reportnlp.analysis.taxonomy import Row, Taxonomy, standard, standard_rows
from reportnlp.errors import SettingsError, reason_of
from reportnlp.findings import AREAS, OTHER, Area
from reportnlp.text.tokens import tokenize

FILE_NAME = "areas.yaml"  # in a folder that training made
MOST_AREAS = 20
_KEYS = ("description", "words", "like")
_NAME_WEIGHT, _WORD_WEIGHT, _DESCRIPTION_WEIGHT = 2.0, 2.0, 0.8
_NAME_IN_HEADING, _STEM_IN_HEADING = 4.0, 3.0
_ENDINGS = ("建设", "工作", "方面", "领域", "管理")  # 思想建设 is named by 思想 too, in headings
_SAYS_LITTLE = frozenset(
    "工作 建设 单位 开展 进行 情况 方面 相关 各项 加强 推进 落实 完善 做好 本单位 以及 管理".split()
)


class OwnArea(NamedTuple):
    """One area as the user describes it; ``like`` names areas of the package whose words it takes over."""

    name: Area
    description: str
    words: tuple[str, ...]
    like: tuple[Area, ...]


@kept_while_same
def load_taxonomy(path: str | None = None) -> Taxonomy:
    """The package's areas without ``path``, else those of a YAML file or of a folder that training made.

    Raises SettingsError, naming the file, for one that cannot be read or says something that does not fit.
    """
    if path is None:
        return standard()
    place = Path(path)
    if place.is_dir():
        return taxonomy_of(read_areas(place / FILE_NAME), place)
    return taxonomy_of(read_areas(place))


def read_areas(path: Path) -> tuple[OwnArea, ...]:
    """The areas that a YAML file describes: name → description, words, like. Raises SettingsError."""
    import yaml

    try:
        content: Any = yaml.safe_load(path.read_text("utf-8-sig"))
    except OSError as error:
        raise SettingsError(
            f"读不了领域文件“{path}”（{reason_of(error)}）：请核对路径。", f"cannot read {path}: {error.strerror}."
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(
            f"领域文件“{path}”不是 UTF-8 文本：请另存为 UTF-8。", f"{path} is not UTF-8 text."
        ) from None
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行附近" if mark else ""
        raise SettingsError(
            f"领域文件“{path}”{where}不是合法的 YAML：请核对冒号、缩进和引号。", f"{path} is not valid YAML."
        ) from None
    if not isinstance(content, dict) or not 2 <= len(content) <= MOST_AREAS:
        raise _misfit(path, f"应写 2 到 {MOST_AREAS} 个领域，每个是“名称: {{description: …, words: […]}}”")
    areas = tuple(_area(path, name, row) for name, row in content.items())
    for key in ("words", "like"):
        times = Counter(word for area in areas for word in getattr(area, key))
        if twice := next((word for word, count in times.items() if count > 1), None):
            raise _misfit(path, f"“{twice}”在 {key} 里写了两次，只能属于一个领域")
    return areas


def _area(path: Path, name: Any, row: Any) -> OwnArea:
    if not isinstance(name, str) or not name.strip() or name.strip() == OTHER:
        raise _misfit(path, f"领域名称“{name}”不行：应是文字，“{OTHER}”不用写，总是有的")
    row = {} if row is None else row
    if not isinstance(row, dict) or (unknown := next((key for key in row if key not in _KEYS), None)) is not None:
        said = f"“{unknown}”不认识" if isinstance(row, dict) else "写法不对"
        raise _misfit(path, f"“{name}”下{said}，可写 {'、'.join(_KEYS)}")
    description = row.get("description") or ""
    words, like = (row.get(key) or [] for key in ("words", "like"))
    if not isinstance(description, str):
        raise _misfit(path, f"“{name}”的 description 应是一句话")
    if not all(isinstance(rows, list) and all(isinstance(word, str) for word in rows) for rows in (words, like)):
        raise _misfit(path, f"“{name}”的 words 和 like 应是一列词，例如 [读书班, 宣讲]")
    if wrong := next((word for word in like if word not in AREAS[:-1]), None):
        raise _misfit(path, f"“{name}”的 like 里没有“{wrong}”这个领域，可选 {'、'.join(AREAS[:-1])}")
    kept = tuple(dict.fromkeys(word.strip() for word in words if word.strip()))
    return OwnArea(name.strip(), description.strip(), kept, tuple(dict.fromkeys(like)))


def _misfit(path: Path, why: str) -> SettingsError:
    return SettingsError(f"领域文件“{path}”：{why}。", f"{path}: does not describe areas.")


def taxonomy_of(areas: tuple[OwnArea, ...], folder: Path | None = None) -> Taxonomy:
    """The areas with all words that tell them: listed, of the descriptions, of similar areas of the package."""
    body, heading = standard_rows()
    heirs = {like: area.name for area in areas for like in area.like}
    own: dict[str, Row] = {}
    for area in areas:
        own.setdefault(area.name, (area.name, area.name, _NAME_WEIGHT, False))
        own.update({word: (word, area.name, _WORD_WEIGHT, False) for word in area.words})
    for word, name in _described(areas).items():
        own.setdefault(word, (word, name, _DESCRIPTION_WEIGHT, False))
    named: dict[str, Row] = {}
    for area in areas:
        stem = next((area.name.removesuffix(end) for end in _ENDINGS if area.name.endswith(end)), "")
        if len(stem) > 1:
            named[stem] = (stem, area.name, _STEM_IN_HEADING, False)
        named[area.name] = (area.name, area.name, _NAME_IN_HEADING, False)
    named = {**own, **named}
    inherited = [(word, heirs.get(area, area), weight, recap) for word, area, weight, recap in body]
    above = [(word, heirs[area], weight, False) for word, area, weight, _ in heading if area in heirs]
    known = {area.name for area in areas} | {OTHER}
    return Taxonomy(
        tuple(area.name for area in areas),
        [*own.values(), *(row for row in inherited if row[1] in known and row[0] not in own)],
        [*named.values(), *(row for row in above if row[0] not in named)],
        folder,
        heirs,
    )


def _described(areas: tuple[OwnArea, ...]) -> dict[str, Area]:
    """Words of the descriptions that only one of the areas uses."""
    users: dict[str, set[Area]] = {}
    for area in areas:
        for token in tokenize(area.description):
            word = token.span.of(area.description)
            if len(word) > 1 and token.tag[0] in "nvaijlz" and word not in _SAYS_LITTLE:
                users.setdefault(word, set()).add(area.name)
    return {word: next(iter(names)) for word, names in users.items() if len(names) == 1}
