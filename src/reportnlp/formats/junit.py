"""Reports as JUnit XML: a suite for each report, in it a test for each rule family, so that tests keep their names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from reportnlp.findings import SEVERITIES, Finding, Report, Severity
from reportnlp.formats.text import place_name, read_line, words
from reportnlp.rules.base import FAMILIES

if TYPE_CHECKING:
    from lxml.etree import _Element

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(
    reports: Sequence[Report],
    unread: Iterable[tuple[str, str]],
    codes: Collection[str],
    fail_on: Severity = "warning",
    lang: str = "zh",
) -> str:
    """The result of a run of the rules ``codes``. A test fails by findings at or above ``fail_on``, as the exit code does.

    Milder findings stand in the test's output. A file that could not be read is a test with an error.
    """
    from lxml import etree

    root = etree.Element("testsuites", name="reportnlp")
    for path, why in unread:
        suite = etree.SubElement(root, "testsuite", name=_clean(path))
        _child(_test(suite, path, "读取" if lang != "en" else "read"), "error", why, "UnreadableError", why)
    for report in reports:
        suite = etree.SubElement(root, "testsuite", name=_clean(report.path or "-"))
        for family in FAMILIES:
            mine = {code for code in codes if code.startswith(family)}
            if mine:
                _family(suite, report, family, mine, fail_on, lang)
        etree.SubElement(suite, "system-out").text = _clean(read_line(report, words(lang)).plain)
    for suite in root:
        _count(suite, [suite])
    _count(root, list(root))
    body: str = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'


def _family(suite: _Element, report: Report, family: str, codes: Collection[str], fail_on: Severity, lang: str) -> None:
    test = _test(suite, report.path or "-", f"{family} {FAMILIES[family]}")
    found = [finding for finding in report.findings if finding.code in codes]
    limit = SEVERITIES.index(fail_on)
    bad = [finding for finding in found if SEVERITIES.index(finding.severity) <= limit]
    mild = [finding for finding in found if finding not in bad]
    skipped = {code: why for code, why in report.skipped_rules if code in codes}
    if bad:
        worst = min((finding.severity for finding in bad), key=SEVERITIES.index)
        text = "\n".join(_line(report, finding, lang) for finding in bad)
        _child(test, "failure", f"{bad[0].message}{f'（共 {len(bad)} 处）' if len(bad) > 1 else ''}", worst, text)
    elif not found and len(skipped) == len(codes):
        _child(test, "skipped", next(iter(skipped.values())))
    rest = [*(_line(report, finding, lang) for finding in mild), *(f"{code}：{why}" for code, why in skipped.items())]
    if rest:
        _child(test, "system-out").text = _clean("\n".join(rest))


def _line(report: Report, finding: Finding, lang: str) -> str:
    say = words(lang)
    place = " ／ ".join((*report.location(finding.span).section, place_name(report, finding.span, say)))
    best = f" → {finding.suggestions[0] or say['delete']}" if finding.suggestions else ""
    found = " ".join(finding.found.split())
    return f"{say[finding.severity]} {finding.code} {place} “{found}”{best} {finding.message} {finding.fingerprint}"


def _test(suite: _Element, path: str, name: str) -> _Element:
    from lxml import etree

    return etree.SubElement(suite, "testcase", classname=_clean(path), name=_clean(name))


def _child(test: _Element, tag: str, message: str = "", kind: str = "", text: str = "") -> _Element:
    from lxml import etree

    values = {"message": _clean(message), "type": kind}
    child = etree.SubElement(test, tag, {key: value for key, value in values.items() if value})
    child.text = _clean(text) or None
    return child


def _count(holder: _Element, suites: Sequence[_Element]) -> None:
    for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        if name != "skipped" or holder.tag == "testsuite":
            holder.set(name, str(sum(1 for suite in suites for _ in suite.iter(tag))))


def _clean(text: str) -> str:
    """Text with a mark in place of each character that XML 1.0 cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
