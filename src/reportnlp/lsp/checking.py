"""Checks one text for the editor: the same report that ``reportnlp check`` gives for a file of this text."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from reportnlp.baseline import hide_known, read_baseline
from reportnlp.config import Settings, load_settings
from reportnlp.document.readers import from_text
from reportnlp.engine import Checker
from reportnlp.errors import ReportnlpError, UnreadableError
from reportnlp.findings import Report
from reportnlp.suppress import read_sidecar


class Checked(NamedTuple):
    """What a check gave, or the error that says why there is none."""

    report: Report | None
    error: ReportnlpError | None
    lang: str


def check_text(text: str, path: Path | None, markdown: bool) -> Checked:
    """The report that ``reportnlp check`` would give for a file of this text, with the settings above its folder."""
    lang = "zh"
    try:
        settings = load_settings(path.parent if path else Path.cwd()).settings
        lang = settings.lang
        most = settings.limits.characters
        if len(text) > most:
            raise UnreadableError(
                f"有 {len(text):,} 字，超过 {most:,} 字的上限，没有检查：请拆分。", f"more than {most:,} characters."
            )
        document = from_text(text, settings.period, str(path) if path else None, markdown)
        report = _checker(settings, _stamps(settings)).check(document, read_sidecar(path) if path else ())
        if settings.baseline:
            [report] = hide_known([report], read_baseline(settings.baseline))
        return Checked(report, None, lang)
    except ReportnlpError as error:
        return Checked(None, error, lang)
    except Exception as error:  # the server must outlive one text
        logging.getLogger(__name__).exception("check failed")
        name = type(error).__name__
        return Checked(
            None, ReportnlpError(f"检查时出错（{name}）：请报告给我们。", f"the check failed: {name}."), lang
        )


@lru_cache(maxsize=4)
def _checker(settings: Settings, stamps: tuple[object, ...]) -> Checker:  # noqa: ARG001  (a key of the cache)
    return Checker(settings)


def _stamps(settings: Settings) -> tuple[object, ...]:
    """Changes when one of the files that the settings name does."""
    found = (path.stat() if path.exists() else None for path in settings.files)
    return tuple((row.st_mtime_ns, row.st_size) if row else None for row in found)
