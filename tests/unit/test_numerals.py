import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportnlp.text.numerals import NUMERAL, parse_numeral, read_numeral


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3), ("1,286", 1286), ("１２", 12), ("1.5", 1.5), ("3万4000", 34000), ("25万6千", 256_000), ("5亿1万4千6百", 500_014_600), ("一万零十二", 10_012), ("1千零20", 1020), ("2.3亿", 230_000_000),
        ("1.5万亿", 1.5e12), ("1.2亿5000万", 170_000_000), ("三万四", 34000), ("一千五", 1500), ("一百零五", 105),
        ("二〇二三", 2023), ("十", 10), ("二十一", 21), ("八十六万五千", 865_000), ("两万余", 20_000), ("300余", 300),
        ("七千六百余", 7600), ("1000多万", 10_000_000), ("15万余", 150_000), ("22.87万", 228_700), ("一点五万", 15_000),
        ("万", 10_000), ("壹佰", 100), ("零", 0),
    ],
)  # fmt: skip
def test_value(text: str, value: float) -> None:
    assert parse_numeral(text) == value


@pytest.mark.parametrize(
    ("text", "low", "high", "bound"),
    [
        ("数十", 20, 99, "vague"), ("几百", 200, 999, "vague"), ("数万", 20_000, 99_999, "vague"), ("十余", 11, 19, "vague"),
        ("百余", 100, 199, "vague"), ("十几", 11, 19, "vague"), ("上千", 1000, None, "vague"), ("十余万", 110_000, 190_000, "vague"),
        ("七八十", 70, 80, "range"), ("一千五六百", 1500, 1600, "range"), ("三五", 3, 5, "range"), ("两三", 2, 3, "range"),
    ],
)  # fmt: skip
def test_vague_counts_and_ranges_have_ends(text: str, low: float, high: float | None, bound: str) -> None:
    amount = read_numeral(text)
    assert amount is not None
    assert (amount.value, amount.low, amount.high, amount.bound) == (None, low, high, bound)
    assert parse_numeral(text) is None


@pytest.mark.parametrize("text", ["", "名", "3名", "五三百", "1.2.3", "数", "上", "余", "点五", "一5五三"])
def test_no_numeral(text: str) -> None:
    assert read_numeral(text) is None


@given(st.integers(min_value=0, max_value=99_999_999))
def test_arabic_round_trip(number: int) -> None:
    assert parse_numeral(str(number)) == number
    assert parse_numeral(f"{number:,}") == number


@given(st.text(alphabet="0123456789.,零一二两三十百千万亿余多几数上半点", max_size=40))
def test_never_fails(text: str) -> None:
    read_numeral(text)


@pytest.mark.parametrize(
    "text", ["1" * 100_000, "一" * 100_000, "1," * 50_000, "1,234" * 25_000, "1.1" * 30_000, "十余万" * 30_000]
)
def test_pattern_is_linear(text: str) -> None:
    start = time.process_time()
    for match in re.finditer(NUMERAL, text):
        read_numeral(match.group())
    assert time.process_time() - start < 2
