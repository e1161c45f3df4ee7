"""Every card is its own test: each bad example is found and fixed exactly, each good one and each gap is silent."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from tempfile import NamedTemporaryFile
from typing import Literal

import pytest

import reportnlp
from reportnlp import Settings
from reportnlp.engine import Checker, analyse
from reportnlp.records.ledger import records_from
from reportnlp.rules.base import Example, Rule
from reportnlp.rules.catalog import load_rules, read_examples
from reportnlp.rules.xd.pile import Pile, hits_across

RULES = load_rules()


def ids(rule: Rule) -> str:
    return rule.card.path.stem


def hits(rule: Rule, example: Example, lang: Literal["zh", "en"] = "zh") -> list[tuple[int, int, str | None]]:
    if rule.across is not None:
        return sorted(hits_among(rule, example))
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


def hits_among(rule: Rule, example: Example) -> Iterator[tuple[int, int, str | None]]:
    """Hits in the example of a rule that looks at several reports."""
    texts = [(example.text, example.period), *example.reports]
    documents = [
        replace(reportnlp.from_text(text, period=period), path=str(number))
        for number, (text, period) in enumerate(texts)
    ]
    pile = Pile([analyse(document).to_dict() for document in documents])
    for _, found in hits_across(rule, pile):
        for path, hit in found:
            if path == "0":
                yield *hit.span, hit.suggestions[0] if hit.suggestions else None


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
