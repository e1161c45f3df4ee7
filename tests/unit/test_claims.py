import time

import pytest

from reportnlp.analysis.context import Context
from reportnlp.document.readers import from_text
from reportnlp.findings import Claim


def claims(text: str, period: str | None = None) -> tuple[Claim, ...]:
    return Context(from_text(text, period=period)).claims


@pytest.mark.parametrize(
    ("text", "written", "noun", "action"),
    [
        ("全年组织了6次集体学习会。", "6次", "集体学习会", "组织"),
        ("帮助解决了31名老人的吃饭问题。", "31名", "老人", "解决"),
        ("整改突出问题17个。", "17个", "突出问题", "整改"),
        ("慰问困难党员26名。", "26名", "困难党员", "慰问"),
        ("组织宣讲14场。", "14场", "宣讲", "组织"),
        ("新录取9人。", "9人", None, "录取"),
        ("拨付资金120万元。", "120万元", "资金", "拨付"),
        ("19名老党员参与巡逻。", "19名", "老党员", None),
        ("打造“红邻驿站”12个。", "12个", "红邻驿站", "打造"),
        ("红色课堂共举办8场。", "8场", "红色课堂", "举办"),
    ],
)
def test_noun_and_action(text: str, written: str, noun: str | None, action: str | None) -> None:
    (claim,) = claims(text)
    assert claim.span.of(text) == written
    assert claim.subject == noun
    if action is not None:
        assert claim.action == action


def test_a_list_shares_noun_and_action() -> None:
    first, second = claims("示范支部分别达到12个、15个。")
    assert (first.noun, second.noun) == ("示范支部", "示范支部")


def test_actor_is_none_for_the_reporter() -> None:
    assert [claim.actor for claim in claims("镇党委召开会议3次，我讲授党课2次。")] == ["镇党委", None]
    assert [claim.actor for claim in claims("举办党组织书记培训4期。推进党支部建设3个。")] == [None, None]


def test_modality() -> None:
    text = "已建成站点3个。计划新建站点4个。必须走访5户。尚未完成2项。"
    assert [claim.modality for claim in claims(text)] == ["done", "planned", "required", "negated"]


def test_a_section_on_next_year_holds_plans() -> None:
    text = "张三2023年述职报告\n一、主要工作\n建成站点3个。\n二、下一步工作打算\n建成站点5个。"
    assert [claim.modality for claim in claims(text)] == ["done", "planned"]


def test_period() -> None:
    text = "某街道2022年述职报告\n走访3户。6月走访4户。2021年走访5户。去年走访6户。"
    assert [claim.period for claim in claims(text)] == ["2022", "2022-06", "2021", "2021"]
    assert [claim.period for claim in claims("走访3户。")] == [None]
    assert [claim.period for claim in claims("走访3户。", period="2024")] == ["2024"]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("各位代表：\n现将2021年工作汇报如下。走访3户。", "2021"),
        ("二〇二三年度工作总结\n走访3户。", "2023"),
        ("工作总结\n2020年办实事。2020年建成站点。", "2020"),
        ("工作总结\n2020年办实事。2021年建成站点。", None),
    ],
)
def test_report_year(text: str, period: str | None) -> None:
    assert Context(from_text(text)).period == period


def test_comparison() -> None:
    assert claims("产值同比增长7.9%。")[0].comparison == "同比增长"
    assert [claim.comparison for claim in claims("站点由21个增至32个。")] == ["由21个增至32个", "由21个增至32个"]
    assert claims("建成站点3个。")[0].comparison is None


def test_id_survives_edits_elsewhere() -> None:
    before = claims("走访农户30户。")
    after = claims("坚持为民服务。\n走访农户30户。")
    assert before[0].id == after[0].id
    first, second = claims("走访农户30户。走访农户30户。")
    assert first.id != second.id


def test_endless_sentences_stay_linear() -> None:
    start = time.process_time()
    assert len(claims("走访由从将比3户" * 3000)) == 3000
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("计划新建便民驿站4个，改造道路3条。", "planned planned"), ("我们计划新招网格员6名；目前在岗18名。", "planned done"),
        ("力争接待游客2万人次，已接待1.5万人次。", "planned done"), ("原计划走访50户，实际走访61户。", "planned done"),
        ("明年将建成口袋公园3座。", "planned"), ("镇党委将进一步走访企业40家。", "planned"), ("准备新增岗位30个。", "planned"),
        ("争取年底前建成2个驿站。", "planned"), ("拟新建停车位120个。", "planned"), ("街道即将建成养老中心1个。", "planned"),
        ("下一步，新建站点2个；改造小区3个。", "planned planned"), ("目标是带动农户80户增收。", "planned"),
        ("要求各支部每季度讲党课1次。", "required"), ("每名干部应当联系3户居民。", "required"), ("要确保新增就业200人。", "required"),
        ("每年组织活动不少于2次。", "required"), ("镇里要求各村走访5户，我带头走访8户。", "required done"),
        ("尚未完成整改2项。", "negated"), ("有3个项目未开工。", "negated"), ("5个问题尚未销号。", "negated"),
        ("没有发生1起安全事故。", "negated"), ("目标是产值增长6%，投资增长9%。", "planned planned"),
        ("将组织宣讲3场，走访农户20户。", "planned planned"),
    ],
)  # fmt: skip
def test_the_governing_clause_decides_the_modality(text: str, found: str) -> None:
    assert " ".join(claim.modality for claim in claims(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "已收集居民建议52条。", "采纳群众意见建议17条。", "制定年度工作计划12份。", "按计划完成管网改造6公里。",
        "将15名年轻干部充实到一线。", "将3个村纳入试点。", "按照上级要求，开展自查2次。", "根据文件要求整改问题8个。",
        "落实县委提出的5条要求。", "对未参加学习的12名党员进行补课。", "关爱未成年人23名。", "争取上级资金300万元。",
        "准备会议材料14份。", "确保了2300名学生安全返校。", "储备明年项目12个。", "完成计划整治的道路3条。",
        "全年走访户数不少，共走访16次。", "拟定整改措施14条。", "主要做了3件事。", "需要解决的2个问题已列入清单。",
        "将加工天数降至18天。", "将原来的4个文件精简为1个。", "最终为17家企业争取到4亿元贷款。", "成功争取补助3项。",
        "新港即将启用，全年吞吐量居全省第6，涉及41个港口。", "当初要求全员轮训，至今已有80人参加。",
        "完成目标任务10个。", "新增停车泊位210个，没有收到投诉。", "我将牢记嘱托。全年办实事9件。", "实施“党建领航”计划，培养骨干15名。",
    ],
)  # fmt: skip
def test_words_that_do_not_govern_leave_it_done(text: str) -> None:
    assert {claim.modality for claim in claims(text)} == {"done"}


def test_a_figure_of_a_coming_year_is_a_plan() -> None:
    assert claims("到2026年，建成站点20个。", period="2024")[0].modality == "planned"
    assert claims("2023年，建成站点20个。", period="2024")[0].modality == "done"


@pytest.mark.parametrize(
    ("text", "wholes"),
    [
        ("全院共有党员312名，其中临床205名、护理71名、行政36名。", [None, "312名", "312名", "312名"]),
        ("临床党员205名、护理党员71名，合计276名。", ["276名", "276名", None]),
        ("组织活动12场，包括宣讲5场、义诊7场，培训党员30名，其中女党员11名。", [None, "12场", "12场", None, "30名"]),
        ("党员98名，其中在职82名、退休16名；群众20名。", [None, "98名", "98名", None]),
        ("发展党员18名，其中35岁以下11名、女党员7名。", [None, None, "18名", "18名"]),
        ("班子由1名书记、2名副书记、4名委员组成，共7人。", ["7人", "7人", "7人", None]),
        ("投入资金320万元，其中改造180万元、绿化140万元。", [None, "320万元", "320万元"]),
        ("走访企业30家，解决问题12个，举办招聘会2场。", [None, None, None]),
        ("开展培训3期，走访3户，共办实事10件。", [None, None, None]),
        ("走访企业30家。其中解决问题12个。", [None, None]),
    ],
)
def test_parts_of_a_whole(text: str, wholes: list[str | None]) -> None:
    found = claims(text)
    written = {claim.id: claim.span.of(text) for claim in found}
    assert [written.get(claim.part_of or "") for claim in found] == wholes


def test_parts_and_totals_share_their_noun() -> None:
    assert [row.noun for row in claims("现有党员98名，其中在职82名、退休16名。")] == ["党员", "党员", "党员"]
    assert claims("护理党员71名、行政党员36名，合计107名。")[-1].subject == "党员"
    assert claims("党课2次、支委会3次，合计5次。")[-1].noun is None


@pytest.mark.parametrize(
    ("text", "comparison"),
    [
        ("信访量同比下降12%。", "同比下降"), ("产值环比增长3%。", "环比增长"), ("比上年增加5户。", "比上年增加"),
        ("较年初减少6户。", "较年初减少"), ("比2021年提高1.4个百分点。", "比2021年提高"), ("与上年相比，增加3个。", "与上年相比，增加"),
        ("接待量是上年同期的1.5倍。", "上年同期的"), ("工单办结时间从8天缩短到5天。", "从8天缩短到5天"),
        ("走访企业30家。", None), ("评比先进支部3个。", None), ("比学赶超，培训3期。", None),
    ],
)  # fmt: skip
def test_comparison_wordings(text: str, comparison: str | None) -> None:
    assert claims(text)[0].comparison == comparison


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("上半年走访20户。", "2023-01/2023-06"), ("一季度立案2件。", "2023-Q1"), ("前三季度完成投资3亿元。", "2023-Q1/2023-Q3"),
        ("1—6月办结8件。", "2023-01/2023-06"), ("一季度立案2件，去年走访9户。", "2023-Q1"), ("前年走访9户。", "2021"),
        ("比去年多走访9户。", "2023"), ("22年9月走访9户。", "2022-09"), ("走访9户。", "2023"), ("谋划明年的项目9个。", "2023"),
    ],
)  # fmt: skip
def test_period_of_a_clause(text: str, period: str) -> None:
    assert claims(text, period="2023")[0].period == period


def test_heads_of_a_table_give_noun_unit_year_and_body() -> None:
    text = "工作总结\n下表单位：万元\n项目\t2022年\t2023年\n民生支出\t120\t1,305.5\n合计\t120\t1305.5\n以上为支出。"
    found = [(row.subject, row.quantity.value, row.quantity.unit, row.period) for row in claims(text, period="2023")]
    assert found[:2] == [("民生支出", 1_200_000, "元", "2022"), ("民生支出", 13_055_000, "元", "2023")]
    text = "工作总结\n序号\t村\t党员数（名）\t覆盖率（%）\t计划走访户数\n1\t东村\t21\t98.5\t40\n2\t西村\t23\t97\t35"
    first = claims(text)[:3]
    assert [(row.subject, row.quantity.value, row.quantity.dimension) for row in first[:2]] == [
        ("党员", 21, "人"),
        ("覆盖率", 98.5, "%"),
    ]
    assert [row.modality for row in first] == ["done", "done", "planned"]


def test_numbers_without_a_unit_in_a_table_are_no_claims() -> None:
    assert claims("工作总结\n序号\t年份\t电话\n1\t2021\t5550123\n2\t2022\t5550124") == ()
    assert claims("工作总结\n项目\t单位\t数值\n供水量\t万立方米\t若干\n用电量\t万千瓦时\t若干") == ()
