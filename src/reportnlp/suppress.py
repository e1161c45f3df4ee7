"""Suppressions: which findings the writer has read and wants to see no more, by fingerprint, and where that is written.

Three places: replies to our comments in a Word file, a sidecar file beside the report, and the settings. Reading the
sidecar file is up to the caller of the Checker, which itself opens no file.
"""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from reportnlp.atomic import write_bytes
from reportnlp.document.model import Comment, Document
from reportnlp.errors import SettingsError, reason_of
from reportnlp.findings import Finding, IgnoredFinding, IgnoreSource, Report, UnusedIgnore, fingerprint_in

SIDECAR_ENDING = ".reportnlp.toml"
SHORT = 8  # characters of a fingerprint that people see; a file may give no fewer
_FOUND = 40  # characters of a slip kept in the file, for people
RESOLVED = "批注已标为解决"
_KEYS = ("fingerprint", "reason", "expires", "code", "found")
_FINGERPRINT = re.compile(r"[0-9a-f]{8,16}")
_REPLY = re.compile(r"忽略\s*(?:[:：]\s*(.*))?", re.DOTALL)
_ENDS = "。 \t\r\n\v\u3000\xa0"
_HEAD = "# 这份报告中不再提示的问题：reportnlp check 报告 --add-ignore 指纹 --reason 原因\n"


@dataclass(frozen=True, slots=True)
class Suppression:
    """The wish to ignore the finding with this ``fingerprint`` (or its first 8 characters or more).

    ``expires`` is the last day on which it holds. ``code`` tells of which rule the finding is, ``found`` what it reads;
    both may be empty. ``silent`` ones are not missed when they silence nothing: a comment resolved because the slip is gone.
    """

    fingerprint: str
    reason: str
    source: IgnoreSource
    expires: date | None = None
    code: str = ""
    found: str = ""
    silent: bool = False


class Silenced(NamedTuple):
    """Findings after the suppressions: those to show, those ignored, and the suppressions that did nothing."""

    shown: tuple[Finding, ...]
    ignored: tuple[IgnoredFinding, ...]
    unused: tuple[UnusedIgnore, ...]


def silence(
    findings: Sequence[Finding],
    suppressions: Iterable[Suppression],
    today: date,
    looked_for: Callable[[Suppression], bool],
) -> Silenced:
    """Takes out the findings that ``suppressions`` (the first that fits gives the reason) name.

    One that does nothing is only reported when the check ``looked_for`` its finding; an expired one always.
    """
    fitting: dict[str, Suppression] = {}
    unused = []
    for row in suppressions:
        named = [finding.fingerprint for finding in findings if finding.fingerprint.startswith(row.fingerprint)]
        expired = row.expires is not None and row.expires < today
        if expired or not (named or row.silent or not looked_for(row)):
            unused.append(UnusedIgnore(row.fingerprint, row.reason, row.source, expired))
        elif named:
            fitting = dict.fromkeys(named, row) | fitting
    ignored = [
        IgnoredFinding(finding, fitting[finding.fingerprint].reason, fitting[finding.fingerprint].source)
        for finding in findings
        if finding.fingerprint in fitting
    ]
    shown = tuple(finding for finding in findings if finding.fingerprint not in fitting)
    return Silenced(shown, tuple(ignored), tuple(unused))


def without_used_elsewhere(reports: Sequence[Report]) -> list[Report]:
    """The reports of one run: what the settings suppress in one of them is not unused in the others."""
    used = {row.finding.fingerprint for report in reports for row in report.ignored if row.source == "settings"}
    return [
        replace(
            report,
            unused_ignores=tuple(
                row
                for row in report.unused_ignores
                if row.source != "settings" or not any(fingerprint.startswith(row.fingerprint) for fingerprint in used)
            ),
        )
        for report in reports
    ]


def word_suppressions(document: Document) -> Iterator[Suppression]:
    """What the Word file itself says: a reply “忽略：原因” to one of our comments, or the comment marked as resolved."""
    for comment in document.comments:
        fingerprint = fingerprint_in(comment.text)
        if fingerprint is None or not _FINGERPRINT.fullmatch(fingerprint):
            continue
        code = comment.text.split()[-2]
        reasons = [
            match[1] or "" for reply in _replies(comment) if (match := _REPLY.fullmatch(reply.text.strip(_ENDS)))
        ]
        if reasons:
            yield Suppression(fingerprint, max(reasons, key=bool), "word", code=code)
        elif comment.resolved:
            yield Suppression(fingerprint, RESOLVED, "word", code=code, silent=True)


def _replies(comment: Comment) -> Iterator[Comment]:
    for reply in comment.replies:
        yield reply
        yield from _replies(reply)


def sidecar_path(report: str | Path) -> Path:
    """The file beside ``report`` that says what to ignore in it: 报告.docx.reportnlp.toml."""
    return Path(f"{report}{SIDECAR_ENDING}")


def read_sidecar(report: str | Path) -> tuple[Suppression, ...]:
    """The suppressions in the sidecar file of ``report``; none when there is no such file.

    Raises SettingsError, naming file and key, for a file that cannot be read or says what nobody knows.
    """
    import tomllib

    path = sidecar_path(report)
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
            return ()
        raise SettingsError(
            f"打不开忽略文件“{path}”（{reason_of(error)}）：请检查权限。", f"{path} cannot be opened: {error.strerror}."
        ) from None
    except (ValueError, RecursionError) as error:
        raise SettingsError(
            f"忽略文件“{path}”不是合法的 TOML：{error}。", f"{path} is not valid TOML: {error}."
        ) from None
    _refuse_unknown(content, ("ignore",), str(path))
    rows = content.get("ignore", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SettingsError(
            f"{path}：每条忽略以 [[ignore]] 一行开头。", f"{path}: every suppression starts with [[ignore]]."
        )
    return tuple(_suppression(row, f"{path}：第 {number} 条", "sidecar") for number, row in enumerate(rows, 1))


def render_sidecar(suppressions: Iterable[Suppression]) -> str:
    """The text of a sidecar file: sorted, one for each fingerprint (the last counts)."""
    rows = {row.fingerprint: row for row in suppressions}
    return _HEAD + "".join(_entry(rows[fingerprint]) for fingerprint in sorted(rows))


def ignore_in_sidecar(
    report: str | Path, finding: Finding, reason: str, expires: date | None = None
) -> tuple[Path, Suppression]:
    """Adds the finding to the sidecar file of ``report``, or changes reason and day of what stands there.

    Gives the file and the entry. Raises SettingsError for a file that is broken or cannot be written.
    """
    found = " ".join(finding.found[:_FOUND].split())
    entry = Suppression(finding.fingerprint, reason, "sidecar", expires, finding.code, found)
    others = (row for row in read_sidecar(report) if not finding.fingerprint.startswith(row.fingerprint))
    target = sidecar_path(report)
    write_bytes(str(target), [str(report)], render_sidecar([*others, entry]).encode())
    return target, entry


def _entry(row: Suppression) -> str:
    values = ((key, getattr(row, key)) for key in _KEYS)
    lines = [f"{key} = {value if isinstance(value, date) else quoted(value)}\n" for key, value in values if value]
    return "\n[[ignore]]\n" + "".join(lines)


def quoted(text: str) -> str:
    """``text`` as a TOML string."""
    whole = text.encode("utf-8", "replace").decode()  # a lone surrogate, from an odd command line, fits no file
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")


def settings_suppressions(table: Any, place: str) -> tuple[Suppression, ...]:
    """The suppressions in [tool.reportnlp.suppress]: fingerprint → reason, or → {reason, expires, code}.

    Raises SettingsError, naming ``place``, for anything else.
    """
    if not isinstance(table, Mapping):
        raise SettingsError(f"{place} 应是一张表：指纹 = 原因。", f"{place}: a table, fingerprint = reason.")
    rows = []
    for key, value in table.items():
        entry = {"reason": value} if isinstance(value, str) else value
        if not isinstance(entry, Mapping):
            raise SettingsError(f'{place}.{key} 应是原因，例如 "原文如此"。', f"{place}.{key}: a reason.")
        if "fingerprint" in entry:
            _refuse_unknown(entry, _KEYS[1:], f"{place}.{key}")
        rows.append(_suppression({"fingerprint": key, **entry}, f"{place}.{key}", "settings"))
    return tuple(rows)


def _suppression(row: Mapping[str, Any], place: str, source: IgnoreSource) -> Suppression:
    _refuse_unknown(row, _KEYS, place)
    for key in ("fingerprint", "reason"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise SettingsError(f'{place}：缺少 {key}，请写 {key} = "…"。', f"{place}: {key} is missing.")
    for key in ("code", "found"):
        if not isinstance(row.get(key, ""), str):
            raise SettingsError(f"{place}：{key} 应是文字。", f"{place}: {key} must be a text.")
    fingerprint = row["fingerprint"].strip().lower()
    if not _FINGERPRINT.fullmatch(fingerprint):
        raise SettingsError(
            f"{place}：指纹是 check 显示的 8 到 16 位字母和数字，不能是“{row['fingerprint']}”。",
            f"{place}: a fingerprint has 8 to 16 hexadecimal digits, not {row['fingerprint']!r}.",
        )
    expires = None if row.get("expires") is None else day(row["expires"], f"{place}：expires")
    return Suppression(
        fingerprint, row["reason"].strip(), source, expires, row.get("code", "").upper(), row.get("found", "")
    )


def day(value: Any, place: str) -> date:
    """The date that ``value`` is or spells (2026-12-31). Raises SettingsError naming ``place``."""
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise SettingsError(
            f"{place} 应是日期，例如 2026-12-31，不能是“{value}”。",
            f"{place}: a date such as 2026-12-31, not {value!r}.",
        ) from None


def _refuse_unknown(table: Mapping[str, Any], known: Sequence[str], place: str) -> None:
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, 1, 0.5)
            hint = near[0] if near else "、".join(known)
            raise SettingsError(
                f"{place}：没有“{key}”这一项，是不是 {hint}？", f"{place}: unknown key {key!r}, did you mean {hint}?"
            )
