"""What is found across the reports of a pile: planted cases, and silence on formulaic text."""

from dataclasses import replace
from pathlib import Path

import pytest

import reportnlp
from reportnlp import Settings
from reportnlp.batch.crossing import Across, find_across
from reportnlp.engine import analyse

OWN = (
    "聚焦老旧小区改造，街道班子成员分片包干，逐户听取意见，先后协调解决漏水、停车和加装电梯等难题32个，"
    "把矛盾化解在楼道里，把服务送到家门口，居民的满意度达到96.5%，相关做法在全区推广。"
)
FORMULAS = (  # what every office writes, with its own figures
    "坚持以习近平新时代中国特色社会主义思想为指导，深入学习贯彻党的二十大精神，召开党工委理论学习中心组学习会{}次，专题研讨{}次，"
    "推动党员干部学思用贯通、知信行统一，不断提高政治判断力、政治领悟力、政治执行力。",
    "严格落实中央八项规定精神，持续纠治“四风”，开展谈心谈话{}人次，运用监督执纪“第一种形态”处理{}人，营造风清气正的政治生态。",
)


def across(*reports: tuple[str, ...], settings: Settings | None = None) -> Across:
    """What is found in reports of title and paragraphs."""
    checked = []
    for number, (title, *paragraphs) in enumerate(reports):
        text = "\n".join((title, "一、服务大局", *paragraphs))
        document = replace(reportnlp.from_text(text), path=f"{number}.txt")
        checked.append(analyse(document).to_dict())
    return find_across(checked, {row["path"]: row for row in checked}.get, {}, settings or Settings())


def told(found: Across) -> dict[str, list[str]]:
    """Path → code and message of its findings."""
    return {
        path: [f"{row['code']} {row['message']}" for row in rows["findings"]] for path, rows in found.findings.items()
    }


def test_the_report_that_was_signed_later_is_told() -> None:
    first = ("梅岭镇2023年工作总结", OWN, "2023年12月20日")
    second = ("柳溪街道2023年工作总结", OWN, "2024年1月5日")
    found = across(second, first)
    assert told(found) == {"0.txt": ["XD001 与“梅岭镇”的报告一字不差，请核对是否抄用。"]}
    [row] = found.passages
    assert row[4:8] == ("1.txt", first[0].__len__() + 8, len(first[0]) + 8 + len(OWN), OWN)


def test_without_a_date_both_are_told() -> None:
    found = across(("梅岭镇2023年工作总结", OWN), ("柳溪街道2023年工作总结", OWN.replace("32", "23")))
    assert told(found) == {
        "0.txt": ["XD001 与“柳溪街道”的报告只有数字不同，请核对是否抄用。"],
        "1.txt": ["XD001 与“梅岭镇”的报告只有数字不同，请核对是否抄用。"],
    }
    marks = [row["findings"][0]["fingerprint"] for row in found.findings.values()]
    assert len(set(marks)) == 2


def test_last_years_passage_under_the_other_name_of_the_unit() -> None:
    old, new = ("柳溪街道办2022年工作总结", f"2022年，{OWN}"), ("柳溪街道办2023年工作总结", f"2022年，{OWN}")
    assert [row[:4] for row in told(across(old, new))["1.txt"]] == ["XD00"]
    renamed = across(old, ("柳溪街道办事处2023年工作总结", f"2022年，{OWN}"))
    assert [row[:5] for row in told(renamed)["1.txt"]] == ["XD004", "XD002"]
    fresh = across(old, ("柳溪街道办2023年工作总结", f"2023年，{OWN}"))
    assert told(fresh) == {}
    assert [row[3] for row in fresh.passages] == ["与本单位 2022 年的报告相同：请核对是否沿用了旧稿。"]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("与梅岭镇联合举办“春风送岗”招聘会，吸引1800人参加", "与柳溪街道联合举办“春风送岗”招聘会，吸引2300人参加", 2),
        ("与梅岭镇联合举办“春风送岗”招聘会，吸引约2300人参加", "与柳溪街道联合举办“春风送岗”招聘会，吸引2320人参加", 0),
        ("与梅岭镇联合举办“春风送岗”招聘会，吸引1800人参加", "举办“春风送岗”招聘会，吸引2300人参加", 0),
        ("与梅岭镇联合开展防汛应急演练，出动30人", "与柳溪街道联合开展防汛应急演练，出动20人", 0),
        ("6月1日，与梅岭镇联合举办招聘会，吸引1800人参加", "9月1日，与柳溪街道联合举办招聘会，吸引2300人参加", 0),
    ],
)
def test_figures_of_one_event(ours: str, theirs: str, expected: int) -> None:
    found = across(("柳溪街道2023年工作总结", f"{ours}。"), ("梅岭镇2023年工作总结", f"{theirs}。"))
    assert sum(map(len, told(found).values())) == expected
    assert len(found.passages) == expected / 2


@pytest.mark.parametrize("count", [2, 5, 12, 40])
def test_formulaic_reports_are_silent(count: int) -> None:
    """Reports of the same formulas, each with its own figures and one paragraph of its own."""
    reports = []
    for number in range(count):
        name = "梅柳桃杏松竹荷兰菊桂"[number % 10] + "岭溪河湾"[number // 10] + "镇"
        formulas = [row.format(number + 3, 2 * number + 1) for row in FORMULAS]
        reports.append(
            (f"{name}2023年工作总结", *formulas, f"2023年，{name}完成第{number}件实事，惠及群众{number + 20}户。")
        )
    assert across(*reports).findings == {}


def test_formulas_with_the_same_figures_are_copies() -> None:
    formulas = [f"{row.format(12, 7)}召开会议9次。" for row in FORMULAS]
    assert len(told(across(("梅岭镇2023年工作总结", *formulas), ("柳溪镇2023年工作总结", *formulas)))["1.txt"]) == 2


def test_the_samples_are_silent() -> None:
    folder = Path(__file__).parents[2] / "corpora"
    paths = sorted(path for path in folder.iterdir() if path.suffix in (".txt", ".docx"))
    assert len(paths) == 8
    checked = [analyse(reportnlp.read(path)).to_dict() for path in paths]
    assert find_across(checked, lambda _: None, {}, Settings()) == ({}, [])


def test_settings_choose_among_them() -> None:
    reports = (("梅岭镇2023年工作总结", OWN), ("柳溪街道2023年工作总结", OWN))
    assert across(*reports, settings=Settings(select=("PH",))) == ({}, [])
    assert across(*reports, settings=Settings(ignore=("XD001",))) == ({}, [])
    assert len(across(*reports, settings=Settings(select=("XD",))).findings) == 2
    assert across(*reports, settings=Settings(min_confidence=0.95)).findings["0.txt"]["findings"] == []
