"""The user's own words: a roster of names, posts and organisations, and terms that no rule may touch."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from reportnlp.analysis.own_files import kept_while_same
from reportnlp.errors import SettingsError, reason_of
from reportnlp.span import Span
from reportnlp.text.edits import Edit, minimal
from reportnlp.text.lexicon import Lexicon

_COLUMNS = {
    "name": ("name", "姓名", "名字"),
    "post": ("post", "职务", "岗位", "职位"),
    "organisation": ("organisation", "organization", "单位", "机构", "部门", "单位名称"),
}


class Entry(NamedTuple):
    """One line of a roster; what it does not say is empty."""

    name: str
    post: str
    organisation: str


class Roster(NamedTuple):
    """People with their posts, and organisations, as they should be written."""

    entries: tuple[Entry, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The people, each once."""
        return tuple(dict.fromkeys(entry.name for entry in self.entries if entry.name))

    @property
    def organisations(self) -> tuple[str, ...]:
        """The organisations, each once."""
        return tuple(dict.fromkeys(entry.organisation for entry in self.entries if entry.organisation))

    def posts(self, name: str | None = None) -> tuple[str, ...]:
        """The posts of one person, or of all."""
        rows = (entry for entry in self.entries if name is None or entry.name == name)
        return tuple(dict.fromkeys(entry.post for entry in rows if entry.post))


@kept_while_same
def load_roster(path: str) -> Roster:
    """The roster in a CSV file with a head line, or in a YAML list of mappings: 姓名, 职务, 单位, or name, post, organisation.

    Other columns are passed over. Raises SettingsError for a file that cannot be read or holds none of these columns.
    """
    text = _text(path, "名册")
    rows = _from_yaml(path, text) if Path(path).suffix.lower() in (".yaml", ".yml") else _from_csv(path, text)
    entries = tuple(Entry(*(row[key] for key in _COLUMNS)) for row in rows)
    entries = tuple(entry for entry in entries if any(entry))
    if not entries:
        raise SettingsError(
            f"名册“{path}”里没有人名、职务或单位：请核对内容。",
            f"the roster {path} holds no name, post or organisation.",
        )
    return Roster(entries)


@kept_while_same
def load_terms(path: str) -> tuple[str, ...]:
    """The words of a user dictionary: one a line; lines that start with # are remarks. Raises SettingsError."""
    lines = (line.strip() for line in _text(path, "词典").splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


class Terms:
    """The words that no rule may change."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self._words = tuple(dict.fromkeys(words))
        self._lexicon = Lexicon(self._words, overlapping=True)

    def stand(self, text: str) -> tuple[Span, ...]:
        """Where the words stand in ``text``."""
        return tuple(match.span for match in self._lexicon.find(text))

    def touched(self, text: str, edit: Edit | None, span: Span, places: tuple[Span, ...]) -> bool:
        """Whether ``edit`` would leave fewer of the words at ``places``; without an edit, whether ``span`` overlaps one."""
        if edit is None:
            return any(place.overlaps(span) for place in places)
        edit = minimal(text, edit)
        for place in places:
            if place.end < edit.span.start or edit.span.end < place.start:
                continue
            word = place.of(text)
            start, end = max(0, edit.span.start - len(word)), edit.span.end + len(word)
            after = text[start : edit.span.start] + edit.replacement + text[edit.span.end : end]
            if after.count(word) < text.count(word, start, end):
                return True
        return False


def own_words(roster: str | None, dictionary: str | None, terms: tuple[str, ...]) -> tuple[Roster | None, Terms | None]:
    """The roster in the file ``roster``, and all words that no rule may change; None where there are none."""
    people = load_roster(roster) if roster else None
    words = (*terms, *(load_terms(dictionary) if dictionary else ()))
    if people is not None:
        words += (*people.names, *people.organisations)
    return people, Terms(words) if words else None


def _text(path: str, what: str) -> str:
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise SettingsError(
            f"读不了{what}“{path}”（{reason_of(error)}）：请核对路径。", f"cannot read {path}: {error.strerror}."
        ) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SettingsError(
        f"{what}“{path}”不是 UTF-8 或 GB18030 文本：请另存为 UTF-8。", f"{path} is neither UTF-8 nor GB18030 text."
    )


def _from_csv(path: str, text: str) -> list[dict[str, str]]:
    import csv  # only for those who have a roster
    import io

    try:
        head, *rows = [row for row in csv.reader(io.StringIO(text, newline="")) if any(map(str.strip, row))] or [[]]
    except csv.Error as error:
        raise SettingsError(f"名册“{path}”不是合法的 CSV：{error}。", f"{path} is not valid CSV: {error}.") from None
    places = _places(path, [cell.strip() for cell in head])
    return [
        {key: row[place].strip() if place is not None and place < len(row) else "" for key, place in places.items()}
        for row in rows
    ]


def _from_yaml(path: str, text: str) -> list[dict[str, str]]:
    import yaml

    try:
        content: Any = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise SettingsError(f"{path}:{line}：不是合法的 YAML。", f"{path}:{line}: not valid YAML.") from None
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        raise SettingsError(
            f"名册“{path}”应是一列“姓名: …, 职务: …, 单位: …”。", f"{path} must be a list of name, post, organisation."
        )
    rows = []
    for row in content:
        cells = {str(key).strip(): str(value or "").strip() for key, value in row.items()}
        keys = list(cells)
        places = _places(path, keys)
        rows.append({key: "" if place is None else cells[keys[place]] for key, place in places.items()})
    return rows


def _places(path: str, head: list[str]) -> dict[str, int | None]:
    places = {key: next((head.index(name) for name in names if name in head), None) for key, names in _COLUMNS.items()}
    if all(place is None for place in places.values()):
        raise SettingsError(
            f"名册“{path}”第一行应写明列名：姓名、职务、单位（至少一列）。",
            f"the first line of {path} must name its columns: name, post, organisation.",
        )
    return places
