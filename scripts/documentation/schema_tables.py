"""JSON Schemas as tables of fields, and a validator small enough to need no package."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "src" / "reportnlp" / "formats" / "schema"
_WORDS = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "真假",
    "array": "列表",
    "object": "对象",
    "null": "null",
}
_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str, "integer": int, "number": (int, float), "array": list, "object": dict, "boolean": bool, "null": type(None),
}  # fmt: skip


def load_schema(name: str) -> dict[str, Any]:
    """The schema ``formats/schema/NAME.json``."""
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return content


def field_tables(name: str) -> str:
    """A table for the top of the schema and one for each of its definitions."""
    schema = load_schema(name)
    parts = [_fields(schema)]
    for key, definition in schema["$defs"].items():
        parts.append(f"### {key} {{ #{name}-{key} }}\n\n{definition['description']}\n\n{_fields(definition)}")
    return "\n\n".join(parts)


def _fields(schema: dict[str, Any]) -> str:
    lines = ["| 字段 | 类型 | 意思 |", "|---|---|---|"]
    for key, field in schema["properties"].items():
        optional = "" if key in schema["required"] else "（可无）"
        lines.append(f"| `{key}`{optional} | {_type(field)} | {field.get('description', '').replace('|', '、')} |")
    return "\n".join(lines)


def _type(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"].rpartition("/")[2])
    if "enum" in field:
        return " ".join(f"`{value}`" for value in field["enum"])
    if "const" in field:
        return f"`{field['const']}`"
    types = field["type"] if isinstance(field["type"], list) else [field["type"]]
    words = " 或 ".join(_WORDS[word] for word in types)
    return f"{words}：{_type(field['items'])}" if "items" in field else words


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], place: str = "$") -> Iterator[str]:
    """Where ``value`` breaks the schema. Knows what the schemas in ``formats/schema`` use: $ref, type, enum, const, objects, lists."""
    if "$ref" in schema:
        yield from faults(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root, place)
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r} is not one of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{place}: {value!r} is not {schema['const']!r}"
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_is(value, kind) for kind in kinds):
        yield f"{place}: {value!r} is not {' or '.join(kinds)}"
    if isinstance(value, dict) and "properties" in schema:
        known = schema["properties"]
        yield from (f"{place}: {key} is missing" for key in schema["required"] if key not in value)
        yield from (f"{place}: {key} is unknown" for key in value if key not in known)
        for key in known.keys() & value.keys():
            yield from faults(value[key], known[key], root, f"{place}.{key}")
    elif isinstance(value, dict) and "additionalProperties" in schema:
        for key, row in value.items():
            yield from faults(row, schema["additionalProperties"], root, f"{place}.{key}")
    if isinstance(value, list) and "items" in schema:
        for index, row in enumerate(value):
            yield from faults(row, schema["items"], root, f"{place}[{index}]")


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])
