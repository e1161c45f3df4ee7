"""A baseline: the findings that a pile of reports already has, so that only new ones are shown.

A finding is known by its fingerprint alone, wherever the report lies and whatever it is called; the count says in how
many reports it stands.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reportnlp.errors import SettingsError, reason_of
from reportnlp.findings import Finding, IgnoredFinding, Report

BASELINE_SCHEMA = "reportnlp-baseline/1"
REASON = "基线中已有"


@dataclass(frozen=True, slots=True)
class Baseline:
    """How often each finding, by (rule code, fingerprint), stood in the reports when they were recorded."""

    counts: dict[tuple[str, str], int]

    @property
    def total(self) -> int:
        """The number of findings recorded."""
        return sum(self.counts.values())

    def shrunk(self, now: Baseline, codes: Collection[str]) -> Baseline:
        """What of this baseline ``now`` still has; nothing new enters. Only rules of ``codes`` were run: others stay."""
        kept = {
            key: min(count, now.counts.get(key, 0)) if key[0] in codes else count for key, count in self.counts.items()
        }
        return Baseline({key: count for key, count in kept.items() if count})

    def counting_down(self) -> Callable[[str, str], bool]:
        """For one run: says of each finding, by code and fingerprint, whether it is known; each as often as it was recorded."""
        left = Counter(self.counts)

        def known(code: str, fingerprint: str) -> bool:
            left[code, fingerprint] -= 1
            return left[code, fingerprint] >= 0

        return known


def record(reports: Iterable[Report]) -> Baseline:
    """The baseline of ``reports``; what is ignored in them anyway is left out."""
    return Baseline(dict(Counter((row.code, row.fingerprint) for report in reports for row in report.findings)))


def hide_known(reports: Sequence[Report], baseline: Baseline) -> list[Report]:
    """The reports of one run with the findings of ``baseline`` moved to ``ignored``, each as often as it was recorded."""
    is_known = baseline.counting_down()
    hidden = []
    for report in reports:
        known: list[Finding] = []
        new: list[Finding] = []
        for finding in report.findings:
            (known if is_known(finding.code, finding.fingerprint) else new).append(finding)
        ignored = (*report.ignored, *(IgnoredFinding(finding, REASON, "baseline") for finding in known))
        hidden.append(replace(report, findings=tuple(new), ignored=ignored))
    return hidden


def render_baseline(baseline: Baseline) -> str:
    """The text of a baseline file: sorted, one finding a line, so that versions of it compare well."""
    rows = [
        json.dumps({"code": code, "fingerprint": fingerprint, "count": count})
        for (code, fingerprint), count in sorted(baseline.counts.items())
    ]
    body = "".join(f"\n  {row}," for row in rows).removesuffix(",")
    return f'{{"schema": "{BASELINE_SCHEMA}", "findings": [{body}\n]}}\n'


def read_baseline(path: str | Path) -> Baseline:
    """The baseline in a file. Raises SettingsError with one sentence for a file that is none."""
    try:
        content = json.loads(Path(path).read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(
            f"找不到基线文件“{path}”：请先用 reportnlp baseline 报告… -o {path} 生成。",
            f"baseline {path} does not exist: make it with reportnlp baseline FILE… -o {path}.",
        ) from None
    except OSError as error:
        raise SettingsError(
            f"打不开基线文件“{path}”（{reason_of(error)}）：请检查路径和权限。",
            f"baseline {path} cannot be opened: {error.strerror}.",
        ) from None
    except (ValueError, RecursionError):  # ValueError: no UTF-8, no JSON, a NUL in the path
        raise _no_baseline(path) from None
    if not isinstance(content, dict) or content.get("schema") != BASELINE_SCHEMA:
        raise _no_baseline(path)
    rows = content.get("findings")
    if not isinstance(rows, list) or not all(map(_is_row, rows)):
        raise _no_baseline(path)
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        counts[row["code"], row["fingerprint"]] += row["count"]
    return Baseline(dict(counts))


def _is_row(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and isinstance(row.get("code"), str)
        and isinstance(row.get("fingerprint"), str)
        and isinstance(row.get("count"), int)
        and row["count"] > 0
    )


def _no_baseline(path: str | Path) -> SettingsError:
    return SettingsError(
        f"“{path}”不是 {BASELINE_SCHEMA} 格式的基线文件：请用 reportnlp baseline 重新生成。",
        f"{path} is not a baseline file ({BASELINE_SCHEMA}): make it anew with reportnlp baseline.",
    )
