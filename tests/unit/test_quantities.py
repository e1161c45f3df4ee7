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
    start = time.process_time()
    quantities(text)
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    ("text", "span", "value", "bound"),
    [
        ("发展党员十名", "十名", 10, "exact"), ("印发材料25万6千件", "25万6千件", 256_000, "exact"),
        ("投入3万4000元", "3万4000元", 34_000, "exact"), ("惠及两万余人", "两万余人", 20_000, "over"),
        ("投资2.3亿元", "2.3亿元", 230_000_000, "exact"), ("选派俩人", "俩人", 2, "exact"), ("廿三名", "廿三名", 23, "exact"),
        ("走访近百户", "百户", 100, "under"), ("一万两千余册", "一万两千余册", 12_000, "over"), ("近万名群众", "万名", 10_000, "under"),
        ("投入１，２８６元", "１，２８６元", 1286, "exact"), ("惠及12,345人", "12,345人", 12_345, "exact"),
        ("节电3万千瓦时", "3万千瓦时", 30_000, "exact"), ("发电500万kWh", "500万kWh", 5_000_000, "exact"),
        ("每亩补贴150元", "150元", 150, "exact"), ("三成群众", "三成", 30, "exact"), ("提高百分之三点五", "百分之三点五", 3.5, "exact"),
        ("五分之四的群众", "五分之四", 0.8, "exact"), ("占三分之一", "三分之一", 0.3333, "exact"), ("1/3的党员", "1/3", 0.3333, "exact"),
        ("死亡率3.2‰", "3.2‰", 0.32, "exact"), ("培训两天半", "两天半", 2.5, "exact"), ("1.5万亿元", "1.5万亿元", 1.5e12, "exact"),
        ("5000多万元", "5000多万元", 50_000_000, "over"), ("30余家次", "30余家次", 30, "over"), ("送水640车", "640车", 640, "exact"),
        ("12家乡镇卫生院", "12家", 12, "exact"), ("一名一线技术员", "一名", 1, "exact"), ("5个人被表彰", "5个", 5, "exact"),
        ("获3金2银1铜", "3金", 3, "exact"), ("为期一周的培训", "一周", 1, "exact"), ("超万人次", "万人次", 10_000, "over"),
    ],
)  # fmt: skip
def test_number_forms(text: str, span: str, value: float, bound: str) -> None:
    quantity = quantities(text)[0]
    assert (quantity.span.of(text), quantity.value, quantity.bound) == (span, value, bound)


@pytest.mark.parametrize(
    ("text", "span", "low", "high"),
    [
        ("走访一千五六百户", "一千五六百户", 1500, 1600), ("培训十余场", "十余场", 11, 19), ("几十人次", "几十人次", 20, 99),
        ("十几万人次", "十几万人次", 110_000, 190_000), ("万余册图书", "万余册", 10_000, 19_999), ("二三十人", "二三十人", 20, 30),
        ("增长8-10%", "8-10%", 8, 10), ("百分之八十至九十", "百分之八十至九十", 80, 90), ("5万元至8万元", "5万元至8万元", 50_000, 80_000),
        ("2～3次", "2～3次", 2, 3), ("三到五名", "三到五名", 3, 5), ("500-600人", "500-600人", 500, 600), ("五六个人", "五六个", 5, 6),
    ],
)  # fmt: skip
def test_ranges_and_vague_forms(text: str, span: str, low: float, high: float) -> None:
    (quantity,) = quantities(text)
    assert (quantity.span.of(text), quantity.value, quantity.low, quantity.high) == (span, None, low, high)


@pytest.mark.parametrize(
    "text",
    [
        "一件事情接着一件事情办", "克服“两张皮”现象", "克服两张皮现象", "拧成一股绳", "交出一份让组织放心、群众满意的答卷", "一个都不掉队",
        "怀着一颗为民的心", "忙碌一天的工人", "牢牢把握三个坚持，做到四个到位", "实现三个转变", "认真落实五个统筹有关要求", "治理二期工程",
        "省十二届二次全会", "市十六届人大四次会议", "千方百计", "成百上千", "建设亿吨大港", "建设10万吨级航道", "早上8点，准时到岗", "22年9月开工",
        "任何一方", "最新一期", "项目\t单位\n供水量\t万立方米", "一个人", "3个人先进", "他们俩", "一本上线人数", "坚持一个中国原则", "收入1/2，",
    ],
)  # fmt: skip
def test_manners_of_speaking_are_no_quantities(text: str) -> None:
    assert written(text) == []


@pytest.mark.parametrize("text", ["组建三个学习小组", "建立两个联动机制", "设立三个推进专班", "培育3个转化项目"])
def test_things_named_like_principles_are_counted(text: str) -> None:
    assert len(written(text)) == 1
