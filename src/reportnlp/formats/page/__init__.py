"""The view of a report for browsers: plain modules, shared by ``serve`` and the page that ``check`` writes."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


@lru_cache
def page_files() -> dict[str, str]:
    """Name and content of the modules and the style sheet."""
    return {
        row.name: row.read_text("utf-8")
        for row in files("reportnlp.formats.page").iterdir()
        if row.name.endswith((".js", ".css"))
    }
