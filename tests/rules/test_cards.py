"""Every card is its own test: each bad example is found and fixed exactly, each good one and each gap is silent."""

import csv
from dataclasses import replace
from tempfile import NamedTemporaryFile
from typing import Literal

import pytest

import reportnlp
from reportnlp import Settings
from reportnlp.engine import Checker
from reportnlp.records.ledger import records_from
from reportnlp.rules.base import Example, Rule
from reportnlp.rules.catalog import load_rules, read_examples

RULES = load_rules()


def ids(rule: Rule) -> str:
    return rule.card.path.stem


def hits(rule: Rule, example: Example, lang: Literal["zh", "en"] = "zh") -> list[tuple[int, int, str | None]]:
    ledger = None if example.records is None else records_from(example.records, example.period)
    settings = Settings(select=(rule.card.code,), lang=lang)
    if example.roster:
        with NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("姓名", "职务", "单位"), *example.roster])
            file.flush()
            checker = Checker(replace(settings, roster=file.name))
    else:
        checker = Checker(settings, records=ledger)
    document = reportnlp.from_text(example.text, period=example.period)
    previous = None if example.previous is None else reportnlp.from_text(example.previous)
    report = checker.check(replace(document, layout=example.layout), previous=previous)
    assert report.skipped_rules == ()
    return [
        (finding.span.start, finding.span.end, finding.suggestions[0] if finding.suggestions else None)
        for finding in report.findings
    ]


@pytest.mark.parametrize("rule", RULES, ids=ids)
def test_bad_examples_are_found_and_fixed_exactly(rule: Rule) -> None:
    for example in read_examples(rule.card.path).bad:
        expected = [(span.start, span.end, best) for span, best in example.marks]
        assert hits(rule, example) == expected, example.text
        assert hits(rule, example, "en") == expected


@pytest.mark.parametrize("rule", RULES, ids=ids)
def test_good_examples_and_gaps_stay_silent(rule: Rule) -> None:
    examples = read_examples(rule.card.path)
    for example in (*examples.good, *examples.gaps):
        assert hits(rule, example) == [], example.text


@pytest.mark.parametrize("rule", RULES, ids=ids)
def test_the_message_reads_well(rule: Rule) -> None:
    assert rule.card.message.endswith("。")
    assert rule.card.message.count("“") == rule.card.message.count("”")
    assert len(rule.card.message) <= 60
