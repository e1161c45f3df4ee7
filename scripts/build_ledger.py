"""Makes the worked example of an activity ledger in corpora/records: an .xlsx with two sheets and a GB18030 .csv.

Both hold the same 120 rows, as an office would type them: dates in many habits, figures inside text, rows entered twice,
one of the year before, missing head-counts, blank rows and notes. Every place, unit and person is invented.
usage: build_ledger.py [--check]      --check exits 1 when a file is not up to date
"""

from __future__ import annotations

import csv
import io
import random
import re
import sys
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "corpora" / "records"
YEAR = 2023
ROWS = 120
TITLE = "柳溪街道2023年度活动台账"
NOTE = "备注：参加人数为当日签到人数；“—”表示没有登记。"
HEADS = ("日期", "活动名称", "类别", "地点", "参加人数", "负责人", "成效")
GROUPS = ("时间", "活动信息", "", "", "参与情况", "", "成效")
PEOPLE = ("沈立言", "郑若云", "贺方舟", "谢知行", "梅映雪", "陶青禾", "顾南星", "宋以宁")
PLACES = (
    "街道三楼会议室",
    "党群服务中心",
    "柳溪广场",
    "文化礼堂",
    "青禾社区活动室",
    "望湖社区党群驿站",
    "古渡社区议事厅",
)

# Type: names, how many rows, fewest and most people, results with the range of their figures.
KINDS: dict[str, tuple[tuple[str, ...], int, int, int, tuple[tuple[str, int, int], ...]]] = {
    "中心组学习": (
        ("理论学习中心组集中学习", "理论学习中心组专题研讨", "理论学习中心组扩大学习"), 9, 12, 26, (("交流发言{}人", 3, 8),)
    ),
    "专题党课": (("“七一”专题党课", "廉洁专题党课", "党史专题党课", "乡村振兴专题党课"), 6, 40, 90, (("撰写心得{}篇", 6, 24),)),
    "政策宣讲": (
        ("医保政策宣讲", "就业政策宣讲", "惠农政策宣讲", "全会精神宣讲"), 9, 35, 120, (("发放资料{}份", 40, 130), ("解答咨询{}人次", 5, 30))
    ),
    "主题党日": (
        ("重温入党誓词主题党日", "植绿护绿主题党日", "清洁家园主题党日", "参观革命纪念馆主题党日", "“我为群众办实事”主题党日"),
        13, 25, 85, (("收到建议{}条", 2, 9),),
    ),
    "党员培训": (("党员发展对象培训班", "党务干部培训班", "党员冬训班"), 5, 30, 80, (("颁发证书{}份", 20, 60),)),
    "谈心谈话": (("青年干部谈心谈话", "新任职干部谈心谈话", "社区书记谈心谈话"), 8, 3, 12, (("征求意见{}条", 1, 6),)),
    "警示教育": (
        ("观看警示教育片", "旁听职务犯罪庭审", "参观廉政教育基地", "典型案例通报会"), 8, 25, 70, (("签订承诺书{}份", 12, 40),)
    ),
    "廉政谈话": (("新任职干部集体廉政谈话", "重点岗位廉政谈话"), 5, 4, 15, (("发出提醒函{}份", 1, 4),)),
    "监督检查": (("作风纪律监督检查", "八项规定监督检查", "惠民资金监督检查"), 7, 3, 6, (("发现问题{}个", 2, 7), ("整改问题{}个", 2, 2))),
    "走访企业": (
        ("走访安澜物流", "走访金穗食品", "走访云帆科技", "走访永固建材", "走访青禾纺织", "走访望湖文创"), 10, 3, 6, (("解决问题{}个", 1, 4),)
    ),
    "招聘会": (
        ("“家门口”招聘会", "春风送岗招聘会", "夜市招聘会", "残疾人专场招聘会"), 7, 90, 380, (("提供岗位{}个", 60, 400), ("达成意向{}人", 15, 85))
    ),
    "矛盾调解": (("物业纠纷调解", "邻里纠纷调解", "劳资纠纷调解"), 9, 5, 12, (("化解纠纷{}起", 1, 3),)),
    "安全检查": (("燃气安全检查", "建筑工地安全检查", "电动车充电安全检查", "学校周边安全检查"), 9, 4, 9, (("整改隐患{}处", 2, 8),)),
    "志愿服务": (
        ("敬老助残志愿服务", "河道清理志愿服务", "文明劝导志愿服务", "便民集市志愿服务"), 9, 12, 45, (("服务时长{}小时", 30, 95),)
    ),
    "文体活动": (("广场舞展演", "邻里百家宴", "趣味运动会", "社区合唱比赛"), 4, 45, 240, (("获奖{}人", 5, 15),)),
}  # fmt: skip


def main() -> int:
    """Writes the files, or says which is stale."""
    rows = ledger()
    files = {"street_2023.xlsx": workbook(rows), "street_2023.csv": comma_separated(rows)}
    stale = [
        name for name, data in files.items() if not (FOLDER / name).exists() or (FOLDER / name).read_bytes() != data
    ]
    if "--check" in sys.argv[1:]:
        print("\n".join(f"stale: {name}" for name in stale) or "up to date")
        return int(bool(stale))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (FOLDER / name).write_bytes(data)
    return 0


def ledger() -> list[tuple[Any, ...]]:
    """120 rows in order of their days, with one of the year before and three that were entered twice."""
    choice = random.Random(YEAR)
    made: list[tuple[date, list[Any]]] = []
    for kind, (names, count, fewest, most, results) in KINDS.items():
        for _ in range(count):
            day = date(YEAR, 1, 4) + timedelta(days=choice.randrange(355))
            made.append((day, activity(choice, kind, names, fewest, most, results)))
    made.sort(key=lambda row: row[0])
    for place in (17, 48, 90, 101):
        made[place][1][3] = "—"
    earlier = [
        (
            date(YEAR - 1, 12, 9),
            activity(choice, "志愿服务", KINDS["志愿服务"][0], 12, 45, (("服务时长{}小时", 30, 95),)),
        )
    ]
    rows = [(written(choice, day), *cells) for day, cells in (*earlier, *made)][: ROWS - 3]
    days = [day for day, _ in (*earlier, *made)]
    for place in (30, 61, 93):  # entered again some rows later, the date in another habit
        day, cells = days[place], rows[place][1:]
        again = (
            f"{day.year}年{day.month}月{day.day}日"
            if rows[place][0] != f"{day.year}年{day.month}月{day.day}日"
            else day.isoformat()
        )
        rows[place] = (f"{day.year}.{day.month}.{day.day}", *cells)
        rows.insert(place + 6, (again, *cells))
        days.insert(place + 6, day)
    assert len(rows) == ROWS
    return rows


def activity(
    choice: random.Random,
    kind: str,
    names: tuple[str, ...],
    fewest: int,
    most: int,
    results: tuple[tuple[str, int, int], ...],
) -> list[Any]:
    """Name, type, place, head-count, person and outcome of one activity."""
    people = choice.randint(fewest, most)
    told = [template.format(choice.randint(low, high)) for template, low, high in results]
    if kind == "监督检查":  # no more is put right than was found
        found = int("".join(filter(str.isdigit, told[0])))
        told[1] = f"整改问题{choice.randint(max(1, found - 1), found)}个"
    place = "" if kind == "走访企业" else choice.choice(PLACES)
    shown = choice.choice((people, people, f"{people}人", f"{people} 人", f"{people}名"))
    return [choice.choice(names), kind, place, shown, choice.choice(PEOPLE), "，".join(told)]


def written(choice: random.Random, day: date) -> Any:
    """A day in one of the habits of offices; a datetime becomes a date cell, a number a serial."""
    habits = (
        f"{day.year}.{day.month}.{day.day}", f"{day.year}年{day.month}月{day.day}日", day.isoformat(),
        f"{day.year}/{day.month}/{day.day}", datetime(day.year, day.month, day.day), (day - date(1899, 12, 30)).days,
    )  # fmt: skip
    if day.year != YEAR:
        return habits[1]
    return choice.choice((*habits, f"{day.month}月{day.day}日"))


def workbook(rows: list[tuple[Any, ...]]) -> bytes:
    """Two sheets, half a year each: a title, a line to fill in, a header of two rows with merged cells, blank rows, a note."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "reportnlp"
    book.properties.created = book.properties.modified = datetime(2024, 1, 5)
    half = next(
        place
        for place, row in enumerate(rows)
        if "7月" in str(row[0]) or "2023-07" in str(row[0]) or "2023.7." in str(row[0])
    )
    for place, (name, part) in enumerate((("上半年", rows[:half]), ("下半年", rows[half:]))):
        sheet: Any = book.active if place == 0 else book.create_sheet()
        sheet.title = name
        for line in (
            (TITLE,),
            ("填报单位：柳溪街道党建办", "", "", "", "填报人：沈立言"),
            GROUPS,
            ("", *HEADS[1:6], ""),
        ):
            sheet.append(line)
        for merged in ("A1:G1", "A3:A4", "B3:D3", "E3:F3", "G3:G4"):
            sheet.merge_cells(merged)
        for number, row in enumerate(part, 1):
            sheet.append(row)
            if number % 25 == 0:
                sheet.append(())
        sheet.append((NOTE,))
        for column, width in zip("ABCDEFG", (14, 30, 12, 20, 10, 10, 34), strict=True):
            sheet.column_dimensions[column].width = width
    stream = io.BytesIO()
    book.save(stream)
    return fixed(stream.getvalue())


def fixed(data: bytes) -> bytes:
    """The package with the same date on every entry, so that the same rows give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2024-01-05T00:00:00Z", content)
            target.writestr(zipfile.ZipInfo(name, (2024, 1, 5, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def comma_separated(rows: list[tuple[Any, ...]]) -> bytes:
    """A title, the header, the rows with blank ones between, a note; GB18030, as Excel writes it in China."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow((TITLE, "", "", "", "", "", ""))
    writer.writerow(HEADS)
    for number, row in enumerate(rows, 1):
        first = row[0]
        shown = f"{first.year}/{first.month}/{first.day}" if isinstance(first, datetime) else first
        writer.writerow((shown, *row[1:]))
        if number % 25 == 0:
            writer.writerow([""] * 7)
    writer.writerow((NOTE, "", "", "", "", "", ""))
    return stream.getvalue().encode("gb18030")


if __name__ == "__main__":
    raise SystemExit(main())
