"""Mentions: numerals that neither count nor measure, such as dates, ordinals, list numbers and set phrases."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal, NamedTuple

from reportnlp.data import table
from reportnlp.span import Span
from reportnlp.text.lexicon import Lexicon
from reportnlp.text.numerals import HAN_NUMERALS, parse_numeral

MentionKind = Literal["date", "ordinal", "list_number", "document_number", "set_phrase", "lexical"]


class Mention(NamedTuple):
    """A numeral expression that is no count. ``value`` is what it says in a plain form, None where nothing.

    date: 2023-06-03, 2023-06, 2023, --06-03, --06, ---03, 2023-Q1, 2021/2023 for a stretch, T09:30; impossible dates
    keep their numbers (--02-30). ordinal and list_number: the number. document_number: 〔2023〕12号 with the right
    brackets. set_phrase: the phrase.
    """

    span: Span
    kind: MentionKind
    value: str | None


_H = "一二三四五六七八九十"
_YEAR = r"(?P<year>(?:1[6-9]|20|21)[0-9]{2}|[一二][〇零○ＯO0一二三四五六七八九]{3})"
_DATE = re.compile(
    rf"{_YEAR}\s?年度?(?:\s?(?P<month>[0-9]{{1,2}}|[{_H}]{{1,3}})\s?月份?(?:\s?(?P<day>[0-9]{{1,2}}|[{_H}]{{1,3}})\s?[日号])?"
    rf"|第?(?P<quarter>[1-4一二三四])季度)?"
    rf"|(?P<month2>[0-9]{{1,2}}|[{_H}]{{1,3}})\s?月(?!球|光|亮|饼|票|薪|租|嫂|季)份?(?:\s?(?P<day2>[0-9]{{1,2}}|[{_H}]{{1,3}})\s?[日号])?"
    rf"|(?P<day3>[0-9]{{1,2}}|[{_H}]{{1,3}})日(?!均|常|益|渐)"
    rf"|第?(?P<quarter2>[1-4一二三四])季度"
)
_NUMBER_DATE = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?:(?P<mark>[.．\-/])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})(?![0-9.])"
    r"|\.(?P<month2>0?[1-9]|1[0-2])(?=[—–\-~～至 、，。；）)]))"
)
_YEARS = re.compile(
    r"(?P<first>(?:19|20)[0-9]{2})\s?[—–\-－~～至到]{1,2}\s?(?P<last>(?:(?:19|20)[0-9]{2}|[0-9]{2}))\s?(?:学年度?|年度?(?![0-9]))"
    r"|(?P<year>(?:19|20)[0-9]{2})(?:届|级(?!别)|学年度?|版(?!本))"
    r"|(?P<decade>[0-9]{1,2}世纪(?:[0-9]{2}年代)?|[1-9]0年代|[二三四五六七八九]十年代)"
)
_SHORT_YEAR = re.compile(r"(?P<year>[012][0-9])年(?P<month>[0-9]{1,2})月(?:份|(?P<day>[0-9]{1,2})[日号])?")
_CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:点(?:(?P<minute3>[0-9]{1,2})分|半|整|钟|许|(?=[至到前起，]))|[:：](?P<minute>[0-5][0-9])(?![0-9])|时(?:(?P<minute2>[0-9]{1,2})分|整|许|(?=[至到前])))"
)
_MONTHS = re.compile(r"(?P<first>[0-9]{1,2})[—–\-－~～至]{1,2}(?P<last>[0-9]{1,2})月(?:份(?!额))?")
_ORDINAL = re.compile(
    rf"第\s?(?P<number>[0-9]{{1,6}}|[{HAN_NUMERALS}]{{1,8}})(?:届|次|批|名|位|个|轮|期|季|场|组|类|种|条|款|项|章|节|页|年|天|周|家|号|阶段|梯队|人|代|组|回|部|片|站|只|所|台|篇|道|课)?"
)
_FRONT = re.compile(
    rf"前(?P<number>[0-9]{{1,4}}|[二两三四五六七八九十百]{{1,4}})(?!个|季度|年|天|期|次|月|轮|周|项|者|所|[{HAN_NUMERALS}])(?:名|位|强|列)?"
)
_FRONT_QUARTERS = re.compile(r"前(?P<number>[23二两三])个?季度")
_NUMBERED = re.compile(
    rf"(?P<number>[0-9]{{1,4}}|[{HAN_NUMERALS}]{{1,4}})(?:号(?!召|称|码|角)|届(?!满|时)|强(?=企业|县|镇|区|品牌|榜|高校|[、，。]))"
)
_LETTERED = re.compile(r"[0-9]++(?:[GKDVASCXN](?![A-Za-z0-9])(?:级|店|景区)?|(?:\+[0-9NXn]+)+|[*][0-9*]++)")
_SESSION = re.compile(rf"(?P<number>[{_H}]{{1,3}})次(?=全会|全体|会议|代表|党代|人代|党员)")  # 十二届二次全会
_BEFORE_SESSION = frozenset("届大协委会")
_BRACKET_NUMBER = re.compile(r"[〔\[【（(［]\s?((?:19|20)[0-9]{2})\s?[〕\]】）)］]\s?(?:第\s?)?([0-9]{1,5})\s?号")
_BEFORE_DOCUMENT = re.compile(
    r"(?:(?<=[《“（(据照按及和与、，。；：\s发])|^)?[\u4e00-\u9fff]{0,5}[发函字办令电通规文任纪组党政决复会]$"
)
_LIST_BRACKET = re.compile(rf"[（(](?P<number>[0-9]{{1,2}}|[{_H}]{{1,3}})[）)]")
_LIST_POINT = re.compile(rf"(?P<number>[0-9]{{1,2}}(?:\.[0-9]{{1,2}}){{0,3}}|[{_H}]{{1,3}})(?:[.．、](?![0-9])|[)）])")
_LIST_WORD = re.compile(rf"(?P<number>[{_H}]{{1,3}})(?:是(?!否)|要(?!求|点)|、)|第(?P<nth>[{_H}]{{1,2}})[，,：:]")
_LIST_ADVERB = re.compile(r"(?:首先|其次|再次|最后|其一|其二|其三|其四|再者)(?=[，,：:、\u4e00-\u9fff])")
_ADVERBS = {"首先": "1", "其次": "2", "再次": "3", "其一": "1", "其二": "2", "其三": "3", "其四": "4"}
_QUOTED = re.compile(r"[“「]([^”」“，。；：！？!?\n]{1,14})[”」]")
_COINED = re.compile(rf"[{HAN_NUMERALS}]|[0-9]+(?:\+[0-9NXn]+)+|^[0-9]+|[0-9]+[\u4e00-\u9fff]{{2}}")
_PLAIN_QUOTED = re.compile(r".*(?:19|20)[0-9]{2}[年.\-/]|[0-9]+(?:\.[0-9]+)?[%％]")
_ARABIC_DIGITS = re.compile(r"[0-9]+")
_CLAUSE_START = frozenset("\n。；;，,：:！？!?”’）)\u3000 \t")
_LINE_START = frozenset("\n\u3000 \t")
_DIGITS = frozenset("0123456789")
_START = re.compile(rf"[0-9]+|[{HAN_NUMERALS}]+|[第前首其再最“「〔\[【（(［①-⑳]")


def find_mentions(text: str) -> tuple[Mention, ...]:
    """Dates, ordinals, list and document numbers, set phrases and words with numerals; in order, without overlap."""
    found = list(_phrases(text))
    readers = _READERS
    position = 0
    for start in _START.finditer(text):
        begin = start.start()
        if begin < position:
            continue
        mention = readers[text[begin]](text, begin)
        if mention is not None:
            found.append(mention)
            position = mention.span.end
    return _without_overlaps(found)


def _without_overlaps(found: list[Mention]) -> tuple[Mention, ...]:
    found.sort(key=lambda mention: (mention.span.start, -mention.span.end))
    kept: list[Mention] = []
    end = 0
    for mention in found:
        if mention.span.start >= end:
            kept.append(mention)
            end = mention.span.end
        elif kept[-1].kind == "lexical" and mention.span.end > end and mention.kind != "lexical":
            kept[-1] = mention  # 十一月: the date is longer than the word in it
            end = mention.span.end
    return tuple(kept)


def _phrases(text: str) -> list[Mention]:
    lexicon, kinds = _lexicon()
    found = []
    for span, entry in lexicon.find(text):
        kind, first, last = kinds[entry]
        start, end = span
        if lexicon.entries[entry] == "之一" and text[start - 1 : start] == "分":
            continue
        if first and start and (text[start - 1] in HAN_NUMERALS or text[start - 1] in _DIGITS):
            continue
        if last and end < len(text) and (text[end] in HAN_NUMERALS or text[end] in _DIGITS):
            continue
        found.append(Mention(span, kind, lexicon.entries[entry]))
    return found


@lru_cache
def _lexicon() -> tuple[Lexicon, tuple[tuple[MentionKind, bool, bool], ...]]:
    """Phrases and words; for each its kind and whether it begins or ends with a digit that could go on."""
    kinds: dict[str, MentionKind] = {row[0]: "lexical" for row in table("lexical_numerals.tsv")}
    kinds.update({row[0]: "set_phrase" for row in table("set_phrases.tsv")})
    numerals = HAN_NUMERALS + "0123456789"
    marks = tuple((kind, phrase[0] in numerals, phrase[-1] in "0123456789") for phrase, kind in kinds.items())
    return Lexicon(kinds), marks


def _at_clause_start(text: str, begin: int) -> bool:
    return begin == 0 or text[begin - 1] in _CLAUSE_START


def _at_line_start(text: str, begin: int) -> bool:
    return begin == 0 or text[begin - 1] in _LINE_START


def _plain(number: str | None) -> str | None:
    value = parse_numeral(number) if number else None
    return None if value is None else f"{value:g}" if value < 1e6 else str(int(value))


def _date(text: str, begin: int) -> Mention | None:
    if match := _DATE.match(text, begin):
        group = match.groupdict()
        month, day = group["month"] or group["month2"], group["day"] or group["day2"] or group["day3"]
        quarter = group["quarter"] or group["quarter2"]
        if group["day3"] and (text[match.end() : match.end() + 1] == "子" or not _numeric_day(group["day3"])):
            return None
        return Mention(Span(begin, match.end()), "date", _iso(group["year"], month, day, quarter))
    return None


def _numeric_day(day: str) -> bool:
    return day[0] in _DIGITS or day[0] == "十" or len(day) > 1


def _iso(year: str | None, month: str | None, day: str | None, quarter: str | None = None) -> str:
    head = (_year(year) if year else "-") if month or quarter or not day else "--"
    if quarter:
        return f"{head}-Q{_plain(quarter)}"
    parts = [head]
    parts += [f"{int(parse_numeral(part) or 0):02d}" for part in (month, day) if part]
    return "-".join(parts)


def _year(year: str) -> str:
    return "".join(
        character if character in _DIGITS else str(max(0, "〇一二三四五六七八九".find(character))) for character in year
    )


def _digits(text: str, begin: int) -> Mention | None:
    """A run of Arabic digits that starts at ``begin``."""
    if begin and "A" <= text[begin - 1] <= "z":
        match = _ARABIC_DIGITS.match(text, begin)
        return Mention(Span(begin, match.end()), "lexical", None) if match else None
    if match := _YEARS.match(text, begin):
        if match["first"]:
            last = match["last"] if len(match["last"]) == 4 else match["first"][:2] + match["last"]
            return Mention(Span(begin, match.end()), "date", f"{match['first']}/{last}")
        return Mention(Span(begin, match.end()), "date", match["year"])
    if match := _NUMBER_DATE.match(text, begin):
        value = _iso(match["year"], match["month"] or match["month2"], match["day"])
        return Mention(Span(begin, match.end()), "date", value)
    if match := _SHORT_YEAR.match(text, begin):
        return Mention(Span(begin, match.end()), "date", _iso(f"20{match['year']}", match["month"], match["day"]))
    if mention := _date(text, begin):
        return mention
    if match := _MONTHS.match(text, begin):
        value = f"{_iso(None, match['first'], None)}/{_iso(None, match['last'], None)}"
        return Mention(Span(begin, match.end()), "date", value)
    if match := _CLOCK.match(text, begin):
        minute = int(match["minute"] or match["minute2"] or match["minute3"] or 0)
        return Mention(Span(begin, match.end()), "date", f"T{int(match['hour']):02d}:{minute:02d}")
    if match := _LETTERED.match(text, begin):
        return Mention(Span(begin, match.end()), "lexical", None)
    if match := _NUMBERED.match(text, begin):
        return Mention(Span(begin, match.end()), "ordinal", match["number"])
    if _at_line_start(text, begin) and (match := _LIST_POINT.match(text, begin)):
        return Mention(Span(begin, match.end()), "list_number", match["number"])
    return None


def _han(text: str, begin: int) -> Mention | None:
    """A run of Chinese numerals that starts at ``begin``."""
    match = _LIST_WORD.match(text, begin) if _at_clause_start(text, begin) else None
    if match and (text[match.end() - 1] != "、" or _at_line_start(text, begin)):
        return Mention(Span(begin, match.end()), "list_number", _plain(match["number"]))
    if mention := _date(text, begin):
        return mention
    if match := _YEARS.match(text, begin):
        return Mention(Span(begin, match.end()), "date", None)
    if match := _coined().match(text, begin):
        return Mention(Span(begin, match.end()), "set_phrase", match.group())
    if match := _NUMBERED.match(text, begin):
        return Mention(Span(begin, match.end()), "ordinal", _plain(match["number"]))
    if text[begin - 1 : begin] in _BEFORE_SESSION and (match := _SESSION.match(text, begin)):
        return Mention(Span(begin, match.end()), "ordinal", _plain(match["number"]))
    return None


@lru_cache
def _coined() -> re.Pattern[str]:
    """三个坚持, 四个到位: a principle, unless what follows makes it things that are counted (三个统筹小组)."""
    words = "|".join(row[0] for row in table("coined_words.tsv"))
    return re.compile(
        rf"[两三四五六七八九十]个(?:{words})(?!(?:的|型|类|性|度)?[\u4e00-\u9fff]{{0,3}}[组队站点室项目工程中心平台案人名村区制堂班会库链体员户])"
    )


def _nth(text: str, begin: int) -> Mention | None:
    if _at_clause_start(text, begin) and (match := _LIST_WORD.match(text, begin)):
        return Mention(Span(begin, match.end()), "list_number", _plain(match["nth"]))
    if (match := _DATE.match(text, begin)) and match["quarter2"]:
        return Mention(Span(begin, match.end()), "date", _iso(None, None, None, match["quarter2"]))
    if match := _ORDINAL.match(text, begin):
        return Mention(Span(begin, match.end()), "ordinal", _plain(match["number"]))
    return None


def _front(text: str, begin: int) -> Mention | None:
    if match := _FRONT_QUARTERS.match(text, begin):
        return Mention(Span(begin, match.end()), "date", f"--Q1/--Q{_plain(match['number'])}")
    if match := _FRONT.match(text, begin):
        return Mention(Span(begin, match.end()), "ordinal", _plain(match["number"]))
    return None


def _adverb(text: str, begin: int) -> Mention | None:
    if _at_clause_start(text, begin) and (match := _LIST_ADVERB.match(text, begin)):
        return Mention(Span(begin, match.end()), "list_number", _ADVERBS.get(match.group()))
    return None


def _bracket(text: str, begin: int) -> Mention | None:
    if match := _BRACKET_NUMBER.match(text, begin):
        before = _BEFORE_DOCUMENT.search(text, max(0, begin - 7), begin)
        start = before.start() if before else begin
        return Mention(Span(start, match.end()), "document_number", f"〔{match[1]}〕{match[2]}号")
    if _at_clause_start(text, begin) and (match := _LIST_BRACKET.match(text, begin)):
        return Mention(Span(begin, match.end()), "list_number", _plain(match["number"]))
    return None


def _circled(text: str, begin: int) -> Mention | None:
    return Mention(Span(begin, begin + 1), "list_number", str(ord(text[begin]) - ord("①") + 1))


def _quoted(text: str, begin: int) -> Mention | None:
    """A quoted coinage with a numeral (“五个一”, “1+4”, “2”); a quoted date or rate stays what it is."""
    match = _QUOTED.match(text, begin)
    if match is None or not _COINED.search(match[1]) or _PLAIN_QUOTED.match(match[1]):
        return None
    return Mention(Span(*match.span(1)), "set_phrase", match[1])


_READERS: dict[str, Callable[[str, int], Mention | None]] = {
    **dict.fromkeys("0123456789", _digits),
    **dict.fromkeys(HAN_NUMERALS, _han),
    **dict.fromkeys("首其再最", _adverb),
    **dict.fromkeys("〔[【（(［", _bracket),
    **dict.fromkeys("“「", _quoted),
    **dict.fromkeys("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", _circled),
    "第": _nth,
    "前": _front,
}
