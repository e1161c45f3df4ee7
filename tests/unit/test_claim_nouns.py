"""What a number counts: own sentences, several for each way of saying it."""

import pytest

from reportnlp.analysis.context import Context
from reportnlp.document.readers import from_text


def nouns(text: str) -> list[tuple[str, str | None]]:
    return [(claim.span.of(text), claim.subject) for claim in Context(from_text(text)).claims]


def actions(text: str) -> list[str | None]:
    return [claim.action for claim in Context(from_text(text)).claims]


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("全年走访企业320家次。", "企业"), ("新增就业岗位1.3万个。", "就业岗位"), ("发展党员14名。", "党员"),
        ("其中女党员27名。", "女党员"), ("选派科技特派员16名常驻乡村一线。", "科技特派员"),
        ("推选楼栋长88名。", "楼栋长"), ("更换老化管线46根。", "老化管线"), ("调解纠纷39起。", "纠纷"),
        ("解决停车、充电、漏水等难题28个。", "难题"), ("梳理居民反映强烈的问题19条。", "问题"),
        ("社会组织达到41家。", "社会组织"), ("现有党支部21个。", "党支部"), ("全镇现有党员506名。", "党员"),
        ("组织观看警示教育片3部。", "警示教育片"), ("新增护理型床位90张。", "护理型床位"),
        ("完成背街小巷整治11条。", "背街小巷"), ("实施危房改造7户。", "危房"), ("家庭农场发展到62家。", "家庭农场"),
        ("打造“一网通办”服务专区5个。", "服务专区"), ("打造“红邻驿站”12个。", "红邻驿站"),
        ("召开全面从严治党专题会议2次。", "全面从严治党专题会议"), ("为群众办实事35件。", "实事"),
        ("成功创建市级文明单位6个。", "市级文明单位"), ("建成5G基站37个。", "5G基站"),
        ("受理信访举报13件。", "信访举报"), ("开展集体廉政谈话4场。", "集体廉政谈话"),
        ("邀请专家创作节目8个。", "节目"), ("学习会共组织9场。", "学习会"),
    ],
)  # fmt: skip
def test_noun_before_the_number(text: str, noun: str) -> None:
    ((_, found),) = nouns(text)
    assert found == noun


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("培训了26名村干部。", "村干部"), ("解决23名职工的困难。", "职工"), ("慰问3名受伤的队员。", "队员"),
        ("帮扶2名被诬告的干部。", "干部"), ("逐项办理33条群众反映的问题。", "问题"),
        ("建成1处标准较高、功能完善的服务场所。", "服务场所"), ("帮助18名失业居民重新上岗。", "失业居民"),
        ("建设4个乡村振兴示范村。", "乡村振兴示范村"), ("下放52项行政审批事项。", "行政审批事项"),
        ("52项审批事项进驻政务大厅。", "审批事项"), ("30家企业参展。", "企业"), ("15名同志“火线”入党。", "同志"),
        ("12名学生获奖。", "学生"), ("全县9个县直部门参加。", "县直部门"), ("支持8个村（社区）修订公约。", "村（社区）"),
        ("从政治、思想、作风4个方面设置了指标。", "方面"), ("六大主导产业产值增长4%。", "主导产业"),
        ("新开通3条“便民巴士”线路。", "“便民巴士”线路"), ("落实6项年度任务。", "年度任务"),
    ],
)  # fmt: skip
def test_noun_after_the_number(text: str, noun: str) -> None:
    assert nouns(text)[0][1] == noun


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("发放救助金86万元。", "救助金"), ("完成投资1.8亿元。", "投资"), ("群众满意率达到98.2%。", "群众满意率"),
        ("养老机构消防改造完成率100%。", "养老机构消防改造完成率"), ("办事时限压缩至3个工作日。", "办事时限"),
        ("接待量是上年同期的1.5倍。", "接待量"),
    ],
)  # fmt: skip
def test_rates_and_sums_name_what_they_measure(text: str, noun: str) -> None:
    assert nouns(text)[0][1] == noun


@pytest.mark.parametrize(
    "text",
    [
        "新录取9人。", "处分3人。", "给予党纪处分2人。", "全年累计走访1200户。", "33人申报。", "立案4件。",
        "城镇新增就业4.4万人。", "岗位晋级6人。", "税务局共有43名。", "专题研判5次。", "128人次受到救助。",
    ],
)  # fmt: skip
def test_the_number_counts_what_the_verb_does(text: str) -> None:
    assert nouns(text) == [(nouns(text)[0][0], None)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("排查隐患64处，整改61处。", ["隐患", "隐患"]),
        ("党支部由14个增至18个，净增4个。", ["党支部", "党支部", "党支部"]),
        ("满意率由91%提高到96%，提高5个百分点。", ["满意率", "满意率", "满意率"]),
        ("识别监测对象68户、193人。", ["监测对象", "监测对象"]),
        ("走访企业30家，解决问题12个。", ["企业", "问题"]),
        ("走访企业30家，立案4件。", ["企业", None]),
        ("核查低保对象40户，清退不符合条件的3户。", ["低保对象", "低保对象"]),
    ],
)
def test_a_number_that_goes_on_shares_the_noun(text: str, found: list[str | None]) -> None:
    assert [noun for _, noun in nouns(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("发放救助资金8万元。", ["发放"]), ("督促整改问题15个。", ["整改"]), ("完成整改15个。", ["整改"]),
        ("立案查处6起。", ["查处"]), ("产值同比增长7.9%。", ["增长"]), ("覆盖率达到96%。", ["达到"]),
        ("每名干部联系2家企业。", ["联系"]), ("组织居民参观展馆3次。", ["参观"]), ("为老人讲党课4次。", ["讲"]),
    ],
)  # fmt: skip
def test_action(text: str, found: list[str]) -> None:
    assert actions(text) == found


def test_only_counts_and_measures_have_a_noun() -> None:
    amount, rate, count = Context(from_text("投入资金120万元，满意率98%，慰问老党员30名。")).claims
    assert (amount.noun, amount.indicator, amount.subject) == (None, "资金", "资金")
    assert (rate.noun, rate.indicator) == (None, "满意率")
    assert (count.noun, count.indicator, count.subject) == ("老党员", None, "老党员")


def test_verbs_around_a_noun_stay_out() -> None:
    said = [
        ("社区书吧增加6个。", "社区书吧"), ("通用设备增加8台。", "通用设备"), ("6条特色街区撑起夜间经济。", "特色街区"),
    ]  # fmt: skip
    assert [Context(from_text(text)).claims[0].noun for text, _ in said] == [noun for _, noun in said]
