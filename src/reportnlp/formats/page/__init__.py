"""The view of a report for browsers: plain modules, shared by ``serve`` and the page that ``check`` writes."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import lru_cache
from importlib.resources import files


def allowed(content: str) -> str:
    """What a page's Content-Security-Policy says so that this script or style sheet in it counts, and no other."""
    return f"'sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}'" if content else "'none'"


@lru_cache
def page_files() -> dict[str, str]:
    """Name and content of the modules and the style sheet."""
    return {
        row.name: row.read_text("utf-8")
        for row in files("reportnlp.formats.page").iterdir()
        if row.name.endswith((".js", ".css"))
    }
