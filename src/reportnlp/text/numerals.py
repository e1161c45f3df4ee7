"""Numerals: Arabic, Chinese and mixed ones, their pattern and their value."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

_D = "0-9０-９"
HAN_DIGITS = "零〇一二两三四五六七八九"
HAN_NUMERALS = HAN_DIGITS + "十百千万亿"

#: Regex source of an Arabic number with thousands separators and decimals. Matches in linear time.
ARABIC = rf"(?:[0-9]{{1,3}}(?:,[0-9]{{3}})++(?![0-9])|[０-９]{{1,3}}(?:[,，][０-９]{{3}})++(?![０-９])|[{_D}]++)(?:[.．][{_D}]++)?+"
# 千 and 百 belong to a unit in 千瓦 and 百分点; 亿 and 万 may stand together (1.5万亿).
_SCALE = r"(?:[十百千](?![分瓦米克卡])[万亿]?|[万亿]{1,2})"
_MORE = r"[余多](?![额样种元功])"
_MIXED = rf"{ARABIC}(?:[余多]?{_SCALE}(?:零?{ARABIC}(?:[百千]?万|[十百千](?![分瓦米克卡]))?+){{0,4}}+)?+(?:{_MORE})?+"
_HAN = rf"(?:[俩仨]|[{HAN_NUMERALS}廿卅]++)(?<!百(?=分))(?:(?<=[十百千万亿])(?:{_MORE}|[来几](?![自到源]))[万亿]{{0,2}})?+(?:点[{HAN_DIGITS}]++[万亿]{{0,2}})?+"
#: Regex source of a number as written in a count, with 余, 多, 几 and scales (1000多万, 十几, 3万4000, 一千五六百).
NUMERAL = rf"(?:{_MIXED}|{_HAN})"

_PLAIN = str.maketrans(
    "０１２３４５６７８９．〇○两俩仨壹贰叁肆伍陆柒捌玖拾佰仟萬億",
    "0123456789.零零二二三一二三四五六七八九十百千万亿",
    ",，",
) | str.maketrans({"廿": "二十", "卅": "三十"})
_LONGEST = 40  # no count is longer; a run of digits may be
_VALUES = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_SCALES = {"十": 10.0, "百": 100.0, "千": 1000.0, "万": 1e4, "亿": 1e8}
_PIECE = re.compile(r"[0-9]+(?:\.[0-9]+)?|[零一二三四五六七八九十百千万亿]")
_WHOLE = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|[零一二三四五六七八九十百千万亿])+")
_SIMPLE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_NEIGHBOURS = re.compile(r"([一二三四五六七八九])([一二三四五六七八九])(?=[十百千万亿]*$)")
_VAGUE = re.compile(r"(.*[十百千万亿0-9])([余多来几])([万亿]*)$")


class Amount(NamedTuple):
    """What a numeral says: ``value``, or None with ``low`` and ``high`` (None: open) for a vague count or a range."""

    value: float | None
    low: float | None
    high: float | None
    bound: Literal["exact", "about", "over", "vague", "range"]


@lru_cache(4096)
def read_numeral(text: str) -> Amount | None:
    """The amount that a numeral stands for; None when ``text`` is not wholly a numeral.

    300余 → over 300; 百余 → vague 100 to 199; 数十 → vague 20 to 99; 上千 → vague, 1000 and more; 七八十 → range 70 to 80.
    """
    if len(text) > _LONGEST:
        return None
    plain = text.translate(_PLAIN)
    if _SIMPLE.fullmatch(plain):
        return Amount(float(plain), None, None, "exact")
    if plain[:1] in ("数", "几"):
        scale = _number(plain[1:]) if plain[1:2] in _SCALES else None
        return Amount(None, 2 * scale, 10 * scale - 1, "vague") if scale else None
    if plain[:1] == "上":
        scale = _number(plain[1:]) if plain[1:2] in _SCALES else None
        return Amount(None, scale, None, "vague") if scale else None
    if vague := _VAGUE.match(plain):
        return _vague(*vague.groups())
    if "点" in plain:
        return _decimal(plain)
    if neighbours := _neighbours(plain):
        return neighbours
    value = _number(plain)
    return None if value is None else Amount(value, None, None, "exact")


def parse_numeral(text: str) -> float | None:
    """The value of a numeral (300余 → 300); None for a range, a vague count and anything that is no numeral."""
    amount = read_numeral(text)
    return amount.value if amount else None


def _vague(head: str, mark: str, tail: str) -> Amount | None:
    base, scale = _number(head), _number("一" + tail) if tail else 1.0
    if base is None or scale is None:
        return None
    if mark == "几":
        return Amount(None, (base + 1) * scale, (base + 9) * scale, "vague")
    if mark == "来":
        return Amount(_scaled(base, scale), None, None, "about")
    if head in _SCALES:
        low = base + 1 if base == 10 else base
        return Amount(None, low * scale, (2 * base - 1) * scale, "vague")
    return Amount(_scaled(base, scale), None, None, "over")


def _neighbours(plain: str) -> Amount | None:
    """七八十, 一千五六百, 三五: two digits side by side give the ends of a range."""
    match = _NEIGHBOURS.search(plain)
    if match is None or (match.start() and plain[match.start() - 1] not in _SCALES):
        return None
    first, second = match.groups()
    if _VALUES[second] - _VALUES[first] != 1 and first + second != "三五":
        return None
    head, tail = plain[: match.start()], plain[match.end() :]
    low, high = _number(head + first + tail), _number(head + second + tail)
    return None if low is None or high is None else Amount(None, low, high, "range")


def _decimal(plain: str) -> Amount | None:
    whole, _, rest = plain.partition("点")
    digits = rest.rstrip("万亿")
    value = _number(whole)
    scale = _number("一" + rest[len(digits) :])
    if value is None or scale is None or not digits or any(digit not in _VALUES for digit in digits):
        return None
    fraction = float("0." + "".join(str(_VALUES[digit]) for digit in digits))
    return Amount(_scaled(value + fraction, scale), None, None, "exact")


def _number(plain: str) -> float | None:
    """Value of digits and scales; scales without a digit count once (万 → 10000)."""
    if not _WHOLE.fullmatch(plain):
        return None
    if len(plain) > 1 and all(character in _VALUES for character in plain):
        return float("".join(str(_VALUES[digit]) for digit in plain))  # 二〇二三
    top = total = section = 0.0
    digit: float | None = None
    place = 1.0
    for piece in _PIECE.findall(plain):
        scale = _SCALES.get(piece)
        if scale is None:
            if digit:
                return None  # 五三百
            digit = float(_VALUES[piece]) if piece in _VALUES else float(piece)
            place = 1.0 if piece == "零" or piece[0].isascii() else place
        elif scale < 1e4:
            section += _scaled(digit or 1.0, scale)  # 零十二 is 12
            digit, place = None, scale / 10
        else:
            total += section + (digit or 0.0)
            whole = total or 1.0
            if scale == 1e8:
                top, total = top + _scaled(whole, scale), 0.0
            else:
                total = _scaled(whole, scale)
            section, digit, place = 0.0, None, scale / 10
    return top + total + section + _scaled(digit or 0.0, place)


def _scaled(value: float, scale: float) -> float:
    return round(value * scale, 4)  # 22.87 × 10000 is not whole in binary
