"""Quantities: numbers with the unit in which they count or measure."""

import re
from collections.abc import Iterator
from typing import cast

from reportnlp.findings import Bound, Kind, Quantity
from reportnlp.span import Span
from reportnlp.text.mentions import Mention
from reportnlp.text.numerals import HAN_NUMERALS, NUMERAL, Amount, read_numeral
from reportnlp.text.units import Unit, unit_at

_RUN = re.compile(rf"[0-9０-９]+|[{HAN_NUMERALS}半俩仨廿卅]+")
_NUMERAL = re.compile(NUMERAL)
_RANGE = re.compile(rf"(?:[—–\-－~～―]{{1,2}}|至|到)(?P<second>{NUMERAL})")
_HUNDREDTHS_TO = re.compile(
    rf"[至到—–-](?P<second>[{HAN_NUMERALS}0-9]+(?:点[{HAN_NUMERALS}]+)?)(?![{HAN_NUMERALS}0-9年月日名人个项次户家件])"
)
_SLASHED = re.compile(r"(?P<above>[1-9])/(?P<below>[2-9]|10)(?=的|[及以]+[上下]|左右)")
_RATE = re.compile(r"[/／](?P<scale>[十百千万亿]*)")
_HALF = re.compile(r"半(?P<unit>个?(?:小时|月|天|年|学期|世纪)(?![度级内以来期报货限里]))")
_AND_A_HALF = re.compile(r"(?P<before>个)半(?P<unit>小时|月|学期)?|(?P<whole>年|小时|天|个?世纪)半(?![年月天日小])")
_HUNDREDTHS = {"百分之": ("%", 1.0), "千分之": ("‰", 0.1), "万分之": ("‱", 0.01)}
_PER = re.compile(r"(?:(?P<whose>[户人亩次])均|每(?P<each>[户人亩次月年天]))[^，。；、\n]{0,12}$")
_EACH = frozenset("每哪某第")  # every 3 months, which 2: a rate or a place in an order
_POINTING = frozenset("这那另同任各该其本手何")  # 这一次, 人手一册
_DESCRIBING = re.compile(
    r"(?:[是为的有像如]|成为|作为|当作|当成|视为|属于|[又再新更]是|换|走出|闯出|树立|多)(?:了|着|出)?$"
)
_WHOLE_WORDS = re.compile(
    r"(?:重要|重大|关键|主要|基本|基础|根本|长期|系统|崭新|新的|全新|时期|阶段|方面|过程|整体|时候|声音|地方|层面|角度|不留|台阶|共同)"
)
_BEFORE: dict[str, Bound] = {
    **dict.fromkeys(("近", "将近", "接近", "不到", "不足", "未达", "低于", "少于", "小于", "未满", "不满"), "under"),
    **dict.fromkeys(("超过", "超", "逾", "突破", "高于", "大于", "多于", "超出"), "over"),
    **dict.fromkeys(("约", "大约", "约为", "大概", "大致", "约占", "约有", "约计"), "about"),
    **dict.fromkeys(("不少于", "至少", "不低于", "最少", "不小于", "不下", "不下于"), "at_least"),
    **dict.fromkeys(("不超过", "不高于", "不多于", "至多", "最多", "不大于", "不得超过"), "at_most"),
}
_AFTER: tuple[tuple[str, Bound], ...] = (
    ("左右", "about"), ("上下", "about"), ("以上", "at_least"), ("及以上", "at_least"), ("之上", "at_least"),
    ("以内", "at_most"), ("之内", "at_most"), ("以下", "at_most"), ("及以下", "at_most"),
)  # fmt: skip
_LONGEST_BEFORE = max(map(len, _BEFORE))
_LAST_BEFORE = frozenset(word[-1] for word in _BEFORE)
_FIRST_AFTER = frozenset(word[0] for word, _ in _AFTER)
_OTHER_WORDS = frozenset(
    ("最近", "附近", "就近", "临近", "靠近", "签约", "预约", "违约", "节约", "履约", "赶超", "反超")
)
_TWO_COUNTS = frozenset("名位人户家个项条件")  # elsewhere a count is 两: 二期 and 二类 are the second
_CALENDAR = frozenset("年月周天")  # 近三年 are the last three years
_DIGITS = frozenset("0123456789０１２３４５６７８９")
_SLASHES = frozenset("/／")
_SLASH_BEFORE = frozenset("/.-") | _DIGITS
_PERSONAL = re.compile(r"人(?:先进|荣誉|所得|信息|奖|账户|防护|自|单|[和与、]|事迹|成绩)")  # 3个个人奖 is no 3个人
_COUNTED_BARE = re.compile(r"(?!.{1,2}级)[\u4e00-\u9fff“]")  # not the class of a thing: 10万吨级航道


def find_quantities(text: str, mentions: tuple[Mention, ...]) -> tuple[Quantity, ...]:
    """Numbers with a unit, percents, fractions and multiples in ``text``, in order; none overlaps a mention."""
    return tuple(_find(text, mentions))


def _find(text: str, mentions: tuple[Mention, ...]) -> Iterator[Quantity]:
    taken = 0
    index = 0
    before: Quantity | None = None
    for run in _RUN.finditer(text):
        start, end = run.span()
        while index < len(mentions) and mentions[index].span.end <= start:
            index += 1
        if index < len(mentions) and mentions[index].span.start < end:
            continue
        if start < taken:
            continue
        quantity = _read(text, start, before)
        if quantity is not None:
            if index < len(mentions) and mentions[index].span.start < quantity.span.end:
                continue
            yield quantity
            before = quantity
            taken = quantity.span.end


def _read(text: str, start: int, before: Quantity | None) -> Quantity | None:
    """The quantity whose first numeral character stands at ``start``."""
    if text[start] == "半":
        return _half(text, start)
    if start and text[start - 1].isascii() and text[start - 1].isalpha():
        return None
    if (words := text[start : start + 3]) in _HUNDREDTHS:
        return _hundredths(text, start, words, before)
    if (
        text[start + 1 : start + 2] == "/"
        and (slashed := _SLASHED.match(text, start))
        and text[start - 1 : start] not in _SLASH_BEFORE
    ):
        below = Amount(float(slashed["below"]), None, None, "exact")
        return _ratio(text, Span(start, slashed.end()), float(slashed["above"]), below, before)
    match = _NUMERAL.match(text, start)
    if match is None:
        return None
    end = match.end()
    if (
        start
        and text[start - 1] in "数几上"
        and text[start] in "十百千万亿"
        and text[start - 2 : start - 1] not in _NO_VAGUE[text[start - 1]]
    ):
        start -= 1
    amount = read_numeral(text[start:end])
    if amount is None:
        return None
    if text.startswith("分之", end):
        return _fraction(text, start, end, amount, before)
    return _counted(text, start, end, amount, before)


# 十项民心工程, 十条规定, 十字 name a thing; these units count with 十 as with any other number.
_TEN_COUNTS = frozenset("名 人 件 家 户 起 场 所 座 处 台 篇 位 例 对 辆 批 元 美元 欧元".split())
_NO_VAGUE = {"数": frozenset("人户次总件个指分多"), "几": frozenset(), "上": frozenset("以")}


def _counted(text: str, start: int, end: int, amount: Amount, before: Quantity | None) -> Quantity | None:
    if text.find("半", end, end + 4) >= 0 and (match := _AND_A_HALF.match(text, end)) and amount.value is not None:
        return _with_a_half(start, end, amount.value, match)
    unit = unit_at(text, end)
    bound: Bound = amount.bound
    value, low, high = amount.value, amount.low, amount.high
    second = _second(text, start, end + (len(unit.name) if unit else 0), unit, amount)
    if second is not None:
        end, high, unit = second
        value, low, bound = None, amount.value, "range"
    if unit is None:
        if not _scaled_without_unit(text, start, end):
            return None
        unit = _NO_UNIT
    if not _counts(text, start, end, unit):
        return None
    if unit.factor != 1.0:
        value, low, high = (None if number is None else round(number * unit.factor, 6) for number in (value, low, high))
    unit_end, name, dimension = _named(text, start, end, unit)
    if bound == "exact":
        bound = _bound(text, start, unit_end, unit, before)
    begin = start - 1 if unit.style == "turn" else start
    return Quantity(Span(begin, unit_end), Span(start, end), value, low, high, bound, name, dimension, unit.kind)


def _named(text: str, start: int, end: int, unit: Unit) -> tuple[int, str, str]:
    """Where the unit ends, its name and its dimension, both with the base of a rate (58万元/人, 户均3000元)."""
    unit_end = end + len(unit.name)
    name, dimension = _NAMES.get(unit.name, unit.name), unit.dimension
    if (
        text[unit_end : unit_end + 1] in _SLASHES
        and (rate := _RATE.match(text, unit_end))
        and (base := unit_at(text, rate.end()))
    ):
        name = dimension = f"{name}/{rate['scale']}{base.name}"
        return rate.end() + len(base.name), name, dimension
    if unit.kind == "money" and (per := _PER.search(text, max(0, start - 16), start)):
        dimension = f"{dimension}/{per['whose'] or per['each']}"
    return unit_end, name, dimension


def _with_a_half(start: int, end: int, value: float, match: re.Match[str]) -> Quantity | None:
    """一个半小时, 两年半, 一个半."""
    unit = match["whole"] or f"个{match['unit'] or ''}"
    kind: Kind = "count" if unit == "个" else "duration"
    dimension = _HALF_DIMENSIONS.get(unit, unit)
    return Quantity(Span(start, match.end()), Span(start, end), value + 0.5, None, None, "exact", unit, dimension, kind)


_HALF_DIMENSIONS = {"个月": "月", "个小时": "小时"}
_NAMES = {"％": "%", "块钱": "元", "元人民币": "元", "元整": "元"}


def _second(
    text: str, start: int, end: int, unit: Unit | None, amount: Amount
) -> tuple[int, float, Unit | None] | None:
    """End, value and unit of the upper end of a range that goes on at ``end``: 3—5名, 8%至10%."""
    if end >= len(text) or text[end] not in "—–-－~～―至到" or amount.value is None:
        return None
    match = _RANGE.match(text, end)
    if match is None or (text[end] in "至到" and start and text[start - 1] in "从由自"):
        return None
    high = read_numeral(match["second"])
    other = unit_at(text, match.end())
    if high is None or high.value is None or other is None or (unit is not None and unit.name != other.name):
        return None
    return match.end(), high.value, other


def _counts(text: str, start: int, end: int, unit: Unit) -> bool:
    """Whether number and unit count something, rather than being part of another word or a manner of speaking."""
    han = text[start] in HAN_NUMERALS
    if unit.style == "arabic" and han and end - start == 1:
        return False
    if unit.style == "han" and (not han or (read_numeral(text[start:end]) or _NOTHING).value not in _BIG):
        return False
    if unit.style == "turn":
        return start > 0 and text[start - 1] == "翻"
    if unit.style == "medal":
        return _MEDALS.match(text, start) is not None and text[start - 1 : start] in _WON
    before = text[start - 1] if start else ""
    if before in _EACH:
        return False
    if unit.name == "个":
        after = text[end + 1 : end + 2]
        if after == "人" and (text[start:end] == "一" or _PERSONAL.match(text, end + 1)):
            return False
        if han and after in _DIGITS:
            return False  # 两个90%
    if not han:
        return True
    if text[start] == "十" and end - start == 1 and unit.name in _TEN_COUNTS:
        return True
    if text[start] in "十百千万亿" and end - start == 1:
        return _bounded(text, start)  # 近百个; not 万立方米 in a table, 亿吨大港, 千方百计
    if text[start:end] in ("一二", "二") and unit.kind == "count" and unit.name not in _TWO_COUNTS:
        return False  # 二期工程, 一二类
    return text[start:end] != "一" or _one_counts(text, start, end, unit)


def _bounded(text: str, start: int) -> bool:
    return any(text[start - size : start] in _BEFORE for size in range(1, min(_LONGEST_BEFORE, start) + 1))


def _one_counts(text: str, start: int, end: int, unit: Unit) -> bool:
    if unit.style == "many" or text[start - 1 : start] in _POINTING:
        return False
    after = end + len(unit.name)
    if text.startswith((unit.name, "一" + unit.name[0], "都", "也"), after):
        return False  # 一件件, 一件一件, 一个都不能少
    if _ONE_AFTER_ANOTHER.match(text, after) or text[max(0, start - 2) : start].endswith(("接着", "接", "又", "连着")):
        return False  # 一个又一个, 一件事情接着一件事情
    if unit.kind == "duration":
        passing = _PASSING.search(text, max(0, start - 3), start) or text[after : after + 1] in _SPAN_ENDS
        return not passing and (
            text[after : after + 1] != "的" or bool(_LASTING.search(text, max(0, start - 3), start))
        )
    if unit.name in _FIGURATIVE_UNITS and _FIGURATIVE.match(text, after):
        return False
    if unit.kind != "count":
        return True
    if unit.name in ("个", "项", "种", "条", "场", "道") and (
        _DESCRIBING.search(text, max(0, start - 4), start) or _WHOLE_WORDS.match(text, after)
    ):
        return False
    return text[start - 1 : start] not in _AFTER_WORDS


# 过去一年, 一年来: the period reported on, not a length that is claimed; 忙碌一天的工人 neither, but 为期一周的培训.
_PASSING = re.compile(r"(?:过去|[的这近整每又上下头后]|(?<!学)前)$")
_LASTING = re.compile(r"(?:为期|历时|用时|长达|持续|近|约|超)$")
_ONE_AFTER_ANOTHER = re.compile(r"[^，。；、\n]{0,5}?(?:接着一|接一|又一|连着一)")
_FIGURATIVE_UNITS = frozenset("份种片张道座支面把条")
_FIGURATIVE = re.compile(
    r"[^，。；\n]{0,24}?(?:答卷|力量|担当|情怀|心意|信心|希望|责任|温暖|牵挂|承诺|事业|蓝图|风景|成绩单)"
)
_MEDALS = re.compile(rf"(?:(?:[0-9]+|[{HAN_NUMERALS}]+)[金银铜]){{1,3}}(?![\u4e00-\u9fff])")
_WON = frozenset("获得夺揽摘、金银共")
_SPAN_ENDS = frozenset("来以中里间多时之到")
_AFTER_WORDS = frozenset("统进唯之如万单专新")


def _scaled_without_unit(text: str, start: int, end: int) -> bool:
    """120余万婴幼儿: a number in 万 or 亿 counts what follows it."""
    return text[start] in _DIGITS and text[end - 1] in "万亿" and _COUNTED_BARE.match(text, end) is not None


def _half(text: str, start: int) -> Quantity | None:
    match = _HALF.match(text, start)
    if match is None or (start and text[start - 1] in "上下前后大多小过一"):
        return None
    unit = match["unit"]
    dimension = _HALF_DIMENSIONS.get(unit, unit)
    bound: Bound = "under" if start and text[start - 1] == "近" else "exact"
    return Quantity(
        Span(start, match.end()), Span(start, start + 1), 0.5, None, None, bound, unit, dimension, "duration"
    )


def _hundredths(text: str, start: int, words: str, before: Quantity | None) -> Quantity | None:
    match = _NUMERAL.match(text, start + 3)
    amount = read_numeral(match.group()) if match else None
    if match is None or amount is None:
        return None
    name, factor = _HUNDREDTHS[words]
    value, low, high = (
        None if number is None else round(number * factor, 6) for number in (amount.value, amount.low, amount.high)
    )
    end = match.end()
    second = _HUNDREDTHS_TO.match(text, end)
    upper = read_numeral(second["second"]) if second else None
    if second and upper and upper.value is not None and value is not None and upper.value * factor > value:
        span = Span(start, second.end())
        return Quantity(span, span, None, value, round(upper.value * factor, 6), "range", name, "%", "percent")
    span = Span(start, end)
    bound = _bound(text, start, span.end, _PERCENT, before) if amount.bound == "exact" else cast(Bound, amount.bound)
    return Quantity(span, span, value, low, high, bound, name, "%", "percent")


def _fraction(text: str, start: int, end: int, below: Amount, before: Quantity | None) -> Quantity | None:
    match = _NUMERAL.match(text, end + 2)
    above = read_numeral(match.group()) if match else None
    if match is None or above is None or above.value is None or not below.value:
        return None
    return _ratio(text, Span(start, match.end()), above.value, below, before)


def _ratio(text: str, span: Span, above: float, below: Amount, before: Quantity | None) -> Quantity:
    bound = _bound(text, span.start, span.end, _PERCENT, before)
    value = round(above / (below.value or 1.0), 4)
    return Quantity(span, span, value, None, None, bound, "", "", "fraction")


def _bound(text: str, start: int, end: int, unit: Unit, before: Quantity | None) -> Bound:
    """What the words around an exact number make of it; numbers in a list share the word before the first."""
    longest = min(_LONGEST_BEFORE, start) if text[start - 1 : start] in _LAST_BEFORE else 0
    for size in range(longest, 0, -1):
        bound = _BEFORE.get(text[start - size : start])
        if bound is not None:
            word = text[start - size : start]
            if text[max(0, start - 2) : start] in _OTHER_WORDS or (word == "近" and unit.dimension in _CALENDAR):
                break
            return bound
    if text[end : end + 1] in _FIRST_AFTER:
        for word, bound in _AFTER:
            if text.startswith(word, end):
                return bound
    if (
        before is not None
        and text[start - 1 : start] in "、和"
        and start - 1 == before.span.end
        and before.kind == unit.kind
    ):
        return before.bound if before.bound in ("over", "under", "about") else "exact"
    return "exact"


_NOTHING = Amount(None, None, None, "exact")
_BIG = frozenset(map(float, range(2, 14)))  # 四大产业; 二十二大 is a congress misspelt
_NO_UNIT = Unit("", "", "count", 1.0, "", frozenset())
_PERCENT = Unit("%", "%", "percent", 1.0, "", frozenset())
