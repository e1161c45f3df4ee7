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
    assert claim.noun == noun
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
    start = time.perf_counter()
    assert len(claims("走访由从将比3户" * 3000)) == 3000
    assert time.perf_counter() - start < 10
