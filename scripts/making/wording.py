"""Made-up reports: units, titles, headings, paragraphs with figures, a table, and slips planted in some."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from build_ledger import KINDS, PEOPLE

OWN = "特色"  # a paragraph that no other unit has
PARTS = ("政治建设", "组织建设", "正风肃纪", "服务大局")
YEARS = ("2021", "2022", "2023", "2024")
_HEADINGS = {
    "政治建设": (
        "突出政治引领，思想根基不断筑牢",
        "铸魂强基守初心，政治建设站位更高",
        "坚持首位首抓，政治建设有力有效",
    ),
    "组织建设": (
        "夯实基层基础，组织建设持续加强",
        "建强战斗堡垒，组织体系更加严密",
        "聚焦主责抓党建，队伍活力竞相迸发",
    ),
    "正风肃纪": (
        "坚持从严从实，正风肃纪不松劲",
        "激浊扬清转作风，清风正气更加充盈",
        "压实两个责任，党风廉政建设走深走实",
    ),
    "服务大局": (
        "围绕中心促发展，服务大局成效明显",
        "办好民生实事，服务群众有温度",
        "聚力攻坚克难，高质量发展迈出新步",
    ),
}
_PROBLEMS = ("存在的问题", "存在问题和不足", "短板与差距")
_PLANS = ("{}年工作打算", "{}年工作思路", "下一步工作打算")
_GENRES = ("工作总结", "党建工作总结", "述职报告", "抓基层党建工作述职报告", "重点工作情况报告")
_FIRST = "青云安泰和平永新宁长清明光华瑞丰秀锦"
_SECOND = "溪岭川湖桥塘坪湾河洲山源林泉港原"
_VILLAGES = "家上下东西南北大小石柳杨梅竹枫茶龙凤鹤马"
_KINDS = (
    "街道",
    "镇",
    "乡",
    "街道",
    "镇",
    "县教育局",
    "县水利局",
    "县人民医院",
    "第一中学",
    "农商银行",
    "区民政局",
    "社区",
)
_MORE_KINDS = (
    "市场监管所",
    "供电公司",
    "卫生院",
    "税务分局",
    "实验小学",
    "派出所",
    "文化站",
    "水务公司",
    "司法所",
    "供销社",
)
# Right wording → a slip that writers make. Planted only where the right wording stands.
_SLIPS = (
    ("党的二十大精神", "党的二十精神"), ("“两个维护”", "“四个维护”"), ("政治规矩", "政治体检"), ("人次，", "人次,"),
    ("落实", "落实落实"), ("。\n", "。。\n"), ("部署", "布署"), ("完成投资", "完成投资XX"), ("“第一议题”", "“第一议题"),
    ("的", "的的"), ("整改", "整该"), ("防微杜渐", "防微杜建"), ("再接再厉", "再接再励"), ("意识形态", "意识型态"),
)  # fmt: skip
_CHOICE = re.compile(r"\[([^]]*)\]")
_NAME = re.compile(r"\{(\w+)\}")
_RANGE = re.compile(r"<(?:(\d+)-(\d+)|most|few)>")


@dataclass(frozen=True)
class Wording:
    """One report: its lines (kind, text) without numbers of headings, and the slips in it."""

    unit: str
    year: str
    genre: str
    lines: list[tuple[str, str]]
    slips: tuple[str, ...]

    @property
    def own(self) -> int:
        """Where the unit's own paragraph stands: the last one before the problems."""
        return [place for place, (kind, _) in enumerate(self.lines) if kind == "heading1"][len(PARTS)] - 1

    @property
    def title(self) -> str:
        """What stands above it."""
        return f"{self.unit}{self.year}年{self.genre}"


def units(draw: random.Random) -> list[str]:
    """All units there are, in an order of their own; no two have the same name."""
    places = [first + second for first, second in product(_FIRST, _SECOND)]
    draw.shuffle(places)
    found = [place + _KINDS[number % len(_KINDS)] for number, place in enumerate(places)]
    return found + [f"{place}{kind}" for kind in _MORE_KINDS for place in places]


def write_report(unit: str, year: str, draw: random.Random) -> Wording:
    """A report of ``unit`` on ``year``: four areas, in half of them a table, problems and plans."""
    genre = draw.choice(_GENRES)
    fill = _Filler(unit, year, draw)
    lines = [("title", f"{unit}{year}年{genre}"), *fill.paragraphs("开头", 1, 3)]
    table = draw.choice(PARTS) if draw.random() < 0.5 else None
    for part in PARTS:
        lines.append(("heading1", draw.choice(_HEADINGS[part])))
        lines += fill.paragraphs(part, draw.randint(1, 4), draw.randint(3, 5))
        if part == table:
            lines += fill.table()
    lines += fill.paragraphs(OWN, 1, 3)
    lines += [("heading1", draw.choice(_PROBLEMS)), *fill.paragraphs("问题", 1, 4)]
    lines += [("heading1", draw.choice(_PLANS).format(int(year) + 1)), *fill.paragraphs("打算", 1, 5)]
    lines += [("signature", unit), ("signature", f"{year}年12月{draw.randint(15, 31)}日")]
    slips = []
    for _ in range(draw.choice((0, 0, 1, 1, 2, 3, 5))):
        right, wrong = draw.choice(_SLIPS)
        places = [place for place, (kind, text) in enumerate(lines) if kind == "body" and right in text + "\n"]
        if places and wrong not in slips:
            place = draw.choice(places)
            lines[place] = ("body", (lines[place][1] + "\n").replace(right, wrong, 1).rstrip("\n"))
            slips.append(wrong)
    return Wording(unit, year, genre, lines, tuple(slips))


class _Filler:
    """Paragraphs of sentences that are drawn once each in a report."""

    def __init__(self, unit: str, year: str, draw: random.Random) -> None:
        self._draw = draw
        self._names = {"unit": unit, "year": year, "next": str(int(year) + 1)}
        self._left = {part: draw.sample(rows, len(rows)) for part, rows in _sentences().items()}
        for part in ("开头", "问题", "打算"):  # these have an order of their own
            self._left[part] = list(reversed(_sentences()[part]))

    def paragraphs(self, part: str, count: int, sentences: int) -> list[tuple[str, str]]:
        """So many paragraphs, as far as there are sentences."""
        left = self._left[part]
        rows = [[self._filled(left.pop()) for _ in range(min(sentences, len(left)))] for _ in range(count)]
        return [("body", "".join(row)) for row in rows if row]

    def table(self) -> list[tuple[str, str]]:
        """A table of activities whose totals are right."""
        draw = self._draw
        kinds = draw.sample(list(KINDS), draw.randint(3, 8))
        rows = [(kind, draw.randint(2, 24), draw.randint(30, 900)) for kind in kinds]
        rows.append(("合计", sum(row[1] for row in rows), sum(row[2] for row in rows)))
        lines = ["项目\t次数\t参加人次", *("\t".join(map(str, row)) for row in rows)]
        return [("body", "主要活动开展情况见下表。"), *(("row", line) for line in lines)]

    def _filled(self, sentence: str) -> str:
        draw = self._draw
        sentence = _CHOICE.sub(lambda match: draw.choice(match[1].split("|")), sentence)
        last = 0

        def number(match: re.Match[str]) -> str:
            nonlocal last
            if match[1]:
                last = draw.randint(int(match[1]), int(match[2]))
                return str(last)
            low, high = (0.8, 1.0) if match[0] == "<most>" else (0.1, 0.3)
            return str(max(1, round(last * draw.uniform(low, high))))

        sentence = _RANGE.sub(number, sentence)
        return _NAME.sub(self._name, sentence)

    def _name(self, match: re.Match[str]) -> str:
        draw, key = self._draw, match[1]
        if key == "village":
            return draw.choice(_FIRST) + draw.choice(_VILLAGES) + draw.choice(_SECOND)
        if key == "person":
            return draw.choice(PEOPLE)[0] + draw.choice(_VILLAGES) + draw.choice(_FIRST)
        return draw.choice(list(KINDS)) if key == "activity" else self._names[key]


@cache
def _sentences() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / "sentences.txt").read_text("utf-8").splitlines():
        if line.startswith("== "):
            rows = found.setdefault(line[3:], [])
        elif not line.startswith("#"):
            rows.append(line)
    return found
