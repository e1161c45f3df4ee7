"""Writes a counter in one of Word's number formats (ST_NumberFormat)."""

from __future__ import annotations

from collections.abc import Callable

_HAN = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def format_number(value: int, number_format: str) -> str:
    """The counter as Word shows it; decimal for values and formats outside the tables, "" for bullets and none."""
    if number_format in ("bullet", "none"):
        return ""
    write = _FORMATS.get(number_format)
    if write is None or value < 0:
        return str(value)
    return write(value)


def _counted(value: int, digits: str, units: tuple[str, str, str, str], full: bool, zero: str) -> str:
    """A value below 100,000 with 十 百 千 万; ``full`` writes the one of 一十 at the start."""
    if value == 0:
        return digits[0]
    if value >= 100_000:
        return str(value)
    ten, hundred, thousand, myriad = units
    parts: list[str] = []
    for size, unit in ((10_000, myriad), (1_000, thousand), (100, hundred), (10, ten), (1, "")):
        digit, value = divmod(value, size)
        if digit:
            lone = size == 10 and digit == 1 and not parts and not full
            parts.append(("" if lone else digits[digit]) + unit)
        elif parts and value and parts[-1] != zero:
            parts.append(zero)
    return "".join(parts)


def _han_thousand(value: int) -> str:
    return _counted(value, _HAN, ("十", "百", "千", "万"), full=False, zero="零")


def _han(value: int) -> str:
    return _han_thousand(value) if value < 100 else _positional(value)


def _positional(value: int) -> str:
    return "".join(_HAN[int(digit)] for digit in str(value))


def _japanese(value: int) -> str:
    text = _counted(value, _HAN, ("十", "百", "千", "万"), full=False, zero="")
    return text.replace("一十", "十").replace("一百", "百").replace("一千", "千")


def _legal(value: int) -> str:
    return _counted(value, _LEGAL, ("拾", "佰", "仟", "萬"), full=True, zero="零")


def _legal_traditional(value: int) -> str:
    return _counted(value, _LEGAL_TRADITIONAL, ("拾", "佰", "仟", "萬"), full=True, zero="零")


def _roman(value: int) -> str:
    if not 0 < value < 5_000:
        return str(value)
    parts = []
    for size, sign in _ROMAN:
        count, value = divmod(value, size)
        parts.append(sign * count)
    return "".join(parts)


def _letter(value: int) -> str:
    """A to Z, then AA, BB and so on."""
    if not 0 < value <= 780:
        return str(value)
    return chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1)


def _from(first: str, count: int) -> Callable[[int], str]:
    return lambda value: chr(ord(first) + value - 1) if 0 < value <= count else str(value)


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda value: signs[value - 1] if 0 < value <= len(signs) else str(value)


def _ordinal(value: int) -> str:
    ending = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "numberInDash": lambda value: f"- {value} -",
    "ordinal": _ordinal,
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda value: _letter(value).lower(),
    "chineseCounting": _han,
    "chineseCountingThousand": _han_thousand,
    "taiwaneseCounting": _han,
    "taiwaneseCountingThousand": _han_thousand,
    "taiwaneseDigital": _positional,
    "japaneseCounting": _japanese,
    "japaneseDigitalTenThousand": _positional,
    "ideographDigital": _positional,
    "koreanDigital2": _positional,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal_traditional,
    "ideographEnclosedCircle": _from("㊀", 10),
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "ideographZodiacTraditional": lambda value: (
        _STEMS[(value - 1) % 10] + _BRANCHES[(value - 1) % 12] if 0 < value <= 60 else str(value)
    ),
}
