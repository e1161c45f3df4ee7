"""Finds the rules in a folder, reads their cards strictly, and picks the selected ones."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Any, cast

from reportnlp.errors import CardError, SettingsError
from reportnlp.findings import SEVERITIES
from reportnlp.rules.base import FAMILIES, NEEDS, Card, Conditions, Example, Examples, Need, Rule, parse_example

FOLDER = Path(__file__).parent
_FILE_NAME = re.compile(r"([a-z]{2}\d{3})_[a-z0-9_]+\.yaml")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FIELD = re.compile(r"\{(\w+)\}")
_REQUIRED = ("code", "name", "severity", "confidence", "message", "why", "basis")
_CONDITIONS = ("after", "before", "not_after", "not_before", "inside")
_KEYS = frozenset((*_REQUIRED, "message_en", "needs", "replace", "forbid", "pattern", "best", *_CONDITIONS))


def load_rules(folder: Path = FOLDER, family: str = "*") -> tuple[Rule, ...]:
    """All rules in ``folder``, or those of a family, by code; read once.

    Raises CardError, naming file and line, for a card that breaks the format.
    """
    return _loaded(folder, family)  # so that load_rules() and load_rules(FOLDER) are one to the cache


@lru_cache
def _loaded(folder: Path, family: str) -> tuple[Rule, ...]:
    rules = [_rule(path) for path in sorted(folder.glob(f"{family}/*.yaml"))]
    for key in ("code", "name"):
        seen: dict[str, Path] = {}
        for rule in rules:
            value, path = getattr(rule.card, key), rule.card.path
            if value in seen:
                raise _error(
                    path, 1, f"{key}“{value}”已用于 {seen[value].name}", f"{key} is taken by {seen[value].name}"
                )
            seen[value] = path
    return tuple(sorted(rules, key=lambda rule: rule.card.code))


def select_rules(
    select: Sequence[str], ignore: Sequence[str], folder: Path = FOLDER, needs: Collection[str] = ()
) -> tuple[Rule, ...]:
    """Rules that ``select`` names (all, when empty) less those that ``ignore`` names.

    A rule whose card has ``needs`` is off: it runs when a word of ``select`` names it or only rules like it (LA, TY007; not
    TY), or when ``needs`` holds what it needs and ``select`` names no rule of that need.

    A word may be a code (PH001), its beginning (PH, PH0), a rule's name or a Chinese family name (错别字). Raises
    SettingsError with the nearest names for a word that fits no rule.
    """
    rules = load_rules(folder)
    on = {rule.card.code for rule in rules if rule.card.needs is None}
    chosen = _codes(select, rules, on) if select else on
    named = {rule.card.needs for rule in rules if rule.card.code in chosen}
    chosen |= {rule.card.code for rule in rules if rule.card.needs in set(needs) - named}
    dropped = _codes(ignore, rules)
    return tuple(rule for rule in rules if rule.card.code in chosen - dropped)


def rules_across(select: Sequence[str], ignore: Sequence[str], folder: Path = FOLDER) -> tuple[Rule, ...]:
    """Those of the rules that look at several reports that ``select_rules`` would give where there are several.

    Without words only their own family is read: the other cards would take half a second.
    """
    if select or ignore:
        rules = select_rules(select, ignore, folder, () if select else ("reports",))
    else:
        rules = load_rules(folder, "xd")
    return tuple(rule for rule in rules if rule.across is not None)


def find_rule(word: str, folder: Path = FOLDER) -> Rule:
    """The rule of that code or name. Raises SettingsError with the nearest names."""
    rules = load_rules(folder)
    for rule in rules:
        if word.upper() == rule.card.code or word.lower() == rule.card.name:
            return rule
    if word in FAMILIES.values() or word.upper() in FAMILIES:
        raise SettingsError(
            f"“{word}”是一族规则：请写其中一条的代码，全族见 reportnlp rules --select {word}。",
            f"{word!r} is a family: name one of its rules, listed by reportnlp rules --select {word}.",
        )
    raise _unknown(word, rules)


def _codes(words: Iterable[str], rules: tuple[Rule, ...], on: Collection[str] = ()) -> set[str]:
    """Codes that ``words`` name; where a word names rules that are ``on``, it means only these."""
    families = {chinese: code for code, chinese in FAMILIES.items()}
    codes: set[str] = set()
    for word in [words] if isinstance(words, str) else words:
        prefix = families.get(word, word.upper())
        found = {
            rule.card.code for rule in rules if rule.card.code.startswith(prefix) or rule.card.name == word.lower()
        }
        if not prefix or (not found and prefix not in FAMILIES):
            raise _unknown(word, rules)
        codes |= found.intersection(on) or found
    return codes


def _unknown(word: str, rules: tuple[Rule, ...]) -> SettingsError:
    names = [*(rule.card.code for rule in rules), *(rule.card.name for rule in rules), *FAMILIES, *FAMILIES.values()]
    near = get_close_matches(word.upper(), names, 2, 0.5) or get_close_matches(word.lower(), names, 2, 0.5)
    hint = f"，是不是 {'、'.join(near)}" if near else ""
    hint_en = f", did you mean {' or '.join(near)}" if near else ""
    return SettingsError(
        f"没有规则“{word}”{hint}？全部规则见 reportnlp rules。",
        f"there is no rule {word!r}{hint_en}? See reportnlp rules.",
    )


def _rule(path: Path) -> Rule:
    card = read_card(path)
    if not path.with_suffix(".py").exists():
        for _, field, _, _ in Formatter().parse(card.message + card.message_en):
            if field not in (None, "found", "best"):
                raise _error(
                    path, 1, f"提示里没有“{{{field}}}”可填，只有 {{found}} 和 {{best}}", f"unknown field {field}"
                )
        if not (card.literals or card.pattern):
            raise _error(
                path, 1, "既没有 replace/forbid/pattern，也没有同名 .py", "no replace/forbid/pattern and no .py"
            )
        return Rule(card, None)
    if path.is_relative_to(FOLDER):
        module: Any = import_module(f"reportnlp.rules.{path.parent.name}.{path.stem}")
    else:  # a folder of the user's
        from importlib.util import module_from_spec, spec_from_file_location

        spec = spec_from_file_location(f"reportnlp_rules_{path.stem}", path.with_suffix(".py"))
        assert spec is not None and spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
    if card.needs == "reports":
        return Rule(card, None, module.across)
    find = getattr(module, "find", None)
    if find is None:
        raise _error(path.with_suffix(".py"), 1, "缺少 find(context)", "find(context) is missing")
    return Rule(card, find)


def read_card(path: Path) -> Card:
    """The card in a YAML file, without its examples. Raises CardError, naming file and line.

    Examples come last in a card, and a check needs none: leaving them unread makes the start twice as fast.
    """
    source = path.read_text("utf-8")
    head, mark, _ = source.partition("\nexamples:")
    if not mark:
        raise _error(path, 1, "缺少“examples”", "examples is missing")
    return _Reader(path, source, _mapping(path, head)).card()


def read_examples(path: Path) -> Examples:
    """The examples of the card in a YAML file. Raises CardError, naming file and line."""
    source = path.read_text("utf-8")
    return _Reader(path, source, _mapping(path, source)).examples()


def _mapping(path: Path, source: str) -> dict[str, Any]:
    import yaml

    try:
        content = yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise _error(path, line, "不是合法的 YAML", f"not valid YAML: {getattr(error, 'problem', error)}") from None
    if not isinstance(content, dict):
        raise _error(path, 1, "卡片应是一组“键: 值”", "a card is a mapping")
    return content


def _error(path: Path, line: int, zh: str, en: str) -> CardError:
    return CardError(f"{path}:{line}：{zh}。", f"{path}:{line}: {en}.")


class _Reader:
    """Checks the content of one card key by key, so that an error can name the line."""

    def __init__(self, path: Path, source: str, content: dict[str, Any]) -> None:
        self.path = path
        self.source = source
        self.content = content

    def card(self) -> Card:
        self._check_keys()
        name = _FILE_NAME.fullmatch(self.path.name)
        code = self._text("code")
        if not name or name[1] != code.lower() or code[:2] not in FAMILIES or code[:2].lower() != self.path.parent.name:
            raise self.error(
                "code", "文件应名为 <族>/<code>_<写错的样子>.yaml，且与 code 一致", "file name and code differ"
            )
        if not _NAME.fullmatch(self._text("name")):
            raise self.error(
                "name", "name 只用小写字母、数字和连字符", "name takes lower-case letters, digits and hyphens"
            )
        if self.content["severity"] not in SEVERITIES:
            raise self.error("severity", f"severity 只能是 {'、'.join(SEVERITIES)}", "unknown severity")
        confidence = self.content["confidence"]
        if not isinstance(confidence, int | float) or not 0 < confidence <= 1:
            raise self.error("confidence", "confidence 应在 0 和 1 之间", "confidence lies between 0 and 1")
        return Card(
            code=code,
            name=self._text("name"),
            severity=self.content["severity"],
            confidence=float(confidence),
            message=self._text("message"),
            message_en=self._text("message_en", ""),
            why=self._text("why"),
            basis=self._text("basis"),
            path=self.path,
            replace=self._replace(),
            forbid=self._list("forbid"),
            pattern=self._patterns(),
            best=self._text("best") if "best" in self.content else None,
            conditions=Conditions(*(self._list(key) for key in _CONDITIONS)),
            needs=self._needs(),
        )

    def error(self, key: str, zh: str, en: str) -> CardError:
        lines = self.source.splitlines()
        line = next((number for number, row in enumerate(lines, 1) if row.lstrip(" -").startswith(f"{key}:")), 1)
        return _error(self.path, line, zh, en)

    def _check_keys(self) -> None:
        for key in self.content:
            if key not in _KEYS:
                near = get_close_matches(str(key), _KEYS, 1)
                raise self.error(
                    str(key), f"没有“{key}”这个键{f'，是不是 {near[0]}' if near else ''}", f"unknown key {key}"
                )
        for key in _REQUIRED:
            if key not in self.content:
                raise self.error("code", f"缺少“{key}”", f"{key} is missing")

    def _text(self, key: str, default: str | None = None) -> str:
        value = self.content.get(key, default)
        if not isinstance(value, str) or (not value.strip() and default is None and key != "best"):
            raise self.error(key, f"{key} 应是文字", f"{key} must be text")
        return value.strip() if key != "best" else value

    def _needs(self) -> Need | None:
        value = self.content.get("needs")
        if "needs" in self.content and value not in NEEDS:
            raise self.error("needs", f"needs 只能是 {'、'.join(NEEDS)}", "unknown need")
        return cast("Need | None", value)

    def _list(self, key: str) -> tuple[str, ...]:
        value = self.content.get(key, [])
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(row, str) and row for row in value):
            raise self.error(key, f"{key} 应是一列文字（数字和 是/否 要加引号）", f"{key} must be a list of texts")
        return tuple(value)

    def _replace(self) -> dict[str, str]:
        value = self.content.get("replace", {})
        if not isinstance(value, dict) or not all(isinstance(row, str) for pair in value.items() for row in pair):
            raise self.error("replace", "replace 应是“错: 对”（数字要加引号）", "replace maps texts to texts")
        return cast(dict[str, str], value)

    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        try:
            return tuple(re.compile(row) for row in self._list("pattern"))
        except re.error as error:
            raise self.error("pattern", f"pattern 不是合法的正则表达式（{error}）", f"bad pattern: {error}") from None

    def examples(self) -> Examples:
        if list(self.content)[-1] != "examples":
            raise self.error("examples", "examples 要写在最后", "examples come last")
        value = self.content["examples"]
        if not isinstance(value, dict) or set(value) - {"bad", "good", "gaps"}:
            raise self.error("examples", "examples 只有 bad、good、gaps 三列", "examples holds bad, good and gaps")
        parsed = {kind: tuple(map(self._example, value.get(kind) or [])) for kind in ("bad", "good", "gaps")}
        for kind, rows in parsed.items():
            for example in rows:
                if bool(example.marks) != (kind == "bad"):
                    zh = "bad 例句要用 [[错→对]] 标出，good 和 gaps 不标"
                    raise self.error(kind, f"{zh}（{example.text[:20]}）", "mark bad examples, and only them")
        if not parsed["bad"] or not parsed["good"]:
            raise self.error("examples", "至少要有一个 bad 和一个 good", "at least one bad and one good example")
        return Examples(**parsed)

    def _example(self, row: Any) -> Example:
        if isinstance(row, str):
            row = {"text": row}
        keys = {"text", *filter(None, [self.content.get("needs")])}
        texts = isinstance(row, dict) and all(
            isinstance(row.get(key, ""), str) for key in ("text", "period", "previous")
        )
        if not texts or set(row) - {"period", "previous"} != keys:
            raise self.error(
                "examples",
                "例句是一段文字，或 {text: …, period: '2023', previous: …}；版式、名册、台账、跨文档规则的例句加 layout: {…}、roster: [[…]]、records: […]、reports: [{text: …}]",
                "an example is a text, or text and period; a rule that needs layout, roster or records adds that",
            )
        example = replace(parse_example(row["text"], row.get("period")), previous=row.get("previous"))
        if "records" in row:
            if isinstance(row["records"], list) and all(isinstance(record, dict) for record in row["records"]):
                return replace(example, records=tuple(row["records"]))
            raise self.error(
                "examples", "records 是一列记录：[{日期: …, 活动名称: …}]", "records is a list of mappings"
            )
        if "reports" in row:
            return replace(example, reports=tuple((other["text"], other.get("period")) for other in row["reports"]))
        if "roster" in row:
            return replace(example, roster=tuple(map(tuple, row["roster"])))
        if "layout" not in row:
            return example
        from reportnlp.rules.sketch import sketched

        try:
            return replace(example, layout=sketched(example.text, row["layout"]))
        except ValueError as error:
            zh, en = error.args
            raise self.error("examples", f"layout {zh}（{example.text[:20]}）", f"layout: {en}") from None
