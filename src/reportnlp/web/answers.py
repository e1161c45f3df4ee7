"""The shapes of the answers, for the OpenAPI document: JSON Schemas that all doors share, and a few models."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, Field

_REFERENCE = re.compile(r'"([\w-]+)\.json#/\$defs/(\w+)"')
_BYTES = {"schema": {"type": "string", "format": "binary"}}


class ErrorText(BaseModel):
    """A word for programs and one Chinese sentence for people."""

    code: str
    message: str


class Failure(BaseModel):
    """Every answer that is not a success."""

    error: ErrorText


class Version(BaseModel):
    """What is running."""

    name: Literal["reportnlp"]
    version: str
    api: Literal["v1"]
    upload_bytes: int = Field(description="the most that one request may hold")


class RuleCard(BaseModel):
    """What a rule says."""

    code: str
    name: str
    severity: Literal["error", "warning", "advice"]
    confidence: float
    message: str
    why: str
    basis: str


class Examples(BaseModel):
    """Texts, marked as 〖found→best〗."""

    bad: list[str]
    good: list[str]
    gaps: list[str]


class RulePage(RuleCard):
    """A rule with its family's name and its examples."""

    family: str
    examples: Examples


FAILURES: dict[int | str, dict[str, Any]] = {
    400: {"model": Failure, "description": "The request cannot be understood."},
    413: {"model": Failure, "description": "Too large."},
    422: {"model": Failure, "description": "The file cannot be read, or an option or a field does not fit."},
}


def given(*media: str, shape: str = "") -> dict[int | str, dict[str, Any]]:
    """A success: bytes of these media types; JSON has the ``shape`` of that name in ``shapes``."""
    told = {"schema": {"$ref": f"#/components/schemas/{shape}"}}
    content = {name: told if name == "application/json" else _BYTES for name in media}
    return {200: {"description": "The result.", "content": content}}


def shapes() -> dict[str, Any]:
    """Name → schema, for the OpenAPI document: every definition of ``formats/schema`` under its file's name."""
    found: dict[str, Any] = {}
    for path in (files("reportnlp.formats") / "schema").iterdir():
        name = path.name.removesuffix(".json")
        text = path.read_text("utf-8").replace('"#/$defs/', f'"{name}.json#/$defs/')
        whole = json.loads(_REFERENCE.sub(r'"#/components/schemas/\1.\2"', text))
        found |= {f"{name}.{key}": row for key, row in whole.pop("$defs").items()}
        found[name] = {key: row for key, row in whole.items() if not key.startswith("$")}
    # one report alone says in itself which schema it has
    document, schema = found["reportnlp-1.document"], found["reportnlp-1"]["properties"]["schema"]
    found["report"] = {
        **document,
        "required": ["schema", *document["required"]],
        "properties": {"schema": schema, **document["properties"]},
    }
    return found
