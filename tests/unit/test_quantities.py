import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportnlp.findings import Quantity
from reportnlp.text.mentions import find_mentions
from reportnlp.text.quantities import find_quantities


def quantities(text: str) -> tuple[Quantity, ...]:
    return find_quantities(text, find_mentions(text))


def written(text: str) -> list[str]:
    return [quantity.span.of(text) for quantity in quantities(text)]


@pytest.mark.parametrize(
    ("text", "span", "value", "unit", "kind", "bound"),
    [
        ("解决23名职工的困难", "23名", 23, "名", "count", "exact"),
        ("走访农户300余户", "300余户", 300, "户", "count", "over"),
        ("服务群众近百人次", "百人次", 100, "人次", "count", "under"),
        ("发放补贴8.63亿元", "8.63亿元", 863_000_000, "元", "money", "exact"),
        ("约1.2万件工单", "1.2万件", 12_000, "件", "count", "about"),
        ("不少于2次", "2次", 2, "次", "count", "at_least"),
        ("控制在5%以内", "5%", 5, "%", "percent", "at_most"),
        ("满意率95%以上", "95%", 95, "%", "percent", "at_least"),
        ("提高3.2个百分点", "3.2个百分点", 3.2, "个百分点", "percent_point", "exact"),
        ("占百分之三十五", "百分之三十五", 35, "%", "percent", "exact"),
        ("超过三分之二的住户", "三分之二", 0.6667, "", "fraction", "over"),
        ("近四成企业", "四成", 40, "成", "percent", "under"),
        ("增长1.5倍", "1.5倍", 1.5, "倍", "multiple", "exact"),
        ("收入翻两番", "翻两番", 2, "番", "multiple", "exact"),
        ("历时半年", "半年", 0.5, "年", "duration", "exact"),
        ("用了一个半小时", "一个半小时", 1.5, "个小时", "duration", "exact"),
        ("绿化1000多万亩", "1000多万亩", 10_000_000, "亩", "measure", "over"),
        ("拆违2000㎡左右", "2000㎡", 2000, "㎡", "measure", "about"),
        ("惠及43万儿童", "43万", 430_000, "", "count", "exact"),
        ("走访２６户", "２６户", 26, "户", "count", "exact"),
        ("苦干两年半", "两年半", 2.5, "年", "duration", "exact"),
        ("撰写一篇报告", "一篇", 1, "篇", "count", "exact"),
    ],
)
def test_value_unit_and_bound(text: str, span: str, value: float, unit: str, kind: str, bound: str) -> None:
    (quantity,) = quantities(text)
    assert quantity.span.of(text) == span
    assert (quantity.value, quantity.unit, quantity.kind, quantity.bound) == (value, unit, kind, bound)
    assert (quantity.low, quantity.high) == (None, None)


@pytest.mark.parametrize(
    ("text", "span", "low", "high", "bound"),
    [
        ("配备3—5名导师", "3—5名", 3, 5, "range"), ("安排三至五名导师", "三至五名", 3, 5, "range"),
        ("降幅8%至10%", "8%至10%", 8, 10, "range"), ("走访七八十家", "七八十家", 70, 80, "range"),
        ("带动百余户", "百余户", 100, 199, "vague"), ("动员数十人", "数十人", 20, 99, "vague"), ("发动上千人", "上千人", 1000, None, "vague"),
    ],
)  # fmt: skip
def test_ranges_and_vague_counts_are_one_quantity(
    text: str, span: str, low: float, high: float | None, bound: str
) -> None:
    (quantity,) = quantities(text)
    assert quantity.span.of(text) == span
    assert (quantity.value, quantity.low, quantity.high, quantity.bound) == (None, low, high, bound)


def test_from_to_is_two_quantities() -> None:
    assert written("从8%到10%，由23户增至31户") == ["8%", "10%", "23户", "31户"]


def test_dimensions_keep_apart() -> None:
    dimensions = [
        quantity.dimension for quantity in quantities("3名、4人、5位、6人次、7户、8家、9件、10件次、11次、12场次")
    ]
    assert dimensions == ["人", "人", "人", "人次", "户", "家", "件", "件次", "次", "次"]


def test_rates_are_no_plain_money() -> None:
    total, each, slash = quantities("发放405万元，户均3000元，达58万元/人")
    assert (total.dimension, each.dimension, slash.dimension) == ("元", "元/户", "元/人")
    assert (each.unit, slash.unit) == ("元", "元/人")


def test_a_list_shares_the_word_before_it() -> None:
    assert [quantity.bound for quantity in quantities("分别突破1.5万亿元、1.4万亿元")] == ["over", "over"]


def test_recent_years_are_not_nearly_three_years() -> None:
    assert [quantity.bound for quantity in quantities("近三年，近半年")] == ["exact", "under"]


def test_other_words_that_end_like_a_bound() -> None:
    assert [quantity.bound for quantity in quantities("签约20家，侦破3起，附近5户，约6家")] == [
        "exact",
        "exact",
        "exact",
        "about",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2023年6月3日，第3次会议，前三名", "增强“四个意识”，落实三会一课", "进一步统一思想，开展一系列活动",
        "这是一个重要时期", "是我们的一项重要举措", "一批项目", "一件件实事，一个又一个难关", "每3个月", "下一步打算",
        "过去一年，一年来", "获得一等奖，办好12345热线", "根据县委发〔2023〕12号文件", "第三方评估",
        "5G基站", "一是学习，二是实践", "G331国道", "千家万户", "共计", "",
    ],
)  # fmt: skip
def test_no_quantity(text: str) -> None:
    assert written(text) == []


def test_units_that_are_part_of_a_word() -> None:
    assert written("3处分，5年级，2名单，4人口，6本科") == []


@given(st.text(alphabet="一二三十百万亿半几数上近余多0123456789.,—至%个名人次元年月分之成倍“”第前/是", max_size=60))
def test_spans_are_in_order_and_hold_their_number(text: str) -> None:
    end = 0
    for quantity in quantities(text):
        assert quantity.span.start >= end
        assert quantity.span.covers(quantity.number_span)
        assert quantity.value is not None or quantity.low is not None
        end = quantity.span.end
    assert end <= len(text)


@pytest.mark.parametrize(
    "text", ["1" * 50_000, "一" * 50_000, "一个" * 50_000, "3至" * 50_000, "人均" * 50_000 + "3元", "半" * 50_000]
)
def test_linear_time(text: str) -> None:
    start = time.perf_counter()
    quantities(text)
    assert time.perf_counter() - start < 3
