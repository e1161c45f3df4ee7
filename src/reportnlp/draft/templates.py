"""Templates of drafts: YAML files in this package, any key of which a unit's own folder overrides."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Any

from reportnlp.errors import SettingsError, reason_of

FOLDER = Path(__file__).parent / "templates"
_SENTENCES = "句式"
_FIELDS = {
    "title": {"unit", "year"}, "preamble": {"unit", "year", "total"}, "salutation": set(), "areas": {"area"},
    "group": {"did", "count", "people", "results"}, "themes": {"names"}, "names": {"names"},
    "visited": {"action", "names", "noun"}, "quarters": {"kind", "quarters"},
    "single": {"day", "place", "event", "turnout", "results"}, "frame": set(), "promises": set(), "problems": set(),
    "outlook": set(),
}  # fmt: skip


def load_templates(kind: str, folder: str | None = None) -> dict[str, Any]:
    """The templates of a kind of report with the sentences that all share; those in ``folder`` win key by key.

    Raises SettingsError, naming the file, for an unknown kind, key or field.
    """
    content: dict[str, Any] = {}
    kinds = []
    for place in filter(None, (FOLDER, Path(folder) if folder else None)):
        if not place.is_dir():
            raise SettingsError(f"没有模板文件夹“{place}”。", f"there is no template folder {place}.")
        for path in sorted(place.glob("*.yaml")):
            read = _read(path)
            kinds.append(read["kind"])
            if read["kind"] in (kind, _SENTENCES):
                areas = {**content.get("areas", {}), **read.get("areas", {})}
                content.update(read)
                content["areas"] = areas
    if kind not in kinds or kind == _SENTENCES:
        known = "、".join(dict.fromkeys(name for name in kinds if name != _SENTENCES))
        raise SettingsError(f"没有“{kind}”的模板，有 {known}。", f"no template for {kind!r}: {known}.")
    return content


def _read(path: Path) -> dict[str, Any]:
    import yaml

    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"读不了模板 {path}（{reason_of(error)}）。", f"cannot read {path}: {error}.") from None
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise SettingsError(f"{path}:{line}：模板不是合法的 YAML。", f"{path}:{line}: not valid YAML.") from None
    if not isinstance(content, dict) or not isinstance(content.get("kind"), str):
        raise SettingsError(f"{path}：模板要写明 kind（述职报告、工作总结或句式）。", f"{path}: kind is missing.")
    for key, value in content.items():
        if key != "kind":
            _check(path, key, value)
    return content


def _check(path: Path, key: str, value: Any) -> None:
    if key not in _FIELDS:
        raise SettingsError(f"{path}：没有“{key}”这个键，可写 {'、'.join(_FIELDS)}。", f"{path}: unknown key {key}.")
    lists = list(value.values()) if key == "areas" and isinstance(value, Mapping) else [value]
    for texts in lists:
        for text in [texts] if isinstance(texts, str) else texts if isinstance(texts, list) else [None]:
            if not isinstance(text, str):
                raise SettingsError(f"{path}：{key} 应是一列文字。", f"{path}: {key} must be a list of texts.")
            try:
                names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
            except ValueError:
                names = {"{"}
            if names - _FIELDS[key]:
                raise SettingsError(
                    f"{path}：{key} 里没有 {{{sorted(names - _FIELDS[key])[0]}}} 这个字段，可用 {sorted(_FIELDS[key])}。",
                    f"{path}: unknown field in {key}.",
                )
