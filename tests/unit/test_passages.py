"""Passages that reports share."""

from reportnlp.rules.xd.passages import Text, find_passages
from reportnlp.rules.xd.stock import FEW, find_copies
from reportnlp.span import Span

OWN = (
    "聚焦老旧小区改造，街道班子成员分片包干，逐户听取意见，先后协调解决漏水、停车和加装电梯等难题32个。"
    "把矛盾化解在楼道里，把服务送到家门口，居民的满意度达到96.5%，相关做法在全区推广。"
)
OTHER = (
    "围绕产业强镇目标，抓实招商引资头号工程，组建三支招商小分队外出对接，引进新材料项目5个，协议投资12亿元，"
    "盘活闲置厂房2万平方米，带动三百多名村民在家门口就业。"
)


def report(path: str, *paragraphs: str, unit: str | None = None, period: str | None = None) -> Text:
    text = "\n".join(paragraphs)
    spans, end = [], 0
    for paragraph in paragraphs:
        spans.append(Span(end, end + len(paragraph)))
        end += len(paragraph) + 1
    return Text(path, text, tuple(spans), unit, period)


def kinds(copy: str) -> list[str]:
    return [row.kind for row in find_passages([report("甲", OTHER, OWN), report("乙", copy)])]


def test_copies_are_told_by_kind() -> None:
    assert kinds(OWN) == ["exact"]
    assert kinds(OWN.replace("，", "、 ")) == ["exact"], "punctuation and blanks do not count"
    assert kinds(OWN.replace("32", "47").replace("96.5", "91")) == ["figures"]
    assert kinds(OWN.replace("分片包干", "包片到户").replace("全区推广", "全市推广")) == ["near"]
    first, second = OWN.split("。")[:2]
    assert kinds(f"{second}。{first}。") == ["near"]
    assert kinds(OTHER.replace("5个", "6个")) == ["figures"]
    assert kinds("今年各项工作都取得了新的进展，成绩来之不易，" * 4) == []


def test_the_places_are_those_of_the_texts() -> None:
    one, other = report("甲", OTHER, OWN), report("乙", "开头。", OWN)
    [row] = find_passages([other, one])
    assert (row.first, row.first_span.of(other.text)) == ("乙", OWN)
    assert (row.second, row.second_span.of(one.text)) == ("甲", OWN)


def test_the_earlier_year_leads_and_the_name_of_the_unit_does_not_count() -> None:
    later = report("a", OWN.replace("街道班子", "云溪街道班子"), unit="云溪街道", period="2024")
    earlier = report("b", OWN.replace("街道班子", "梅岭镇班子"), unit="梅岭镇", period="2023")
    [row] = find_passages([later, earlier])
    assert (row.first, row.second, row.kind) == ("b", "a", "figures")


def test_what_many_reports_share_is_a_stock_phrase() -> None:
    assert find_passages([report(f"{number:02}", OWN) for number in range(40)]) == []


def test_within_one_report_nothing_is_shared() -> None:
    assert find_passages([report("甲", OWN, OWN), report("乙", OTHER)]) == []
    assert find_passages([]) == []


def test_formulas_in_a_row_are_few_own_words_and_a_long_row_of_them_is_shown() -> None:
    """No phrase of it is anybody's own, but two reports string them all together alike."""
    formulas = (
        "坚持以习近平新时代中国特色社会主义思想为指导，深入学习贯彻党的二十大精神，增强“四个意识”、坚定“四个自信”、做到“两个维护”，"
        "不断提高政治判断力、政治领悟力、政治执行力，以实际行动践行初心使命。"
    )
    broken = formulas.replace("，增强", "，召开会议研究部署，持续增强").replace("不断提高", "班子成员带头不断提高")
    [own] = find_copies([report("甲", OTHER, formulas), report("乙", formulas)]).values()
    assert own == FEW
    [own] = find_copies([report("甲", OTHER, formulas), report("乙", broken)]).values()
    assert own < FEW
